"""The disk fills up, or another program locks the database: no question is lost, and nothing is said twice."""

import asyncio
import resource
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from deploy.sandbox.world import World, open_world
from tests.faults.hurried import FakeHurriedClock
from tests.faults.ordeal import CHAT, WORDS, Ordeal

HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


FORGETFUL = "I cannot reach my own memory right now; please tell your admin, and ask again later."
TURN_LOST = "failed: The disk that holds"  # what works behind the answers, as the search index, meets the full disk too


@pytest.fixture
def clock() -> FakeHurriedClock:
    """The bot's and the world's, so that Slack delivers again soon."""
    return FakeHurriedClock(20.0)


@pytest.fixture
async def world(clock: FakeHurriedClock) -> AsyncIterator[World]:
    async with open_world(clock) as opened:
        yield opened


@pytest.fixture
def ordeal(ordeal: Ordeal, clock: FakeHurriedClock) -> Ordeal:
    ordeal.clock = clock
    return ordeal


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process can grow; sockets can."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@asynccontextmanager
async def locked(path: Path) -> AsyncIterator[None]:
    """Another process holds the database's write lock."""
    pipe = asyncio.subprocess.PIPE
    holder = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLD, path, stdin=pipe, stdout=pipe)
    assert holder.stdin is not None
    assert holder.stdout is not None
    await holder.stdout.readline()
    try:
        yield
    finally:
        holder.stdin.close()
        await holder.wait()


async def test_a_question_asked_while_the_disk_is_full_is_answered_later(ordeal: Ordeal) -> None:
    async with ordeal.bot():
        with full_disk():
            ordeal.ask()
            await ordeal.until_logged("stored" if not ordeal.slack else "Could not store")
        await ordeal.completes()


async def test_a_disk_that_is_full_before_the_first_words_are_posted_is_told(ordeal: Ordeal) -> None:
    ordeal.world.mistral.pace(6.0)
    async with ordeal.bot():
        ordeal.ask()
        await ordeal.talk.until(lambda: ordeal.world.log.of("mistral", CHAT))
        with full_disk():
            await ordeal.until_logged(TURN_LOST)
        await ordeal.tells(FORGETFUL, after=WORDS)


async def test_a_disk_that_is_full_in_mid_answer_is_told(ordeal: Ordeal) -> None:
    ordeal.slowly(30.0)
    async with ordeal.bot():
        ordeal.ask()
        await ordeal.until_seen(WORDS[:4])
        with full_disk():
            await ordeal.until_logged(TURN_LOST)
        await ordeal.tells(FORGETFUL, after=WORDS)


@pytest.mark.parametrize("when", ["before the question", "in mid-answer"])
async def test_a_lock_of_another_program_is_waited_for(ordeal: Ordeal, tmp_path: Path, when: str) -> None:
    ordeal.slowly(30.0)
    async with ordeal.bot():
        if when == "in mid-answer":
            ordeal.ask()
            await ordeal.until_seen(WORDS[:4])
        async with locked(tmp_path / "bot.sqlite3"):
            if when == "before the question":
                ordeal.ask()
            await ordeal.clock.sleep(5.0)
        await ordeal.completes()
