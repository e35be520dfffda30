"""Files that the bot uploads to the loopback Discord: each once, below its answer."""

import asyncio
import base64
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import pytest

from adapters.discord.interaction_surface import LIFETIME
from adapters.discord.platform import DiscordPlatform
from adapters.discord.uploads import BEGUN
from bot.core.command import CommandContext, command
from bot.core.documents import OutFile
from bot.core.errors import NotAllowed, PlatformFailed
from bot.core.values import CommandInvoked, MessageReceived
from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.log import CallLog
from tests.adapters.discord.conftest import FakeCore, Start
from tests.fakes import FakeOutbox

FORGOTTEN = 400.0  # seconds after which Discord knows a nonce no more
POST, FILL_IN = "POST channels/messages", "PATCH webhooks/messages"
REPORT = OutFile("report.md", "text/markdown", b"# Page 1\n")
TABLE = OutFile("table.csv", "text/csv", b"a,b\n1,2\n\n")
assert len(REPORT.data) == len(TABLE.data)


class Killed(Exception):
    """`kill -9`."""


@dataclass(slots=True)
class FakeMortalOutbox(FakeOutbox):
    """Its process dies before it can say that the upload is there."""

    async def record_upload(self, key: str, mark: str) -> None:
        if mark != BEGUN:
            raise Killed
        self.uploads[key] = mark


async def ocr(context: CommandContext) -> str:
    """Read a file."""
    return ""


@pytest.fixture
async def asked(platform: DiscordPlatform, world: DiscordService, core: FakeCore) -> MessageReceived:
    world.say("Ana", "#launch", "<@BOT> read this")
    return await core.message()


def uploads(world: DiscordService, channel: str = "#launch") -> list[tuple[str, bytes]]:
    files = [file for each in world.messages(channel) for file in each["attachments"]]
    return [(each["filename"], base64.b64decode(world.file(each["id"])["base64"])) for each in files]


def contents(world: DiscordService, channel: str = "#launch") -> list[str]:
    return [each["content"] for each in world.messages(channel) if each["author"] == "Galerne"]


async def invoked(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, *, private: bool = False
) -> CommandInvoked:
    await platform.publish([command(ocr, private=private)])
    interaction = world.slash("Ana", "#launch", "ocr")
    event = (await core.until())[-1]
    assert isinstance(event, CommandInvoked)
    await core.log.until(lambda: world.interaction(interaction)["answered"])
    return event


async def turned(clock: TurnedClock, work: Coroutine[Any, Any, None]) -> None:
    """Do it while time goes by."""
    task = asyncio.create_task(work)
    while not task.done():
        await clock.advance(1.0)
        await asyncio.wait({task}, timeout=0.01)
    task.result()


async def test_a_file_stands_below_the_answer_and_alerts_nobody(
    platform: DiscordPlatform, asked: MessageReceived, world: DiscordService
) -> None:
    reply = platform.reply(asked, FakeOutbox())
    await reply.finish("Here it is.")
    await reply.attach(REPORT, key="a")
    answer, file = world.messages("#launch")[1:]
    assert [each["filename"] for each in file["attachments"]] == ["report.md"]
    assert (file["content"], file["reference"], file["notified"]) == ("", answer["id"], [])
    assert uploads(world) == [("report.md", REPORT.data)]


async def test_a_file_that_comes_before_the_answer_still_stands_below_it(
    platform: DiscordPlatform, asked: MessageReceived, world: DiscordService
) -> None:
    reply = platform.reply(asked, FakeOutbox())
    await reply.attach(REPORT, key="a")
    assert contents(world) == ["-# uploading report.md", ""]
    await reply.finish("Here it is.")
    assert contents(world) == ["Here it is.", ""]


async def test_each_key_is_uploaded_once(
    platform: DiscordPlatform, asked: MessageReceived, world: DiscordService
) -> None:
    outbox = FakeOutbox()
    for _ in range(2):
        reply = platform.reply(asked, outbox)
        await reply.attach(REPORT, key="a")
        await reply.attach(REPORT, key="b")
    assert uploads(world) == [("report.md", REPORT.data)] * 2


@pytest.mark.parametrize("seconds", [0.0, FORGOTTEN])
async def test_what_a_dead_process_uploaded_is_not_uploaded_twice(
    platform: DiscordPlatform, asked: MessageReceived, world: DiscordService, clock: TurnedClock, seconds: float
) -> None:
    mortal = FakeMortalOutbox()
    reply = platform.reply(asked, mortal)
    await reply.finish("Here it is.")
    with pytest.raises(Killed):
        await reply.attach(REPORT, key="a")
    world.say("Bao", "#launch", "meanwhile")
    await clock.advance(seconds)
    outbox = FakeOutbox(mortal.key, mortal.parts, dict(mortal.uploads))
    again = platform.reply(asked, outbox)
    await again.attach(REPORT, key="a")
    await again.attach(TABLE, key="b")
    assert uploads(world) == [("report.md", REPORT.data), ("table.csv", TABLE.data)]
    assert outbox.uploads["a"] == next(each["id"] for each in world.messages("#launch") if each["attachments"])


async def test_what_a_dead_process_did_not_get_to_upload_is_uploaded(
    platform: DiscordPlatform, asked: MessageReceived, world: DiscordService
) -> None:
    outbox = FakeOutbox(uploads={"a": BEGUN})
    reply = platform.reply(asked, outbox)
    await reply.finish("Here it is.")
    await reply.attach(REPORT, key="a")
    assert uploads(world) == [("report.md", REPORT.data)]


@pytest.mark.parametrize("kind", ["drop", "drop_after"])
async def test_an_upload_that_is_repeated_is_seen_once(
    platform: DiscordPlatform, asked: MessageReceived, world: DiscordService, faults: FaultPlan, clock: TurnedClock,
    kind: str,
) -> None:  # fmt: skip
    reply = platform.reply(asked, FakeOutbox())
    await reply.finish("Here it is.")
    faults.add(Fault("discord", POST, kind))
    await turned(clock, reply.attach(REPORT, key="a"))
    assert uploads(world) == [("report.md", REPORT.data)]


async def test_what_is_too_large_is_said_with_the_limit(
    platform: DiscordPlatform, asked: MessageReceived, world: DiscordService, log: CallLog
) -> None:
    before = len(log.of("discord", POST))
    with pytest.raises(NotAllowed) as refused:
        await platform.reply(asked, FakeOutbox()).attach(
            OutFile("all.zip", "application/zip", bytes(11 * 1024 * 1024)), key="a"
        )
    assert refused.value.notice == (
        "all.zip has 11.0 MB and Discord takes at most 10.0 MB here; please ask for less at a time."
    )
    assert len(log.of("discord", POST)) == before


async def test_a_boosted_server_takes_more(start: Start, world: DiscordService, core: FakeCore) -> None:
    world.boost(2)
    platform = await start()
    world.say("Ana", "#launch", "<@BOT> read this")
    reply = platform.reply(await core.message(), FakeOutbox())
    await reply.attach(OutFile("all.zip", "application/zip", bytes(11 * 1024 * 1024)), key="a")
    assert [name for name, _ in uploads(world)] == ["all.zip"]


async def test_a_missing_permission_is_named(
    platform: DiscordPlatform, asked: MessageReceived, world: DiscordService
) -> None:
    world.permit("#launch", "attach_files", allowed=False)
    reply = platform.reply(asked, FakeOutbox())
    await reply.finish("Here it is.")
    with pytest.raises(NotAllowed) as refused:
        await reply.attach(REPORT, key="a")
    assert refused.value.notice.startswith("I could not upload report.md: I am missing a permission here;")
    assert "Attach Files" in refused.value.notice


async def test_without_the_right_to_read_a_file_is_no_reply(
    platform: DiscordPlatform, asked: MessageReceived, world: DiscordService
) -> None:
    world.permit("#launch", "read_message_history", allowed=False)
    reply = platform.reply(asked, FakeOutbox())
    await reply.finish("Here it is.")
    await reply.attach(REPORT, key="a")
    assert uploads(world) == [("report.md", REPORT.data)]


@pytest.mark.parametrize("private", [False, True])
async def test_the_file_of_a_command_is_in_its_answer(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, private: bool
) -> None:
    event = await invoked(platform, world, core, private=private)
    reply = platform.reply(event, FakeOutbox(), private=private)
    await reply.attach(REPORT, key="a")
    await reply.attach(TABLE, key="b")
    await reply.finish("Here they are.")
    [answer] = world.messages("#launch")
    assert (answer["content"], bool(answer["private_to"])) == ("Here they are.", private)
    assert uploads(world) == [("report.md", REPORT.data), ("table.csv", TABLE.data)]


async def test_the_file_of_a_command_survives_a_dead_process(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore
) -> None:
    event = await invoked(platform, world, core)
    mortal = FakeMortalOutbox()
    with pytest.raises(Killed):
        await platform.reply(event, mortal).attach(REPORT, key="a")
    outbox = FakeOutbox(mortal.key, mortal.parts, dict(mortal.uploads))
    await platform.reply(event, outbox).attach(REPORT, key="a")
    assert uploads(world) == [("report.md", REPORT.data)]


async def test_an_edit_that_is_repeated_adds_the_file_once(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, faults: FaultPlan, clock: TurnedClock
) -> None:
    event = await invoked(platform, world, core)
    reply = platform.reply(event, FakeOutbox())
    await reply.finish("Here it is.")
    faults.add(Fault("discord", FILL_IN, "drop_after"))
    await turned(clock, reply.attach(REPORT, key="a"))
    assert uploads(world) == [("report.md", REPORT.data)]


@pytest.mark.parametrize("private", [False, True])
async def test_after_the_commands_time_its_file_comes_as_a_message(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, clock: TurnedClock, private: bool
) -> None:
    event = await invoked(platform, world, core, private=private)
    reply = platform.reply(event, FakeOutbox(), private=private)
    await reply.finish("Here it is.")
    await clock.advance(LIFETIME + 1)
    await reply.attach(REPORT, key="a")
    assert uploads(world, world.dm("Ana") if private else "#launch") == [("report.md", REPORT.data)]


async def test_what_could_not_be_uploaded_is_told(
    platform: DiscordPlatform, asked: MessageReceived, faults: FaultPlan, clock: TurnedClock
) -> None:
    reply = platform.reply(asked, FakeOutbox())
    await reply.finish("Here it is.")
    faults.add(Fault("discord", POST, "error", times=99, with_={"status": 503, "code": 0}))
    with pytest.raises(PlatformFailed, match="upload") as failed:
        await turned(clock, reply.attach(REPORT, key="a"))
    assert failed.value.notice.startswith("I could not upload report.md")
