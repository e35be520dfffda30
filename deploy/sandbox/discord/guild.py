"""Guilds: the one that is there when the sandbox opens, with its roles, members and channels, and others."""

from functools import reduce
from operator import or_

from deploy.sandbox.discord.channel import Channel, ChannelKind, channel
from deploy.sandbox.discord.form import Json
from deploy.sandbox.discord.people import Person
from deploy.sandbox.discord.permissions import (
    EVERYBODY,
    EVERYTHING,
    INVITED,
    NOTHING,
    Overwrite,
    Permission,
    Role,
    overwritten,
)
from deploy.sandbox.discord.snowflakes import at

MIB = 1024 * 1024
FILE_LIMITS = {0: 10 * MIB, 1: 10 * MIB, 2: 50 * MIB, 3: 100 * MIB}  # bytes of one file, by tier of boosts


class Guild:
    """Who is there, where, and who may do what."""

    def __init__(
        self, guild_id: int, name: str, people: list[Person], roles: list[Role], channels: list[Channel]
    ) -> None:
        """The first of `people` owns it, the last one is the bot."""
        self.id = guild_id
        self.name = name
        self.boosts = 0  # the tier, 0 to 3
        self.bot = people[-1]
        self.owner_id = people[0].id
        self.roles = {role.id: role for role in roles}
        self.people = {person.id: person for person in people}
        self.channels = {place.id: place for place in channels}

    def granted(self, person: Person) -> Permission:
        """What someone's roles permit in the server at large."""
        held = [self.roles[self.id], *(self.roles[role] for role in person.roles if role in self.roles)]
        return reduce(or_, (role.permissions for role in held))

    def may(self, person: Person, place: Channel) -> Permission:
        """What someone is permitted in a channel, a thread or a direct message."""
        if place.recipient is not None:
            return EVERYTHING if person in (place.recipient, self.bot) else NOTHING
        if person.id == self.owner_id:
            return EVERYTHING
        home = place.parent or place
        allowed = overwritten(self.granted(person), self.id, person.roles, person.id, home.overwrites)
        if place.kind is not ChannelKind.PRIVATE_THREAD or allowed & Permission.MANAGE_THREADS:
            return allowed
        return allowed if place.thread and person.id in place.thread.members else NOTHING

    def sees(self, person: Person, place: Channel) -> bool:
        return bool(self.may(person, place) & Permission.VIEW_CHANNEL)

    def file_limit(self, place: Channel | None) -> int:
        """How large a file of the bot may be there, in bytes; boosts do not reach direct messages."""
        return FILE_LIMITS[0 if place is not None and place.recipient else self.boosts]

    def threads(self, *, archived: bool = False) -> list[Channel]:
        return [one for one in self.channels.values() if one.thread and one.thread.archived == archived]

    def channel_shape(self, place: Channel) -> Json:
        return channel(place, self.id, self.bot.id)


def harbour() -> Guild:
    """The guild of which the sandbox's tales are."""
    guild_id, board, launch, own = at(1_600_000_000), at(1_600_100_000), at(1_600_200_000), at(1_790_000_100)
    bot = Person(at(1_790_000_000), "Galerne", "galerne", (own,), bot=True)
    roles = [
        Role(guild_id, "@everyone", EVERYBODY, 0),
        Role(launch, "launch-crew", NOTHING, 1, mentionable=True),
        Role(board, "board", NOTHING, 2),
        Role(own, "Galerne", INVITED, 3, bot_id=bot.id),
    ]
    people = [
        Person(at(1_500_000_000), "Ana", "ana.costa", (board, launch)),
        Person(at(1_510_000_000), "Bao", "bao.nguyen", (launch,)),
        Person(at(1_520_000_000), "Chloé", "chloe_m"),
        Person(at(1_530_000_000), "Dev", "dev.patel", (board,)),
        bot,
    ]
    private = {
        guild_id: Overwrite(guild_id, 0, deny=Permission.VIEW_CHANNEL),
        board: Overwrite(board, 0, allow=Permission.VIEW_CHANNEL),
    }
    channels = [
        Channel(at(1_600_300_000), ChannelKind.TEXT, "general", 0),
        Channel(at(1_600_400_000), ChannelKind.TEXT, "launch", 1),
        Channel(at(1_600_500_000), ChannelKind.TEXT, "board", 2, overwrites=private),
    ]
    return Guild(guild_id, "Harbour", people, roles, channels)


def another(first: Guild, number: int, name: str, channel: str) -> Guild:
    """A guild of the same people, `number` shards after the first one, with a channel of its own."""
    guild_id = first.id + (number << 22)
    roles = [Role(guild_id, "@everyone", EVERYBODY, 0)]
    place = Channel(at(1_610_000_000) + (number << 22), ChannelKind.TEXT, channel, 0)
    return Guild(guild_id, name, list(first.people.values()), roles, [place])
