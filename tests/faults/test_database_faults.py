"""The database goes away under load, and comes back: nothing is lost, nothing is said twice, and nobody restarts."""

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from bot.queue.shared.lease import DEAD
from tests.faults.fleet import Fleet
from tests.faults.scaled import torture_fleet
from tests.postgres import CannotRun, MortalServer, mortal_server

SEED: Final = 20_261_130
PATIENCE: Final = 80.0  # seconds for a further answer: Slack tries for the third time after a minute


@pytest.fixture
def server() -> Iterator[MortalServer]:
    try:
        with mortal_server() as started:
            yield started
    except CannotRun as error:
        pytest.skip(str(error))


@pytest.mark.timeout(280)
async def test_a_database_that_restarts_and_one_that_stays_away_lose_nothing_and_repeat_nothing(
    server: MortalServer, tmp_path: Path
) -> None:
    """First it is back at once, then it is away for longer than a lease lasts."""

    async def suffer(fleet: Fleet) -> None:
        await asyncio.to_thread(server.kill, signal.SIGQUIT)
        await asyncio.to_thread(server.start)
        await asyncio.sleep(3)  # in which questions are asked and answered
        await asyncio.to_thread(server.kill, signal.SIGKILL)
        await asyncio.sleep(DEAD + 2)
        await asyncio.to_thread(server.start)
        await fleet.ready()

    report, toll = await torture_fleet(SEED, suffer, tmp_path, server.url, rooms=1, patience=PATIENCE)

    assert report.verdict.all() == []
    assert (toll.defects, toll.thawed) == ([], 0)
    assert report.questions >= 10
