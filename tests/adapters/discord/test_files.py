import base64
from typing import Annotated

import pytest

from adapters.discord.handles import FileHandle, unpack_file
from adapters.discord.platform import DiscordPlatform
from bot.core.command import CommandContext, command
from bot.core.errors import Gone, NotAllowed, PlatformFailed
from bot.core.values import Attachment, CommandInvoked
from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.log import CallLog
from tests.adapters.discord.conftest import FakeCore, Start

FILE = "GET attachments"
DAYS = 86_400.0


async def ocr(context: CommandContext, pages: Annotated[str, "which"] = "") -> str:
    """Read a file."""
    return pages


@pytest.fixture
async def attachment(platform: DiscordPlatform, world: DiscordService, core: FakeCore) -> Attachment:
    world.say("Ana", "#launch", "<@BOT> read this", files=[{"name": "plan.txt", "text": "x" * 100_000}])
    return (await core.message()).said.attachments[0]


async def read(platform: DiscordPlatform, attachment: Attachment) -> bytes:
    return b"".join([piece async for piece in platform.fetch(attachment)])


async def test_a_file_comes_in_pieces(platform: DiscordPlatform, attachment: Attachment, log: CallLog) -> None:
    assert (attachment.name, attachment.size) == ("plan.txt", 100_000)
    assert await read(platform, attachment) == b"x" * 100_000
    assert len(log.of("discord", FILE)) == 1


async def test_an_expired_link_is_renewed_before_it_is_tried(
    platform: DiscordPlatform, attachment: Attachment, clock: TurnedClock, log: CallLog
) -> None:
    await clock.advance(2 * DAYS)
    assert len(await read(platform, attachment)) == 100_000
    assert [call.status for call in log.of("discord", FILE)] == [200]


async def test_a_link_that_is_refused_is_renewed(
    platform: DiscordPlatform, attachment: Attachment, log: CallLog
) -> None:
    handle = unpack_file(attachment.handle)
    forged = FileHandle(handle.channel, handle.message, handle.url[:-4] + "0000").pack()
    stale = Attachment(attachment.id, attachment.name, "", attachment.size, forged)
    assert len(await read(platform, stale)) == 100_000
    assert [call.status for call in log.of("discord", FILE)] == [403, 200]


async def test_no_token_goes_to_the_host_of_files(
    platform: DiscordPlatform, attachment: Attachment, clock: TurnedClock, log: CallLog
) -> None:
    await read(platform, attachment)
    await clock.advance(2 * DAYS)
    await read(platform, attachment)
    assert [call.body["authorization"] for call in log.of("discord", FILE)] == ["", ""]


async def test_a_deleted_file_is_gone(
    platform: DiscordPlatform, attachment: Attachment, world: DiscordService, clock: TurnedClock
) -> None:
    world.delete("Ana", "#launch", unpack_file(attachment.handle).message)
    await clock.advance(2 * DAYS)
    with pytest.raises(Gone) as gone:
        await read(platform, attachment)
    assert gone.value.notice == "plan.txt is no longer on Discord; please upload it again."


async def test_a_file_whose_message_may_not_be_read_is_named(
    platform: DiscordPlatform, attachment: Attachment, world: DiscordService, clock: TurnedClock
) -> None:
    world.permit("#launch", "read_message_history", allowed=False)
    await clock.advance(2 * DAYS)
    with pytest.raises(NotAllowed) as refused:
        await read(platform, attachment)
    assert refused.value.notice.startswith("I could not get plan.txt from Discord. I am missing a permission here;")


async def test_a_file_without_a_message_is_gone(platform: DiscordPlatform) -> None:
    with pytest.raises(Gone):
        await read(platform, Attachment("1", "plan.txt", "", 1))


async def test_a_file_that_lies_about_its_size_is_cut_off(
    start: Start, world: DiscordService, core: FakeCore, attachment: Attachment
) -> None:
    platform = await start(largest_file=80_000)
    with pytest.raises(NotAllowed, match="more than 80000 bytes") as refused:
        await read(platform, attachment)
    assert refused.value.notice.startswith("plan.txt is too large for me; please send at most ")
    with pytest.raises(NotAllowed):
        await read(platform, Attachment(attachment.id, "plan.txt", "", 10, attachment.handle))


async def test_a_broken_download_is_a_failure(
    platform: DiscordPlatform, attachment: Attachment, faults: FaultPlan
) -> None:
    faults.add(Fault("discord", FILE, "drop", times=9))  # aiohttp repeats a GET by itself
    with pytest.raises(PlatformFailed) as failed:
        await read(platform, attachment)
    assert failed.value.notice == "Discord could not give me plan.txt just now; please ask again in a minute."


@pytest.mark.parametrize("status", [503, 429, 302])
async def test_a_host_that_is_out_of_order_has_not_lost_the_file(
    platform: DiscordPlatform, attachment: Attachment, faults: FaultPlan, status: int
) -> None:
    faults.add(Fault("discord", FILE, "status", times=2, with_={"status": status}))
    with pytest.raises(PlatformFailed) as failed:
        await read(platform, attachment)
    assert not isinstance(failed.value, Gone)
    assert len(await read(platform, attachment)) == 100_000


@pytest.mark.parametrize("kind", ["truncate", "wrong_length", "zero"])
async def test_half_a_file_is_a_failure(
    platform: DiscordPlatform, attachment: Attachment, faults: FaultPlan, kind: str
) -> None:
    faults.add(Fault("discord", FILE, kind))
    with pytest.raises(PlatformFailed) as failed:
        await read(platform, attachment)
    assert failed.value.notice == "Discord gave me only a part of plan.txt; please ask again in a minute."


async def test_several_files_a_paste_a_voice_and_files_of_others_can_be_read(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore
) -> None:
    """In a thread: with the message itself, and with those said before and replied to."""
    thread = world.create_thread("Ana", "#launch", "plans")
    many = [{"name": f"{n}.txt", "text": str(n), "spoiler": n == 1, "untyped": n == 2} for n in range(3)]
    world.say("Ana", thread, "these", files=many)
    paste = world.paste("Bao", thread, "long " * 1_000)
    world.speak("Bao", thread, base64.b64encode(b"OggS").decode(), 2.0)
    world.say("Dev", thread, "<@BOT> what do they say?", reply_to=paste)
    await core.until(4)
    event = await core.message()
    history = await platform.history(event)
    found = {each.name: each for said in history.said for each in said.attachments}
    assert list(found) == ["0.txt", "1.txt", "2.txt", "message.txt", "voice-message.ogg"]
    assert found["2.txt"].media_type == ""
    contents = [await read(platform, each) for each in found.values()]
    assert contents == [b"0", b"1", b"2", b"long " * 1_000, b"OggS"]


async def test_a_file_that_is_replied_to_can_be_read(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore
) -> None:
    message = world.say("Bao", "#launch", "", files=[{"name": "plan.txt", "text": "first wind, then sea"}])
    world.say("Dev", "#launch", "<@BOT> what does it say?", reply_to=message)
    await core.until(2)
    [said] = (await platform.history(await core.message())).said
    assert await read(platform, said.attachments[0]) == b"first wind, then sea"


async def with_file(platform: DiscordPlatform, world: DiscordService, core: FakeCore) -> CommandInvoked:
    await platform.publish([command(ocr, takes_file=True)])
    world.slash("Ana", "#launch", "ocr", {"file": {"name": "scan.pdf", "text": "%PDF"}, "pages": "1-20"})
    event = (await core.until())[-1]
    assert isinstance(event, CommandInvoked)
    return event


async def test_the_file_of_a_command_comes_with_it(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, clock: TurnedClock
) -> None:
    event = await with_file(platform, world, core)
    [file] = event.attachments
    assert (file.name, file.size, event.arguments) == ("scan.pdf", 4, (("pages", "1-20"),))
    assert await read(platform, file) == b"%PDF"
    await clock.advance(DAYS / 2)
    assert await read(platform, file) == b"%PDF"


@pytest.mark.parametrize("taken_down", [False, True])
async def test_the_file_of_a_command_is_asked_for_again_once_discord_has_let_go_of_it(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, clock: TurnedClock, taken_down: bool
) -> None:
    [file] = (await with_file(platform, world, core)).attachments
    if taken_down:
        world.take_down(file.id)
    else:
        await clock.advance(2 * DAYS)
    with pytest.raises(Gone) as gone:
        await read(platform, file)
    assert gone.value.notice.startswith("Discord no longer has scan.pdf")
    assert "use the command again" in gone.value.notice
