"""Questions with buttons on the loopback Discord: asked once, pressed, answered, and gone on from."""

import asyncio

import pytest

from adapters.discord.interaction_surface import LIFETIME
from adapters.discord.interactions import AGAIN_AFTER, PATIENCE, UNKNOWN
from adapters.discord.platform import DiscordPlatform
from bot.core.command import CommandContext, command
from bot.core.errors import NotAllowed, StoreFailed
from bot.core.values import ActionPressed, Answerable, CommandInvoked, Inbound, Option
from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.log import CallLog
from tests.adapters.discord.conftest import FakeCore, Start, turned_until
from tests.fakes import FakeOutbox

FORGOTTEN = 400.0  # seconds after which Discord knows a nonce no more
QUESTION = "report.pdf has 311 pages; reading them costs about 0.62 EUR."
OPTIONS = (Option("7.1.all.x", "Read all", "primary"), Option("7.1.some.x", "Choose", entry="Which pages?"))
ALL, SOME = "choose:7.1.all.x", "enter:10:7.1.some.xWhich pages?"
PRESS_CALLBACK = "POST interactions/callback"


async def peek(context: CommandContext) -> str:
    """Something private."""
    return ""


async def summary(context: CommandContext) -> str:
    """What was said."""
    return ""


async def asked(platform: DiscordPlatform, world: DiscordService, core: FakeCore, where: str) -> tuple[str, Answerable]:
    """What is to be answered, and the channel in which it is."""
    channel = world.dm("Ana") if where == "dm" else "#launch"
    if where in {"channel", "dm"}:
        world.say("Ana", channel, "<@BOT> read this")
        return channel, await core.message()
    await platform.publish([command(peek, private=True), command(summary)])
    interaction = world.slash("Ana", channel, where)
    event = (await core.until())[-1]
    assert isinstance(event, CommandInvoked)
    await core.log.until(lambda: world.interaction(interaction)["answered"])
    return channel, event


async def pressed(core: FakeCore) -> ActionPressed:
    def look() -> Inbound | None:
        return next((event for event in core.events if isinstance(event, ActionPressed)), None)

    event = await core.log.until(look)
    assert isinstance(event, ActionPressed)
    return event


def own(world: DiscordService, channel: str) -> list[tuple[str, int]]:
    """The bot's messages: what they say, and how many buttons they have."""
    return [
        (each["content"], sum(len(row["components"]) for row in each["components"]))
        for each in world.messages(channel)
        if each["author"] == "Galerne"
    ]


@pytest.mark.parametrize("where", ["channel", "dm", "summary", "peek"])
async def test_a_question_becomes_the_answer_wherever_it_is_asked(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, where: str
) -> None:
    channel, event = await asked(platform, world, core, where)
    outbox = FakeOutbox()
    await platform.reply(event, outbox, private=where == "peek").ask(QUESTION, OPTIONS)
    assert own(world, channel) == [(QUESTION, 2)]
    [question] = [part.message_id for part in outbox.parts]
    world.press("Ana", channel, question, label="Read all")
    press = await pressed(core)
    assert (press.action, press.value, press.message_id) == ("choose", "7.1.all.x", question)
    later = platform.reply(event, FakeOutbox(outbox.key, outbox.parts), private=where == "peek")
    await later.finish("All is well.")
    assert own(world, channel) == [("All is well.", 0)]


async def test_what_a_dead_process_asked_and_did_not_record_is_not_asked_twice(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, clock: TurnedClock
) -> None:
    channel, event = await asked(platform, world, core, "channel")
    await platform.reply(event, FakeOutbox()).ask(QUESTION, OPTIONS)
    world.say("Bao", channel, "meanwhile")
    await clock.advance(FORGOTTEN)
    outbox = FakeOutbox(again=True)
    await platform.reply(event, outbox).ask(QUESTION, OPTIONS)
    assert own(world, channel) == [(QUESTION, 2)]
    assert outbox.parts[0].message_id == world.messages(channel)[1]["id"]


async def test_two_questions_of_one_channel_are_two(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore
) -> None:
    channel, event = await asked(platform, world, core, "channel")
    await platform.reply(event, FakeOutbox()).ask(QUESTION, OPTIONS)
    await platform.reply(event, FakeOutbox("turn-2")).ask("And this?", [Option("8.1.all.x", "Yes")])
    assert own(world, channel) == [(QUESTION, 2), ("And this?", 1)]


async def test_where_nothing_may_be_read_the_nonce_has_to_do(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore
) -> None:
    channel, event = await asked(platform, world, core, "channel")
    world.permit(channel, "read_message_history", allowed=False)
    for _ in range(2):
        await platform.reply(event, FakeOutbox()).ask(QUESTION, OPTIONS)
    assert own(world, channel) == [(QUESTION, 2)]


async def test_what_may_not_be_asked_is_told(platform: DiscordPlatform, world: DiscordService, core: FakeCore) -> None:
    channel, event = await asked(platform, world, core, "channel")
    world.permit(channel, "send_messages", allowed=False)
    with pytest.raises(NotAllowed) as refused:
        await platform.reply(event, FakeOutbox()).ask(QUESTION, OPTIONS)
    assert "Send Messages" in refused.value.notice


async def test_a_deleted_question_is_answered_in_a_new_message(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore
) -> None:
    channel, event = await asked(platform, world, core, "channel")
    outbox = FakeOutbox()
    await platform.reply(event, outbox).ask(QUESTION, OPTIONS)
    world.delete("Ana", channel, outbox.parts[0].message_id)
    await platform.reply(event, outbox).finish("All is well.")
    assert own(world, channel) == [("All is well.", 0)]


async def test_a_question_of_a_command_is_answered_hours_later(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, clock: TurnedClock
) -> None:
    channel, event = await asked(platform, world, core, "summary")
    outbox = FakeOutbox()
    await platform.reply(event, outbox).ask(QUESTION, OPTIONS)
    await clock.advance(LIFETIME * 10)
    world.press("Ana", channel, outbox.parts[0].message_id, ALL)
    await pressed(core)
    await platform.reply(event, FakeOutbox(outbox.key, outbox.parts)).finish("All is well.")
    assert own(world, channel) == [("All is well.", 0)]


async def test_a_private_question_that_is_answered_too_late_is_answered_in_private(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, clock: TurnedClock
) -> None:
    _, event = await asked(platform, world, core, "peek")
    outbox = FakeOutbox()
    await platform.reply(event, outbox, private=True).ask(QUESTION, OPTIONS)
    await clock.advance(LIFETIME + 1)
    await platform.reply(event, FakeOutbox(outbox.key, outbox.parts), private=True).finish("All is well.")
    assert own(world, world.dm("Ana")) == [("All is well.", 0)]


async def test_a_press_is_understood_by_a_process_that_did_not_ask(
    start: Start, world: DiscordService, core: FakeCore, log: CallLog
) -> None:
    first = await start()
    channel, event = await asked(first, world, core, "channel")
    outbox = FakeOutbox()
    await first.reply(event, outbox).ask(QUESTION, OPTIONS)
    world.disconnect(4000)
    await start()
    interaction = world.press("Bao", channel, outbox.parts[0].message_id, ALL)
    assert (await pressed(core)).author.name == "Bao"
    await log.until(lambda: world.interaction(interaction)["answered"] == 6)
    assert own(world, channel) == [(QUESTION, 2)]  # to be taken away by what is shown next


async def test_a_press_is_acknowledged_though_the_store_is_slow(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, clock: TurnedClock, log: CallLog
) -> None:
    channel, event = await asked(platform, world, core, "channel")
    await platform.reply(event, FakeOutbox()).ask(QUESTION, OPTIONS)
    core.gate, before = asyncio.Event(), core.offered
    interaction = world.press("Ana", channel, world.messages(channel)[-1]["id"], ALL)
    await log.until(lambda: core.offered > before)
    await clock.advance(PATIENCE)
    await log.until(lambda: world.interaction(interaction)["answered"] == 6)
    core.gate.set()
    await pressed(core)


async def test_a_press_that_could_not_be_stored_is_told_and_the_question_stays(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, clock: TurnedClock, log: CallLog
) -> None:
    channel, event = await asked(platform, world, core, "channel")
    await platform.reply(event, FakeOutbox()).ask(QUESTION, OPTIONS)
    core.failures = len(AGAIN_AFTER) + 1
    world.press("Ana", channel, world.messages(channel)[-1]["id"], ALL)
    await turned_until(clock, log, lambda: len(own(world, channel)) == 2)
    assert own(world, channel) == [(QUESTION, 2), (StoreFailed.notice, 0)]
    assert world.messages(channel)[-1]["private_to"] == world.ids()["Ana"]


async def test_the_line_that_is_typed_comes_as_the_press(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, log: CallLog
) -> None:
    channel, event = await asked(platform, world, core, "channel")
    outbox = FakeOutbox()
    await platform.reply(event, outbox).ask(QUESTION, OPTIONS)
    opened = world.press("Ana", channel, outbox.parts[0].message_id, SOME)
    form = await log.until(lambda: world.interaction(opened)["modal"])
    assert (form["title"], form["components"][0]["label"]) == ("Choose", "Which pages?")
    assert len(core.said()) == 1  # nothing of a form that opens has to be stored
    sent = world.submit("Ana", opened, {"line": "1-20, 45"})
    press = await pressed(core)
    assert (press.value, press.text, press.message_id) == ("7.1.some.x", "1-20, 45", outbox.parts[0].message_id)
    await log.until(lambda: world.interaction(sent)["answered"] == 6)


async def test_a_form_that_could_not_be_opened_can_be_opened_again(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, faults: FaultPlan, log: CallLog
) -> None:
    channel, event = await asked(platform, world, core, "channel")
    outbox = FakeOutbox()
    await platform.reply(event, outbox).ask(QUESTION, OPTIONS)
    faults.add(Fault("discord", PRESS_CALLBACK, "drop"))
    world.press("Ana", channel, outbox.parts[0].message_id, SOME)
    await log.until(lambda: log.of("discord", PRESS_CALLBACK))
    again = world.press("Ana", channel, outbox.parts[0].message_id, SOME)
    assert await log.until(lambda: world.interaction(again)["modal"])


async def test_a_button_of_something_else_is_refused_in_private(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, log: CallLog
) -> None:
    channel, _ = await asked(platform, world, core, "channel")
    row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Old", "custom_id": "vote:1"}]}
    posted = await platform._api.post(world.ids()[channel], {"content": "?", "components": [row]})
    world.press("Ana", channel, posted["id"], "vote:1")
    await log.until(lambda: len(own(world, channel)) == 2)
    told = world.messages(channel)[-1]
    assert (told["content"], told["private_to"]) == (UNKNOWN, world.ids()["Ana"])


@pytest.mark.parametrize("late", [False, True])
async def test_the_one_who_pressed_is_told_alone_before_and_after_the_acknowledgement(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, log: CallLog, late: bool
) -> None:
    channel, event = await asked(platform, world, core, "channel")
    await platform.reply(event, FakeOutbox()).ask(QUESTION, OPTIONS)
    interaction = world.press("Bao", channel, world.messages(channel)[-1]["id"], ALL)
    press = await pressed(core)
    if late:
        await log.until(lambda: world.interaction(interaction)["answered"])
    await platform.tell(press, "Only the person I asked can answer this.")
    assert own(world, channel) == [(QUESTION, 2), ("Only the person I asked can answer this.", 0)]
    assert world.messages(channel)[-1]["private_to"] == world.ids()["Bao"]


async def test_telling_never_fails(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, faults: FaultPlan, clock: TurnedClock
) -> None:
    channel, event = await asked(platform, world, core, "channel")
    await platform.reply(event, FakeOutbox()).ask(QUESTION, OPTIONS)
    world.press("Bao", channel, world.messages(channel)[-1]["id"], ALL)
    press = await pressed(core)
    await clock.advance(LIFETIME * 2)
    await platform.tell(press, "Too late.")
    faults.add(Fault("discord", PRESS_CALLBACK, "drop", times=9))
    await platform.tell(press, "Nobody hears.")
    wiped = ActionPressed("1", press.address, press.author, press.at, "choose")
    await platform.tell(wiped, "Nobody hears.")
    assert own(world, channel) == [(QUESTION, 2)]
