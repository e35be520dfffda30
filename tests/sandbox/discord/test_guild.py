"""Who may do what where."""

import pytest

from deploy.sandbox.discord.channel import Channel, ChannelKind, ThreadState
from deploy.sandbox.discord.guild import Guild, harbour
from deploy.sandbox.discord.people import Person
from deploy.sandbox.discord.permissions import Overwrite, Permission


@pytest.fixture
def guild() -> Guild:
    return harbour()


def named(guild: Guild, name: str) -> Person:
    return next(one for one in guild.people.values() if one.name == name)


def room(guild: Guild, name: str) -> Channel:
    return next(one for one in guild.channels.values() if one.name == name)


@pytest.mark.parametrize(
    ("name", "seen"), [("Ana", True), ("Bao", False), ("Chloé", False), ("Dev", True), ("Galerne", False)]
)
def test_board_is_for_the_board(guild: Guild, name: str, *, seen: bool) -> None:
    assert guild.sees(named(guild, name), room(guild, "board")) is seen


def test_everyone_sees_the_open_channels(guild: Guild) -> None:
    for name in ("general", "launch"):
        assert all(guild.sees(person, room(guild, name)) for person in guild.people.values())


def test_member_overwrite_goes_over_roles(guild: Guild) -> None:
    launch = room(guild, "launch")
    launch.overwrites[guild.bot.id] = Overwrite(guild.bot.id, 1, deny=Permission.SEND_MESSAGES)
    assert Permission.SEND_MESSAGES not in guild.may(guild.bot, launch)
    assert Permission.ADD_REACTIONS in guild.may(guild.bot, launch)


def test_without_sight_nothing_is_permitted(guild: Guild) -> None:
    assert not guild.may(guild.bot, room(guild, "board"))


def test_thread_inherits_from_its_channel(guild: Guild) -> None:
    thread = Channel(1, ChannelKind.PUBLIC_THREAD, "t", parent=room(guild, "board"), thread=ThreadState(2))
    assert guild.sees(named(guild, "Dev"), thread)
    assert not guild.sees(guild.bot, thread)


def test_private_thread_is_for_its_members(guild: Guild) -> None:
    bao, chloe = named(guild, "Bao"), named(guild, "Chloé")
    state = ThreadState(bao.id, members={bao.id: 0.0})
    thread = Channel(1, ChannelKind.PRIVATE_THREAD, "t", parent=room(guild, "launch"), thread=state)
    assert guild.sees(bao, thread)
    assert not guild.sees(chloe, thread)
    assert guild.sees(named(guild, "Ana"), thread)  # the owner of the guild


def test_direct_channel_is_for_two(guild: Guild) -> None:
    direct = Channel(1, ChannelKind.DM, recipient=named(guild, "Bao"))
    assert guild.sees(named(guild, "Bao"), direct)
    assert guild.sees(guild.bot, direct)
    assert not guild.sees(named(guild, "Ana"), direct)
