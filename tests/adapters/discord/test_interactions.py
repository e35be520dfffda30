"""Slash commands on the loopback Discord, which lets them die after three seconds."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Literal

import pytest

from adapters.discord.handles import unpack_interaction
from adapters.discord.interaction_surface import LIFETIME
from adapters.discord.interactions import AGAIN_AFTER, PATIENCE, UNKNOWN
from adapters.discord.platform import DiscordPlatform
from bot.core.command import Command, CommandContext, command
from bot.core.errors import Gone, StoreFailed
from bot.core.values import CommandInvoked
from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.log import CallLog
from tests.adapters.discord.conftest import FakeCore, Start, turned_until
from tests.fakes import FakeOutbox, settle

ACKNOWLEDGE, FILL_IN, FOLLOW_UP = "POST interactions/callback", "PATCH webhooks/messages", "POST webhooks"


async def usage(context: CommandContext) -> str:
    """What it cost."""
    return ""


async def summary(context: CommandContext) -> str:
    """What was said."""
    return ""


async def recap(
    context: CommandContext, what: str = "", *, audience: Literal["me", "channel"] = "me", urgent: bool = False
) -> str:
    """Sum up what was said."""
    return ""


def for_one(values: Mapping[str, str]) -> bool:
    return values.get("audience", "me") == "me"


@pytest.fixture
async def platform(start: Start) -> DiscordPlatform:
    platform = await start()
    await platform.publish([command(usage, private=True), command(summary), command(recap, private=for_one)])
    return platform


async def invoked(core: FakeCore) -> CommandInvoked:
    event = (await core.until())[-1]
    assert isinstance(event, CommandInvoked)
    return event


async def deferred(world: DiscordService, log: CallLog, interaction: str) -> None:
    await log.until(lambda: world.interaction(interaction)["answered"])


async def test_a_command_is_stored_acknowledged_and_answered(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, log: CallLog
) -> None:
    interaction = world.slash("Ana", "#launch", "summary")
    event = await invoked(core)
    await deferred(world, log, interaction)
    assert world.messages("#launch")[-1]["loading"]
    outbox = FakeOutbox()
    reply = platform.reply(event, outbox)
    await reply.show("All")
    await reply.finish("All is well. " * 300, footer="9 messages read")
    parts = world.messages("#launch")
    assert "".join(part["content"] for part in parts).count("All is well.") == 300
    assert [part.message_id for part in outbox.parts] == [part["id"] for part in parts]
    assert all(part["private_to"] == "" and part["notified"] == [] for part in parts)
    assert len(log.of("discord", FOLLOW_UP)) == len(parts) - 1


async def test_what_was_asked_in_private_is_answered_in_private(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, log: CallLog
) -> None:
    interaction = world.slash("Ana", "#launch", "usage")
    event = await invoked(core)
    await deferred(world, log, interaction)
    await platform.reply(event, FakeOutbox(), private=True).finish("Three euros. " * 200)
    parts = world.messages("#launch")
    assert len(parts) == 2
    assert {part["private_to"] for part in parts} == {world.ids()["Ana"]}


@pytest.mark.parametrize(
    ("options", "private"),
    [({}, True), ({"audience": "me"}, True), ({"what": "today"}, True), ({"audience": "channel"}, False)],
)
async def test_arguments_say_whether_an_answer_is_private(
    platform: DiscordPlatform,
    world: DiscordService,
    core: FakeCore,
    log: CallLog,
    options: dict[str, str],
    private: bool,
) -> None:
    interaction = world.slash("Ana", "#launch", "recap", options)
    event = await invoked(core)
    await deferred(world, log, interaction)
    assert world.interaction(interaction)["private"] is private
    assert for_one(dict(event.arguments)) is private
    await platform.reply(event, FakeOutbox(), private=private).finish("All is well.")
    [answer] = world.messages("#launch")
    assert (answer["content"], answer["private_to"]) == ("All is well.", world.ids()["Ana"] if private else "")


async def test_a_long_private_answer_arrives_whole_and_private(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, log: CallLog
) -> None:
    interaction = world.slash("Ana", "#launch", "recap")
    event = await invoked(core)
    await deferred(world, log, interaction)
    reply = platform.reply(event, FakeOutbox(), private=True)
    await reply.status("reading #launch: 5,000 messages")
    await reply.finish("\n\n".join(f"{number}. All is well there." * 20 for number in range(40)), footer="read")
    parts = world.messages("#launch")
    assert len(parts) > 6
    assert {part["private_to"] for part in parts} == {world.ids()["Ana"]}
    assert sum(part["content"].count("All is well there.") for part in parts) == 800
    assert parts[-1]["content"].endswith("-# read")


async def test_a_further_message_that_was_never_recorded_is_gone_on_with(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, log: CallLog
) -> None:
    interaction = world.slash("Ana", "#launch", "summary")
    event = await invoked(core)
    await deferred(world, log, interaction)
    ledger = FakeOutbox()
    await platform.reply(event, ledger).show("wind " * 500)
    before = [part["id"] for part in world.messages("#launch")]

    again = platform.reply(event, FakeOutbox(parts=ledger.parts[:1], again=True))
    await again.finish("wind " * 520)

    assert [part["id"] for part in world.messages("#launch")] == before
    assert sum(part["content"].count("wind") for part in world.messages("#launch")) == 520


async def test_a_slow_store_does_not_let_the_interaction_die(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, clock: TurnedClock, log: CallLog
) -> None:
    core.gate, before = asyncio.Event(), core.offered
    interaction = world.slash("Ana", "#launch", "summary")
    await log.until(lambda: core.offered > before)
    await clock.advance(PATIENCE)
    await deferred(world, log, interaction)
    assert core.said() == []
    core.gate.set()
    await invoked(core)


async def test_what_cannot_be_stored_at_once_is_tried_again(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, clock: TurnedClock, log: CallLog
) -> None:
    core.failures = len(AGAIN_AFTER)
    world.slash("Ana", "#launch", "summary")
    await turned_until(clock, log, core.said)
    assert isinstance(core.said()[0], CommandInvoked)


async def test_what_could_not_be_stored_is_told_to_the_asker(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, clock: TurnedClock, log: CallLog
) -> None:
    core.failures = len(AGAIN_AFTER) + 1
    world.slash("Ana", "#launch", "summary")
    await turned_until(clock, log, lambda: any(each["content"] for each in world.messages("#launch")))
    assert [told["content"] for told in world.messages("#launch")] == [StoreFailed.notice]
    assert core.said() == []


async def test_an_acknowledgement_that_got_lost_is_no_harm(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, faults: FaultPlan, log: CallLog
) -> None:
    faults.add(Fault("discord", ACKNOWLEDGE, "drop_after"))
    interaction = world.slash("Ana", "#launch", "summary")
    event = await invoked(core)
    await deferred(world, log, interaction)
    await platform.reply(event, FakeOutbox()).finish("All is well.")
    assert world.messages("#launch")[-1]["content"] == "All is well."


async def test_a_command_that_could_not_be_acknowledged_is_answered_in_the_channel(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, faults: FaultPlan, log: CallLog
) -> None:
    faults.add(Fault("discord", ACKNOWLEDGE, "drop"))
    world.slash("Ana", "#launch", "summary")
    event = await invoked(core)
    await log.until(lambda: log.of("discord", ACKNOWLEDGE))
    await settle()
    await platform.reply(event, FakeOutbox()).finish("All is well.")
    [answer] = world.messages("#launch")
    assert (answer["content"], answer["private_to"]) == ("All is well.", "")


async def test_after_fourteen_minutes_the_answer_goes_on_as_a_bots(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, clock: TurnedClock, log: CallLog
) -> None:
    interaction = world.slash("Ana", "#launch", "summary")
    event = await invoked(core)
    await deferred(world, log, interaction)
    reply = platform.reply(event, FakeOutbox())
    await reply.show("All")
    await clock.advance(LIFETIME + 1)
    await reply.finish("All is well. " * 200)
    first, second = world.messages("#launch")
    assert first["id"] == world.interaction(interaction)["original"]
    assert (first["content"] + second["content"]).count("All is well.") == 200
    assert len(log.of("discord", "POST channels/messages")) == 1


async def test_after_fourteen_minutes_a_private_answer_stays_private(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, clock: TurnedClock, log: CallLog
) -> None:
    interaction = world.slash("Ana", "#launch", "usage")
    event = await invoked(core)
    await deferred(world, log, interaction)
    reply = platform.reply(event, FakeOutbox(), private=True)
    await reply.show("Three")
    await clock.advance(LIFETIME + 1)
    await reply.finish("Three euros.")
    assert [message["content"] for message in world.messages(world.dm("Ana"))] == ["Three euros."]
    assert [message["private_to"] for message in world.messages("#launch")] == [world.ids()["Ana"]]


async def test_a_rate_limit_puts_no_token_into_the_log(
    platform: DiscordPlatform,
    world: DiscordService,
    core: FakeCore,
    faults: FaultPlan,
    log: CallLog,
    caplog: pytest.LogCaptureFixture,
) -> None:
    interaction = world.slash("Ana", "#launch", "summary")
    event = await invoked(core)
    await deferred(world, log, interaction)
    faults.add(Fault("discord", FILL_IN, "ratelimited", with_={"retry_after": 0.01}))
    faults.add(Fault("discord", FILL_IN, "drop", times=3))
    with caplog.at_level(logging.INFO):
        reply = platform.reply(event, FakeOutbox())
        await reply.show("All")
        await reply.show("All is")
    handle = unpack_interaction(event.handle)
    assert handle is not None
    assert caplog.text
    assert handle.token not in caplog.text
    assert handle.token not in repr(event)


async def test_an_unknown_command_is_refused_in_private(
    platform: DiscordPlatform, world: DiscordService, log: CallLog
) -> None:
    message = world.say("Ana", "#launch", "hello")
    menu = Command("Explain", "", (), command(usage).arguments, usage)
    api = platform._api
    await api.publish(await api.application(), [{"name": menu.name, "type": 3}])
    world.menu("Ana", "#launch", "Explain", message)
    await log.until(lambda: len(world.messages("#launch")) == 2)
    told = world.messages("#launch")[-1]
    assert (told["content"], told["private_to"]) == (UNKNOWN, world.ids()["Ana"])


async def test_a_wiped_handle_is_answered_in_the_channel(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, log: CallLog
) -> None:
    world.slash("Ana", "#launch", "summary")
    event = await invoked(core)
    wiped = CommandInvoked(event.event_id, event.address, event.author, event.at, event.name)
    await platform.reply(wiped, FakeOutbox()).finish("All is well.")
    assert world.messages("#launch")[-1]["content"] == "All is well."


async def test_a_deleted_answer_is_posted_anew(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, log: CallLog
) -> None:
    interaction = world.slash("Ana", "#launch", "summary")
    event = await invoked(core)
    await deferred(world, log, interaction)
    reply = platform.reply(event, FakeOutbox())
    await reply.show("All")
    world.delete("Ana", "#launch", world.interaction(interaction)["original"])
    with pytest.raises(Gone):  # there is nothing left that the token could fill in
        await reply.finish("All is well.")
