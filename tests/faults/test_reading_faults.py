"""What fails on this machine while files are read, and what is left of them elsewhere."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from bot.documents import tasks
from bot.documents.limits import Limits
from bot.documents.worker import Workers
from tests.faults.file_ordeal import DELETE, OCR, FileOrdeal
from tests.faults.hurried import FakeHurriedClock
from tests.faults.ordeal import WORDS
from tests.faults.papers import lamp_on, large_scan, scan
from tests.faults.test_disk_faults import FORGETFUL, TURN_LOST, full_disk

DAY, HOUR = 86_400.0, 3_600.0  # seconds
on_slack = pytest.mark.parametrize("talk", ["slack"], indirect=True)


@on_slack
async def test_an_upload_that_cannot_be_deleted_is_logged_and_swept_at_the_next_start(file_ordeal: FileOrdeal) -> None:
    file_ordeal.fault("mistral", DELETE, "status", times=1000, status=503)
    async with file_ordeal.bot():
        file_ordeal.ask(large_scan())
        await file_ordeal.completes()
    assert [file["there"] for file in file_ordeal.world.mistral.files()] == [True]
    await file_ordeal.until_logged("could not be deleted, the next start tries again")
    file_ordeal.clock = FakeHurriedClock(100.0)
    file_ordeal.clock.set_wall(DAY + 60.0)
    async with file_ordeal.bot():
        await file_ordeal.talk.until(lambda: not file_ordeal.world.mistral.files()[0]["there"])


@on_slack
async def test_what_a_killed_process_left_is_swept_by_one_that_runs_on(file_ordeal: FileOrdeal) -> None:
    file_ordeal.fault("mistral", DELETE, "status", times=1000, status=503)
    async with file_ordeal.bot():
        file_ordeal.ask(large_scan())
        await file_ordeal.completes()
        file_ordeal.clock.set_wall(DAY + 60.0)
        file_ordeal.clock.advance(HOUR)
        await file_ordeal.talk.until(lambda: not file_ordeal.world.mistral.files()[0]["there"])


@pytest.mark.parametrize(("talk", "kills"), [("slack", 1), ("discord", 2)], indirect=["talk"])
async def test_a_worker_that_is_killed_while_it_opens_a_file(file_ordeal: FileOrdeal, kills: int) -> None:
    async with file_ordeal.bot():
        killing = asyncio.create_task(kill_workers(kills))
        file_ordeal.ask()
        if kills == 1:
            await file_ordeal.completes()
            assert file_ordeal.model_saw(lamp_on(3))
        else:
            await file_ordeal.tells("scan.pdf cannot be opened safely; please save it again", after=WORDS)
        await killing


@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.05])
async def test_a_worker_that_dies_while_it_starts_is_replaced(tmp_path: Path, seconds: float) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(scan().data)
    run = Workers(1).run("scan.pdf", tasks.examined, path, "scan.pdf", Limits())
    examined, _ = await asyncio.gather(run, kill_workers(1, after=seconds))
    assert examined.pages == 3


async def kill_workers(kills: int, *, after: float = 0.0) -> None:
    """Kill the next so many processes that open files, each so many seconds after it is there."""
    known, dead = set(workers()), set[int]()
    while len(dead) < kills:
        for pid in await asyncio.to_thread(workers):
            if pid not in known | dead:
                await asyncio.sleep(after)
                os.kill(pid, signal.SIGKILL)
                dead.add(pid)
        await asyncio.sleep(0)


def workers() -> list[int]:
    """The processes of this test's own bot in which files are opened."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
            line = (status.parent / "cmdline").read_bytes()
        except OSError:  # it has ended meanwhile
            continue
        if parent == os.getpid() and b"anyio" in line:
            found.append(int(status.parent.name))
    return found


async def test_a_disk_that_is_full_when_pages_are_kept_is_told(file_ordeal: FileOrdeal) -> None:
    file_ordeal.fault("mistral", OCR, "latency", seconds=0.5)
    async with file_ordeal.bot():
        file_ordeal.ask()
        await file_ordeal.talk.until(lambda: file_ordeal.world.log.of("mistral", OCR))
        with full_disk():
            await file_ordeal.until_logged(TURN_LOST)
        await file_ordeal.tells(FORGETFUL)


async def test_a_disk_that_is_full_when_a_file_comes_in_is_told(file_ordeal: FileOrdeal) -> None:
    fetch = "download" if file_ordeal.slack else "GET attachments"
    file_ordeal.fault(file_ordeal.service, fetch, "latency", seconds=0.5)
    async with file_ordeal.bot():
        file_ordeal.ask()
        await file_ordeal.talk.until(lambda: file_ordeal.world.log.of(file_ordeal.service, fetch))
        with full_disk():
            await file_ordeal.until_logged(TURN_LOST)
        await file_ordeal.tells(FORGETFUL)


async def test_stop_ends_the_reading_within_a_second(file_ordeal: FileOrdeal) -> None:
    file_ordeal.fault("mistral", OCR, "hang")
    async with file_ordeal.bot():
        file_ordeal.ask()
        await file_ordeal.talk.until(lambda: file_ordeal.world.log.of("mistral", OCR))
        file_ordeal.talk.say("!stop", "Ana")
        await file_ordeal.until_seen("_Stopped._", timeout=1.0)
        await file_ordeal.is_well(file_ordeal.seen())
    assert file_ordeal.read() == [1, 2, 3], "the next question reads what was stopped"
