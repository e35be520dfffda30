"""What can be read of the world, in values that JSON can carry."""

from deploy.sandbox.discord import spoken
from deploy.sandbox.discord.form import Json
from deploy.sandbox.discord.message import Flag, Message
from deploy.sandbox.discord.parts import Parts
from deploy.sandbox.discord.snowflakes import taken


class Readings(Parts):
    def messages(self, channel: str) -> list[Json]:
        """All messages of a channel, oldest first, the private ones too.

        `notified`: whom it alerted, at creation or by an edit: ids of people and roles, "@everyone", "@here".
        """
        return [self._told(one) for one in spoken.channel(self._state, channel).history]

    def interaction(self, interaction_id: str) -> Json:
        """What became of an interaction: `answered` is the callback type, 0 while there is none."""
        one = self._interactions.of(int(interaction_id))
        if one is None:
            raise LookupError(f"There is no interaction {interaction_id}.")
        living = [message for message in one.answers if self._state.find(message.channel_id, message.id)]
        return {
            "answered": one.answered,
            "private": one.private,
            "original": str(one.original.id) if one.original else "",
            "messages": [str(message.id) for message in living],
            "modal": one.modal,
            "suggested": one.suggested,
        }

    def visible_times(self) -> list[Json]:
        """For each message of the bot that has ever shown text: {"id", "channel", "first", "last"}.

        `first`: when text could first be seen; `last`: when the text last changed; both Clock.monotonic().
        """
        return [
            {"id": str(one.id), "channel": str(one.channel_id), "first": one.first, "last": one.last}
            for place in self._state.every_place()
            for one in place.history
            if one.author is self._state.bot and one.first is not None
        ]

    def commands(self) -> list[Json]:
        """The registered application commands, global ones first."""
        return [*self._commands.of(0), *(each for one in self._state.guilds for each in self._commands.of(one.id))]

    def ids(self) -> dict[str, str]:
        """The ids behind the names: "bot", "guild", each person, "#channel", "@role"."""
        guild = self._state.guild
        people = {one.name: str(one.id) for one in guild.people.values() if not one.bot}
        roles = {f"@{one.name.removeprefix('@')}": str(one.id) for one in guild.roles.values()}
        rooms = {f"#{one.name}": str(one.id) for one in self._state.every_place() if one.name}
        return {"bot": str(guild.bot.id), "guild": str(guild.id)} | people | roles | rooms

    def connected(self) -> int:
        """How many gateway sessions have a connection."""
        return len(self._sessions.connections())

    def _told(self, one: Message) -> Json:
        return {
            "id": str(one.id),
            "author": one.author.name,
            "author_id": str(one.author.id),
            "type": int(one.kind),
            "content": one.content,
            "at": taken(one.id),
            "edited": one.edited is not None,
            "components": one.components,
            "embeds": one.embeds,
            "attachments": [self._state.cdn.shape(attachment) for attachment in one.attachments],
            "reference": str(one.reference.message_id) if one.reference and one.reference.message_id else "",
            "thread": str(one.thread_id or ""),
            "mentions": [str(person) for person in one.mentions],
            "notified": list(one.notified),
            "reactions": {emoji: [str(person) for person in people] for emoji, people in one.reactions.items()},
            "private_to": str(one.private_to or ""),
            "loading": Flag.LOADING in one.flags,
            "flags": int(one.flags),
        }
