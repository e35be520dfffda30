from adapters.discord.platform import DiscordPlatform
from bot.core.values import Address, Author
from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.log import CallLog


def address(world: DiscordService, channel: str, thread: str = "") -> Address:
    ids = world.ids()
    return Address("discord", ids["guild"], ids[channel], thread)


async def can_read(platform: DiscordPlatform, world: DiscordService, who: str, place: Address) -> bool:
    return await platform.can_read(Author(world.ids()[who], who), place)


async def test_a_private_thread_is_for_those_who_were_added(platform: DiscordPlatform, world: DiscordService) -> None:
    thread = world.private_thread("Bao", "#launch", "secret")
    place = address(world, "#launch", thread)
    world.add_to_thread("Galerne", thread)

    assert await can_read(platform, world, "Bao", place)
    assert not await can_read(platform, world, "Chloé", place)
    assert await can_read(platform, world, "Ana", place)  # who owns the server sees all


async def test_a_private_thread_that_it_was_not_added_to_is_read_for_nobody(
    platform: DiscordPlatform, world: DiscordService
) -> None:
    place = address(world, "#launch", world.private_thread("Bao", "#launch", "secret"))

    assert not await can_read(platform, world, "Bao", place)


async def test_who_manages_threads_reads_private_ones(platform: DiscordPlatform, world: DiscordService) -> None:
    thread = world.private_thread("Bao", "#launch", "secret")
    world.add_to_thread("Galerne", thread)
    world.empower("launch-crew", "manage_threads")
    world.give_role("Chloé", "launch-crew")

    assert await can_read(platform, world, "Chloé", address(world, "#launch", thread))


async def test_a_private_thread_is_not_read_by_all_who_read_its_channel(
    platform: DiscordPlatform, world: DiscordService
) -> None:
    thread = world.private_thread("Bao", "#launch", "secret")
    world.add_to_thread("Galerne", thread)

    assert not await platform.can_read("channel", address(world, "#launch", thread))
    assert not await platform.can_read("workspace", address(world, "#launch", thread))


async def test_who_may_not_read_the_history_may_not_read(platform: DiscordPlatform, world: DiscordService) -> None:
    world.overwrite("#launch", "Chloé", "read_message_history", allowed=False)

    assert not await can_read(platform, world, "Chloé", address(world, "#launch"))
    assert await can_read(platform, world, "Dev", address(world, "#launch"))


async def test_an_administrator_reads_and_looks_after_everything(
    platform: DiscordPlatform, world: DiscordService
) -> None:
    world.permit("#board", "view_channel", allowed=True)
    world.empower("launch-crew", "administrator")
    bao = Author(world.ids()["Bao"], "Bao")

    assert await platform.can_read(bao, address(world, "#board"))
    assert (await platform.person(bao, address(world, "#board"))).admin


async def test_the_channel_of_another_server_is_read_for_nobody(
    platform: DiscordPlatform, world: DiscordService
) -> None:
    place = Address("discord", "600000000000000009", world.ids()["#launch"])

    assert not await can_read(platform, world, "Ana", place)


async def test_in_direct_messages_nobody_looks_after_anything(platform: DiscordPlatform, world: DiscordService) -> None:
    place = Address("discord", "dm", world.dm("Ana"))

    assert not (await platform.person(Author(world.ids()["Ana"], "Ana"), place)).admin


async def test_what_was_told_holds_for_a_minute(
    platform: DiscordPlatform, world: DiscordService, clock: TurnedClock, log: CallLog
) -> None:
    place = address(world, "#launch")
    assert await can_read(platform, world, "Bao", place)
    asked = len(list(log))
    world.overwrite("#launch", "Bao", "view_channel", allowed=False)
    assert await can_read(platform, world, "Bao", place)
    assert len(list(log)) == asked
    await clock.advance(61)
    assert not await can_read(platform, world, "Bao", place)


async def test_where_discord_does_not_tell_nobody_reads_and_nobody_is_an_admin(
    platform: DiscordPlatform, world: DiscordService, faults: FaultPlan
) -> None:
    bao, place = Author(world.ids()["Bao"], "Bao"), address(world, "#launch")
    fault = {"status": 403, "code": 50001}
    faults.add(Fault("discord", "GET guilds", "error", times=9, with_=fault))

    assert not await platform.can_read(bao, place)
    assert not (await platform.person(bao, place)).admin
