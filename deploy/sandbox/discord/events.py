"""What the gateway tells of what happens: which event, to whom, with how much of its content."""

from functools import cache

from deploy.sandbox.discord.channel import Channel, ChannelKind
from deploy.sandbox.discord.form import Json
from deploy.sandbox.discord.guild import Guild
from deploy.sandbox.discord.guild_shapes import guild_create
from deploy.sandbox.discord.message import Message
from deploy.sandbox.discord.message_shape import event
from deploy.sandbox.discord.people import Person, whole_member
from deploy.sandbox.discord.sessions import Intent, Sessions
from deploy.sandbox.discord.state import State

_MESSAGES = (Intent.GUILD_MESSAGES, Intent.DIRECT_MESSAGES)
_REACTIONS = (Intent.GUILD_MESSAGE_REACTIONS, Intent.DIRECT_MESSAGE_REACTIONS)


class Events:
    def __init__(self, state: State, sessions: Sessions) -> None:
        self._state = state
        self._sessions = sessions

    def message_created(self, message: Message) -> None:
        self._message("MESSAGE_CREATE", message)

    def message_updated(self, message: Message) -> None:
        self._message("MESSAGE_UPDATE", message)

    def message_deleted(self, message: Message) -> None:
        if not message.private_to:
            data = {"id": str(message.id)} | self._where(self._place(message))
            self._tell("MESSAGE_DELETE", self._place(message), _MESSAGES, data)

    def message_malformed(self, message: Message) -> None:
        """A message event that lacks its content, as a change on Discord's side might make one."""
        data = event(self._state, message, self._place(message), readable=True)
        del data["content"]
        self._tell("MESSAGE_CREATE", self._place(message), _MESSAGES, data)

    def reacted(self, message: Message, person: Person, emoji: str, *, added: bool) -> None:
        place = self._place(message)
        data = self._where(place) | {
            "message_id": str(message.id),
            "user_id": str(person.id),
            "emoji": {"id": None, "name": emoji},
            "type": 0,
            "burst": False,
        }
        if added:
            data["message_author_id"] = str(message.author.id)
            if place.recipient is None:
                data["member"] = whole_member(person)
        self._tell("MESSAGE_REACTION_ADD" if added else "MESSAGE_REACTION_REMOVE", place, _REACTIONS, data)

    def thread_created(self, place: Channel) -> None:
        self._channel("THREAD_CREATE", place, {"newly_created": True})

    def thread_updated(self, place: Channel) -> None:
        self._channel("THREAD_UPDATE", place, {})

    def channel_updated(self, place: Channel) -> None:
        data = self._state.shape(place)
        guild = self._guild(place)
        self._sessions.tell(
            "CHANNEL_UPDATE", lambda one: Intent.GUILDS in one.intents and one.hears(guild), lambda _: data
        )

    def guild_joined(self, guild: Guild) -> None:
        data = guild_create(guild, everybody=False)
        self._sessions.tell(
            "GUILD_CREATE", lambda one: Intent.GUILDS in one.intents and one.hears(guild.id), lambda _: data
        )

    def interaction(self, data: Json) -> None:
        """Interactions reach the bot in every channel, the ones it cannot see among them."""
        guild = int(data.get("guild_id", 0))
        self._sessions.tell("INTERACTION_CREATE", lambda one: one.hears(guild), lambda _: data)

    def _message(self, name: str, message: Message) -> None:
        if message.private_to:
            return
        place = self._place(message)

        @cache
        def data(readable: bool) -> Json:
            return event(self._state, message, place, readable=readable)

        intents = _MESSAGES[place.recipient is not None]
        if self._state.home(place).sees(self._state.bot, place):
            guild = self._guild(place)
            self._sessions.tell(
                name,
                lambda one: intents in one.intents and one.hears(guild),
                lambda one: data(Intent.MESSAGE_CONTENT in one.intents),
            )

    def _channel(self, name: str, place: Channel, more: Json) -> None:
        if place.kind in (ChannelKind.PUBLIC_THREAD, ChannelKind.PRIVATE_THREAD):
            data = self._state.shape(place) | more
            self._tell(name, place, (Intent.GUILDS, Intent.GUILDS), data)

    def _tell(self, name: str, place: Channel, intents: tuple[Intent, Intent], data: Json) -> None:
        if self._state.home(place).sees(self._state.bot, place):
            wanted, guild = intents[place.recipient is not None], self._guild(place)
            self._sessions.tell(name, lambda one: wanted in one.intents and one.hears(guild), lambda _: data)

    def _guild(self, place: Channel) -> int:
        """The id of its guild; 0 of direct messages."""
        return 0 if place.recipient is not None else self._state.home(place).id

    def _place(self, message: Message) -> Channel:
        return self._state.places[message.channel_id]

    def _where(self, place: Channel) -> Json:
        where: Json = {"channel_id": str(place.id)}
        return where if place.recipient is not None else where | {"guild_id": str(self._guild(place))}
