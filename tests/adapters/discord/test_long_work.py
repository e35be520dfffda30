"""Long work in the loopback Discord: seen while it goes on, and gone once there is an answer."""

import pytest

from adapters.discord.cadence import WINDOW, WRITES
from adapters.discord.indicator import AFTER
from adapters.discord.platform import DiscordPlatform
from adapters.discord.progress import PATIENCE
from bot.core.command import CommandContext, command
from bot.core.values import CommandInvoked, MessageReceived, Part
from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.log import CallLog
from tests.adapters.discord.conftest import FakeCore
from tests.fakes import FakeOutbox, settle

POST, EDIT, TYPING = "POST channels/messages", "PATCH channels/messages", "POST channels/typing"


async def ocr(context: CommandContext) -> str:
    """Read a file."""
    return ""


async def turned(platform: DiscordPlatform, clock: TurnedClock, seconds: float) -> None:
    """Let time go by, and what is on its way arrive: a call goes there and back behind it."""
    await settle()
    await clock.advance(seconds)
    for _ in range(2):
        await platform._api.application()


@pytest.fixture
async def asked(platform: DiscordPlatform, world: DiscordService, core: FakeCore) -> MessageReceived:
    world.say("Ana", "#launch", "<@BOT> read this")
    return await core.message()


async def test_a_long_reading_is_seen_and_its_message_holds_the_answer(
    platform: DiscordPlatform,
    asked: MessageReceived,
    world: DiscordService,
    clock: TurnedClock,
    log: CallLog,
) -> None:
    outbox = FakeOutbox()
    reply = platform.reply(asked, outbox)
    for page in range(1, 241):
        await reply.status(f"reading my_report.pdf: page {page} of 240")
        await turned(platform, clock, 0.25)
    await log.until(lambda: len(log.of("discord", EDIT)) >= 10)
    assert len(log.of("discord", EDIT)) <= 12
    [line] = world.messages("#launch")[1:]
    assert line["content"].startswith(r"-# reading my\_report.pdf: page ")
    assert [button["label"] for row in line["components"] for button in row["components"]] == ["Stop"]
    assert outbox.parts == (Part(0, line["id"], 0, 0),)
    await reply.show("All")
    await reply.status("using calculate")
    await turned(platform, clock, 30.0)
    await reply.finish("All is well.")
    assert [(each["id"], each["content"]) for each in world.messages("#launch")[1:]] == [(line["id"], "All is well.")]


async def test_a_quick_answer_is_announced_by_nothing(
    platform: DiscordPlatform, asked: MessageReceived, clock: TurnedClock, log: CallLog
) -> None:
    reply = platform.reply(asked, FakeOutbox())
    await reply.status("reading the thread")
    await turned(platform, clock, AFTER)
    await log.until(lambda: log.of("discord", TYPING))
    await reply.finish("All is well.")
    assert [call.name for call in log.of("discord") if call.name in {POST, EDIT}] == [POST]


async def test_what_an_earlier_process_showed_of_the_answer_stays(
    platform: DiscordPlatform, asked: MessageReceived, world: DiscordService, clock: TurnedClock
) -> None:
    outbox = FakeOutbox()
    await platform.reply(asked, outbox).show("All is")
    again = platform.reply(asked, outbox)
    await again.status("reading report.pdf: page 3 of 9")
    await again.wait("One answer comes first.")
    await turned(platform, clock, 30.0)
    assert world.messages("#launch")[-1]["content"] == "All is"
    await again.finish("All is well.")


async def test_a_line_takes_the_place_of_what_said_that_the_answer_waits(
    platform: DiscordPlatform, asked: MessageReceived, world: DiscordService, clock: TurnedClock, log: CallLog
) -> None:
    outbox = FakeOutbox()
    await platform.reply(asked, outbox).wait("_I have seen this; one answer comes first._")
    reply = platform.reply(asked, FakeOutbox(outbox.key, outbox.parts))
    await reply.status("reading report.pdf: page 3 of 9")
    await settle()
    await clock.advance(PATIENCE)
    await log.until(lambda: log.of("discord", EDIT))
    assert [each["content"] for each in world.messages("#launch")[1:]] == ["-# reading report.pdf: page 3 of 9"]
    await reply.finish("Yes.")  # shorter than all that was there before


async def test_what_is_being_done_is_no_part_of_the_history(
    platform: DiscordPlatform, asked: MessageReceived, world: DiscordService, core: FakeCore,
    clock: TurnedClock, log: CallLog,
) -> None:  # fmt: skip
    reply = platform.reply(asked, FakeOutbox())
    await reply.status("reading report.pdf: page 3 of 9")
    await settle()
    await clock.advance(PATIENCE)
    await log.until(lambda: log.of("discord", POST))
    world.say("Bao", "#launch", "<@BOT> and me?")
    await core.until(2)
    history = await platform.history(await core.message())
    assert [heard.said.author.name for heard in history.before] == ["Ana"]
    await reply.finish("Yes.")


async def test_reading_and_answering_in_one_channel_keep_its_rate_limit(
    platform: DiscordPlatform, asked: MessageReceived, world: DiscordService, clock: TurnedClock, log: CallLog
) -> None:
    reading, answering = platform.reply(asked, FakeOutbox()), platform.reply(asked, FakeOutbox("turn-2"))
    text = ""
    due = clock.monotonic()
    for step in range(240):
        await reading.status(f"reading report.pdf: page {step}")
        text += "words "
        if clock.monotonic() >= due:
            await answering.show(text)
            due = clock.monotonic() + answering.pause()
        await turned(platform, clock, 0.25)
    await answering.finish(text)
    await reading.finish("All is well.")
    at = sorted(call.at for call in log.of("discord") if call.name in {POST, EDIT})
    busiest = max(sum(1 for each in at if start <= each < start + WINDOW) for start in at[:-1])
    assert busiest <= WRITES + 1  # the two that finish come together
    shown = [call for call in log.of("discord", EDIT) if str(call.body.get("content", "")).startswith("-# ")]
    assert 5 <= len(shown) <= 13


async def test_a_command_shows_its_progress_where_its_answer_will_be(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, clock: TurnedClock, log: CallLog
) -> None:
    await platform.publish([command(ocr)])
    interaction = world.slash("Ana", "#launch", "ocr")
    event = (await core.until())[-1]
    assert isinstance(event, CommandInvoked)
    await log.until(lambda: world.interaction(interaction)["answered"])
    reply = platform.reply(event, FakeOutbox())
    await reply.status("reading report.pdf: page 3 of 9")
    await settle()
    await clock.advance(PATIENCE)
    await log.until(lambda: not world.messages("#launch")[-1]["loading"])
    assert world.messages("#launch")[-1]["content"] == "-# reading report.pdf: page 3 of 9"
    await reply.finish("All is well.")
    assert [each["content"] for each in world.messages("#launch")] == ["All is well."]


async def test_a_line_that_is_being_written_does_not_overtake_the_answer(
    platform: DiscordPlatform, asked: MessageReceived, world: DiscordService, clock: TurnedClock
) -> None:
    reply = platform.reply(asked, FakeOutbox())
    await reply.status("reading report.pdf: page 3 of 9")
    await settle()
    await clock.advance(PATIENCE)
    await reply.finish("All is well.")
    await turned(platform, clock, 60.0)
    assert [each["content"] for each in world.messages("#launch")[1:]] == ["All is well."]
