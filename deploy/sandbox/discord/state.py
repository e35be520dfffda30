"""The one place that knows what is: clock, ids, guild, files, and how things are found by id."""

import base64
import secrets
from collections import ChainMap
from collections.abc import Iterator
from dataclasses import dataclass

from deploy.sandbox.clock import Clock
from deploy.sandbox.discord.attachments import Cdn
from deploy.sandbox.discord.channel import Channel, ChannelKind
from deploy.sandbox.discord.form import Json
from deploy.sandbox.discord.guild import Guild, another, harbour
from deploy.sandbox.discord.message import Message
from deploy.sandbox.discord.people import Person
from deploy.sandbox.discord.permissions import Permission
from deploy.sandbox.discord.refusals import Refusal
from deploy.sandbox.discord.snowflakes import Snowflakes
from deploy.sandbox.discord.starts import Starts
from deploy.sandbox.log import CallLog


@dataclass(slots=True)
class Portal:
    """The privileged intents as the developer portal has them (Discord: "Privileged Intents")."""

    message_content: bool = True
    members: bool = False
    presences: bool = False

    @property
    def application_flags(self) -> int:
        """GATEWAY_PRESENCE_LIMITED, GATEWAY_GUILD_MEMBERS_LIMITED and GATEWAY_MESSAGE_CONTENT_LIMITED."""
        return self.presences << 13 | self.members << 15 | self.message_content << 19


class State:
    def __init__(self, clock: Clock, log: CallLog) -> None:
        self.clock = clock
        self.log = log
        self.ids = Snowflakes(clock)
        self.guild = harbour()  # whose people are all people
        self.guilds = [self.guild]
        self.places = ChainMap(self.guild.channels)  # every channel, thread and direct channel, by id
        self.starts = Starts(clock)
        self.cdn = Cdn(clock)
        self.portal = Portal()
        self.token = self._new_token()
        self.port = 0
        self.heartbeat = 41.25  # seconds between two of a client's

    @property
    def bot(self) -> Person:
        return self.guild.bot

    @property
    def application_id(self) -> int:
        return self.guild.bot.id

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gw"

    def take_token_away(self) -> None:
        """Nobody knows the new one."""
        self.token = self._new_token()

    def open_guild(self, name: str, channel: str) -> Guild:
        """Another server with everybody in it, on the shard after that of the last one."""
        guild = another(self.guild, len(self.guilds), name, channel)
        self.guilds.append(guild)
        self.places.maps.append(guild.channels)
        return guild

    def every_place(self) -> Iterator[Channel]:
        for one in self.guilds:
            yield from one.channels.values()

    def guild_of(self, guild_id: int) -> Guild | None:
        return next((one for one in self.guilds if one.id == guild_id), None)

    def home(self, place: Channel) -> Guild:
        """The guild of a channel or thread; of a direct channel the first one."""
        return next(one for one in self.guilds if place.id in one.channels)

    def shape(self, place: Channel) -> Json:
        return self.home(place).channel_shape(place)

    def changed(self) -> None:
        """Something that can be seen has changed: whoever waits looks again."""
        self.log.notify()

    def channel(self, channel_id: int) -> Channel:
        """A channel that the bot may see; refuses otherwise."""
        place = self.places.get(channel_id)
        if place is None:
            raise Refusal(10003)
        if not self.home(place).sees(self.bot, place):
            raise Refusal(50001)
        return place

    def need(self, place: Channel, permission: Permission, code: int = 50013) -> None:
        """Refuse with `code` unless the bot has all of `permission` there."""
        if permission not in self.home(place).may(self.bot, place):
            raise Refusal(code)

    def message(self, place: Channel, message_id: int) -> Message:
        """A message that everyone in the channel can see; refuses otherwise."""
        found = place.history.get(message_id)
        if found is None or found.private_to:
            raise Refusal(10008)
        return found

    def find(self, channel_id: int, message_id: int) -> Message | None:
        place = self.places.get(channel_id)
        return place.history.get(message_id) if place else None

    def dm(self, person: Person) -> Channel:
        """The direct channel of the bot and a person, opened when first asked for."""
        for place in self.guild.channels.values():
            if place.recipient is person:
                return place
        place = Channel(self.ids.next(), ChannelKind.DM, recipient=person)
        self.guild.channels[place.id] = place
        return place

    def _new_token(self) -> str:
        owner = base64.b64encode(str(self.guild.bot.id).encode()).decode().rstrip("=")
        return f"{owner}.{secrets.token_urlsafe(4)}.{secrets.token_urlsafe(28)}"
