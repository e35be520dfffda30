import pytest

from adapters.discord.handles import FileHandle, unpack_file
from adapters.discord.platform import DiscordPlatform
from bot.core.errors import Gone, NotAllowed, PlatformFailed
from bot.core.values import Attachment
from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.log import CallLog
from tests.adapters.discord.conftest import FakeCore, Start

FILE = "GET attachments"
DAYS = 86_400.0


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


async def test_a_deleted_file_is_gone(
    platform: DiscordPlatform, attachment: Attachment, world: DiscordService, clock: TurnedClock
) -> None:
    world.delete("Ana", "#launch", unpack_file(attachment.handle).message)
    await clock.advance(2 * DAYS)
    with pytest.raises(Gone) as gone:
        await read(platform, attachment)
    assert "upload it again" in gone.value.notice


async def test_a_file_without_a_message_is_gone(platform: DiscordPlatform) -> None:
    with pytest.raises(Gone):
        await read(platform, Attachment("1", "plan.txt", "", 1))


async def test_a_file_that_lies_about_its_size_is_cut_off(
    start: Start, world: DiscordService, core: FakeCore, attachment: Attachment
) -> None:
    platform = await start(largest_file=80_000)
    with pytest.raises(NotAllowed, match="more than 80000 bytes"):
        await read(platform, attachment)
    with pytest.raises(NotAllowed):
        await read(platform, Attachment(attachment.id, "plan.txt", "", 10, attachment.handle))


async def test_a_broken_download_is_a_failure(
    platform: DiscordPlatform, attachment: Attachment, faults: FaultPlan
) -> None:
    faults.add(Fault("discord", FILE, "drop", times=9))  # aiohttp repeats a GET by itself
    with pytest.raises(PlatformFailed):
        await read(platform, attachment)
