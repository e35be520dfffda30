import asyncio
import logging

import pytest

from adapters.discord.platform import DiscordPlatform
from bot.core.values import Address, MessageDeleted, MessageEdited, MessageReceived
from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.log import CallLog
from tests.adapters.discord.conftest import FakeCore

CHANNEL = "GET channels"


async def test_messages_of_a_channel_come_in_order(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore
) -> None:
    thread = world.create_thread("Ana", "#launch", "Tuesday")
    for number in range(20):
        world.say("Ana", "#launch", f"a{number}")
        world.say("Bao", thread, f"b{number}")
    events = await core.until(40)
    said = [event.said.text for event in events if isinstance(event, MessageReceived)]
    assert [text for text in said if text[0] == "a"] == [f"a{number}" for number in range(20)]
    assert [text for text in said if text[0] == "b"] == [f"b{number}" for number in range(20)]


async def test_the_gap_is_told_before_what_follows_it(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore
) -> None:
    world.say("Ana", "#launch", "hello")
    await core.until()
    assert [type(event).__name__ for event in core.events] == ["GapOpened", "MessageReceived"]


async def forgotten(platform: DiscordPlatform, world: DiscordService, core: FakeCore) -> str:
    """A thread that the adapter has never heard of."""
    thread = world.create_thread("Ana", "#launch", "Tuesday")
    world.say("Ana", thread, "settle")
    await core.until()
    platform._view.places.learn("THREAD_DELETE", {"id": thread})
    core.events.clear()
    return thread


async def test_an_unknown_thread_is_asked_for_once(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, log: CallLog
) -> None:
    thread, ids = await forgotten(platform, world, core), world.ids()
    world.say("Ana", thread, "first")
    world.say("Ana", thread, "second")
    for event in await core.until(2):
        assert isinstance(event, MessageReceived)
        assert event.address == Address("discord", ids["guild"], ids["#launch"], thread)
    assert len(log.of("discord", CHANNEL)) == 1


async def test_where_discord_does_not_tell_a_thread_is_still_one_conversation(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, faults: FaultPlan
) -> None:
    thread = await forgotten(platform, world, core)
    faults.add(Fault("discord", CHANNEL, "error", times=9))
    world.say("Ana", thread, "hello")
    event = await core.message()
    assert (event.address.channel, event.address.thread) == (thread, thread)


async def test_what_the_store_refuses_is_offered_again(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, clock: TurnedClock
) -> None:
    core.failures = 3
    world.say("Ana", "#launch", "hello")
    await core.log.until(lambda: core.failures < 3)
    for _ in range(10):
        await clock.advance(5)
        await asyncio.sleep(0)
    assert (await core.message()).said.text == "hello"


async def test_what_the_store_refuses_for_long_is_said_to_be_lost(
    platform: DiscordPlatform,
    world: DiscordService,
    core: FakeCore,
    clock: TurnedClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    core.failures = 1_000
    message = world.say("Ana", "#launch", "hello")
    await core.log.until(lambda: core.failures < 1_000)
    with caplog.at_level(logging.ERROR):
        for _ in range(40):
            await clock.advance(30)
    assert f"discord:message:{message}" in caplog.text


async def test_edits_and_deletions_are_followed(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore
) -> None:
    message = world.say("Ana", "#launch", "helo")
    world.edit("Ana", "#launch", message, "hello")
    world.delete("Ana", "#launch", message)
    _, edited, deleted = await core.until(3)
    assert isinstance(edited, MessageEdited)
    assert (edited.message_id, edited.text) == (message, "hello")
    assert isinstance(deleted, MessageDeleted)
    assert deleted.message_id == message


async def test_a_redelivered_message_has_the_same_event_id(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore
) -> None:
    message = world.say("Ana", "#launch", "hello")
    world.redeliver(message)
    first, second = await core.until(2)
    assert first == second
