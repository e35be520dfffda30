"""How the world is set, and how its wire is broken."""

from deploy.sandbox.discord import spoken
from deploy.sandbox.discord.gateway import INVALID, RECONNECT
from deploy.sandbox.discord.message import Message
from deploy.sandbox.discord.parts import Parts
from deploy.sandbox.discord.permissions import Overwrite, Permission
from deploy.sandbox.discord.sessions import frame


class Switches(Parts):
    def enforce_rates(self, on: bool = True) -> None:
        """Limits answer 429 from now on; off, headers tell of buckets too large to matter."""
        self._rates.enforced = on

    def limit_starts(
        self, *, remaining: int = 1_000, reset_after: float = 86_400.0, max_concurrency: int = 1, shards: int = 1
    ) -> None:
        """Identifies are counted and spaced from now on; `shards` is how many GET /gateway/bot recommends."""
        starts = self._state.starts
        starts.enforced, starts.max_concurrency, starts.recommended = True, max_concurrency, shards
        starts.leave(remaining, reset_after)

    def require_shards(self, count: int) -> None:
        """With fewer shards than these there are more guilds on one than Discord takes."""
        self._state.starts.needs = self._state.starts.recommended = count

    def open_server(self, name: str, channel: str) -> str:
        """Another server invites the bot, on the shard after that of the last one; its id comes back."""
        guild = self._state.open_guild(name, channel)
        self._events.guild_joined(guild)
        self._state.changed()
        return str(guild.id)

    def drop_shard(self, shard: int, code: int = 4000) -> None:
        """Close the connections of one shard; its sessions are gone."""
        for session in tuple(self._sessions):
            if session.shard[0] == shard:
                self._sessions.drop(session)
                if session.connection is not None:
                    session.connection.close(code)

    def permit(self, channel: str, permission: str, allowed: bool) -> None:
        """Give the bot a permission in one channel, or take it ("send_messages", "view_channel", ...)."""
        place = spoken.channel(self._state, channel)
        bit = Permission[permission.upper()]
        own = place.overwrites.setdefault(self._state.bot.id, Overwrite(self._state.bot.id, 1))
        own.allow, own.deny = (own.allow | bit, own.deny & ~bit) if allowed else (own.allow & ~bit, own.deny | bit)
        self._events.channel_updated(place)

    def portal(self, *, message_content: bool = True, members: bool = False, presences: bool = False) -> None:
        """The privileged intents that the developer portal grants to the application."""
        portal = self._state.portal
        portal.message_content, portal.members, portal.presences = message_content, members, presences

    def accept_dms(self, user: str, accepted: bool) -> None:
        """Whether that person takes direct messages of the bot."""
        spoken.person(self._state, user).accepts_dms = accepted

    def disconnect(self, code: int = 4000) -> None:
        """Close every gateway connection with a code; the sessions can be resumed."""
        for connection in self._sessions.connections():
            connection.close(code)

    def reconnect(self) -> None:
        """Op 7: the clients are asked to connect anew and resume."""
        for connection in self._sessions.connections():
            connection.send(frame(RECONNECT, None))

    def invalid_session(self, resumable: bool) -> None:
        """Op 9. Unless resumable, the sessions are gone."""
        for session in tuple(self._sessions):
            if session.connection is not None:
                session.connection.send(frame(INVALID, resumable))
            if not resumable:
                self._sessions.drop(session)

    def beat(self, seconds: float) -> None:
        """Ask the clients of connections from now on for a heartbeat so often."""
        self._state.heartbeat = seconds

    def deafen(self) -> None:
        """The open connections stay open and carry nothing more, not even the answer to a heartbeat.

        What happens meanwhile can be resumed.
        """
        for connection in self._sessions.connections():
            connection.deaf = True

    def malformed_dispatch(self, channel: str = "general") -> None:
        """A MESSAGE_CREATE without its content key, which ends a discord.py client."""
        place = spoken.channel(self._state, channel)
        self._events.message_malformed(Message(self._state.ids.next(), place.id, self._state.bot))
