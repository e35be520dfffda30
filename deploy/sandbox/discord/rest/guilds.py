"""The guild: its channels, members, roles and active threads."""

from deploy.sandbox.discord.channel import ChannelKind, thread_member
from deploy.sandbox.discord.guild import Guild
from deploy.sandbox.discord.guild_shapes import guild, role
from deploy.sandbox.discord.people import whole_member
from deploy.sandbox.discord.refusals import Refusal
from deploy.sandbox.discord.rest.route import Answer, Ask, Route
from deploy.sandbox.discord.state import State


class Guilds:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        start = "/guilds/{guild_id}"
        return [
            Route("GET", start, self._guild, major="guild_id"),
            Route("GET", start + "/channels", self._channels, major="guild_id"),
            Route("GET", start + "/roles", self._roles, major="guild_id"),
            Route("GET", start + "/members", self._members, major="guild_id"),
            Route("GET", start + "/members/{user_id}", self._member, major="guild_id"),
            Route("GET", start + "/threads/active", self._active_threads, major="guild_id"),
        ]

    def _known(self, ask: Ask) -> Guild:
        if (known := self._state.guild_of(ask.id("guild_id"))) is None:
            raise Refusal(10004)
        return known

    def _guild(self, ask: Ask) -> Answer:
        here = self._known(ask)
        shape = guild(here)
        if ask.query.get("with_counts", "").lower() in ("true", "1"):
            shape |= {"approximate_member_count": len(here.people), "approximate_presence_count": 1}
        return Answer(shape)

    def _channels(self, ask: Ask) -> Answer:
        here = self._known(ask)
        places = here.channels.values()
        return Answer([here.channel_shape(one) for one in places if one.kind is ChannelKind.TEXT])

    def _roles(self, ask: Ask) -> Answer:
        here = self._known(ask)
        return Answer([role(one) for one in here.roles.values()])

    def _members(self, ask: Ask) -> Answer:
        """Listing needs the members intent; one member by id does not."""
        here = self._known(ask)
        if not self._state.portal.members:
            raise Refusal(50001)
        return Answer([whole_member(one) for one in here.people.values()])

    def _member(self, ask: Ask) -> Answer:
        here = self._known(ask)
        person = here.people.get(ask.id("user_id"))
        if person is None:
            raise Refusal(10007)
        return Answer(whole_member(person))

    def _active_threads(self, ask: Ask) -> Answer:
        here = self._known(ask)
        state = self._state
        seen = [one for one in here.threads() if here.sees(state.bot, one)]
        joined = [one for one in seen if one.thread and state.bot.id in one.thread.members]
        return Answer(
            {
                "threads": [here.channel_shape(one) for one in seen],
                "members": [thread_member(one, state.bot.id) for one in joined],
                "has_more": False,
            }
        )
