"""Health by a file."""

import asyncio
from pathlib import Path

from bot.health import AWAY, DEAD, STALE, WELL, keep_healthy, look
from tests.fakes import settle


async def appeared(file: Path) -> None:
    while not await asyncio.to_thread(file.exists):  # noqa: ASYNC110 - a file rings no bell
        await asyncio.sleep(0)


async def test_the_file_is_there_once_the_bot_is_ready_and_gone_at_the_end(tmp_path: Path) -> None:
    file, ready = tmp_path / "health", asyncio.Event()

    async def become_ready() -> None:
        await ready.wait()

    async with keep_healthy(str(file), become_ready):
        await settle()
        assert not await asyncio.to_thread(file.exists)
        ready.set()
        await appeared(file)
        assert look(file, file.stat().st_mtime + STALE - 1) == (True, WELL)
        for alive in (False, True):
            assert look(file, file.stat().st_mtime + STALE, alive=alive) == (False, DEAD)

    assert not await asyncio.to_thread(file.exists)
    assert look(file, 0.0) == (False, DEAD)


async def test_a_bot_whose_database_is_away_lives_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "health"

    async with keep_healthy(str(file), _at_once, lambda: False):
        await appeared(file)
        while not await asyncio.to_thread(file.read_text):  # noqa: ASYNC110 - a file rings no bell
            await asyncio.sleep(0)
        now = file.stat().st_mtime
        assert (look(file, now), look(file, now, alive=True)) == ((False, AWAY), (True, AWAY))


async def _at_once() -> None:
    """It is ready."""


async def test_the_file_says_what_the_bot_does(tmp_path: Path) -> None:
    file = tmp_path / "health"

    async def at_once() -> None:
        """It is ready."""

    async with keep_healthy(str(file), at_once, told=lambda: "listening to discord shard 0 of 2"):
        await appeared(file)
        while not (said := await asyncio.to_thread(file.read_text)):
            await settle()
    assert said == "listening to discord shard 0 of 2"


async def test_without_a_file_nothing_is_done() -> None:
    async def never() -> None:
        raise AssertionError("nobody is waited for")

    async with keep_healthy("", never):
        await settle()
