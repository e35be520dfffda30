import pytest

from adapters.discord.addresses import DIRECT
from adapters.discord.last_word import MOST_THREADS, PAGES
from adapters.discord.platform import DiscordPlatform
from bot.core.errors import PlatformFailed
from bot.core.values import Address, Author
from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.log import CallLog

LIST, ACTIVE = "GET channels/messages", "GET guilds/threads/active"


def launch(world: DiscordService, thread: str = "") -> Address:
    return Address("discord", world.ids()["guild"], world.ids()["#launch"], thread)


def ana(world: DiscordService) -> Author:
    return Author(world.ids()["Ana"], "Ana")


async def test_now_is_before_nothing(platform: DiscordPlatform, world: DiscordService, clock: TurnedClock) -> None:
    world.say("Ana", "#launch", "first")
    await clock.advance(5)
    at = clock.time()
    world.say("Ana", "#launch", "second")
    await clock.advance(5)
    world.say("Bao", "#launch", "third")
    assert await platform.last_word(launch(world), ana(world), before="") == pytest.approx(at, abs=0.001)


async def test_in_a_thread_only_the_thread_counts(
    platform: DiscordPlatform, world: DiscordService, clock: TurnedClock
) -> None:
    thread = world.create_thread("Ana", "#launch", "plan")
    at = clock.time()
    world.say("Ana", thread, "here")
    await clock.advance(5)
    later = clock.time()
    world.say("Ana", "#launch", "elsewhere")
    assert await platform.last_word(launch(world, thread), ana(world), before="") == pytest.approx(at, abs=0.001)
    assert await platform.last_word(launch(world), ana(world), before="") == pytest.approx(later, abs=0.001)


async def test_a_chain_of_replies_is_no_thread(platform: DiscordPlatform, world: DiscordService) -> None:
    world.say("Ana", "#launch", "here")
    asked = world.say("Ana", "#launch", "!summarize")
    assert await platform.last_word(launch(world, asked), ana(world), before=asked) > 0


async def test_direct_messages_count(platform: DiscordPlatform, world: DiscordService, log: CallLog) -> None:
    direct = world.dm("Ana")
    world.say("Ana", direct, "hello")
    assert await platform.last_word(Address("discord", DIRECT, direct), ana(world), before="") > 0
    assert log.of("discord", ACTIVE) == []


async def test_it_does_not_look_back_for_ever(platform: DiscordPlatform, world: DiscordService, log: CallLog) -> None:
    world.fill("#launch", 100 * PAGES + 150)
    for number in range(MOST_THREADS + 3):
        world.say("Bao", world.create_thread("Bao", "#launch", f"t{number}"), "not me")
    stranger = Author("77", "Nobody")
    assert await platform.last_word(launch(world), stranger, before="") == 0.0
    assert len(log.of("discord", LIST)) == PAGES + MOST_THREADS


async def test_threads_that_were_silent_since_are_not_looked_into(
    platform: DiscordPlatform, world: DiscordService, log: CallLog
) -> None:
    for number in range(5):
        world.say("Bao", world.create_thread("Bao", "#launch", f"t{number}"), "before")
    world.say("Ana", "#launch", "after")
    assert await platform.last_word(launch(world), ana(world), before="") > 0
    assert len(log.of("discord", LIST)) == 1


async def test_what_may_not_be_read_is_not_found(platform: DiscordPlatform, world: DiscordService) -> None:
    world.say("Ana", "#launch", "hello")
    world.permit("#launch", "view_channel", allowed=False)
    assert await platform.last_word(launch(world), ana(world), before="") == 0.0


async def test_threads_that_may_not_be_listed_do_not_hide_the_channel(
    platform: DiscordPlatform, world: DiscordService, faults: FaultPlan
) -> None:
    world.say("Ana", "#launch", "hello")
    faults.add(Fault("discord", ACTIVE, "status", with_={"status": 403}))
    assert await platform.last_word(launch(world), ana(world), before="") > 0


async def test_no_answer_is_not_taken_for_silence(
    platform: DiscordPlatform, world: DiscordService, faults: FaultPlan
) -> None:
    faults.add(Fault("discord", LIST, "status", times=99, with_={"status": 400}))
    with pytest.raises(PlatformFailed):
        await platform.last_word(launch(world), ana(world), before="")
