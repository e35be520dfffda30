"""Workers that are processes: killed, frozen, thawed and cut off, they lose no turn, repeat none and keep the order."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

import psycopg
import pytest

from bot.clock import SystemClock
from bot.queue.shared.lease import STATUS, Lease
from bot.queue.shared.opening import Where, open_queue
from bot.queue.shared.queue import SharedQueue
from tests.contracts.queue_contract import all_put

ROOT: Final = Path(__file__).parent.parent.parent
A, B = "slack:T1:C1:1", "slack:T1:C1:2"


class Crew:
    """Worker processes by name, and what they have written down."""

    def __init__(self, where: Where, folder: Path, queue: SharedQueue) -> None:
        self.queue = queue
        self.processes: dict[str, Process] = {}
        self._where = where
        self._log = folder / "log"
        self._log.touch()

    async def hire(self, name: str) -> None:
        self.processes[name] = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.queue.shared_child",
            *(name, self._where.url, self._where.schema, str(self._log)),
            cwd=ROOT,
        )
        await self.until(lambda: f"ready 0 {name}" in self.lines())

    def lines(self) -> list[str]:
        return self._log.read_text().splitlines()

    def of(self, what: str) -> list[int]:
        return [int(line.split()[1]) for line in self.lines() if line.startswith(f"{what} ")]

    def holder(self, turn: int) -> str:
        """Who began it last."""
        return next(line.split()[2] for line in reversed(self.lines()) if line.startswith(f"began {turn} "))

    def signal(self, name: str, number: signal.Signals) -> None:
        os.kill(self.processes[name].pid, number)

    async def until(self, condition: Callable[[], bool]) -> None:
        while not condition():  # noqa: ASYNC110 - what is waited for happens in another process
            await asyncio.sleep(0.02)

    async def dismiss(self) -> None:
        for process in self.processes.values():
            if process.returncode is None:
                process.kill()
            await process.wait()


@asynccontextmanager
async def crew_of(where: Where, folder: Path, *names: str) -> AsyncIterator[Crew]:
    async with AsyncExitStack() as stack:
        clock = SystemClock()
        queue = await stack.enter_async_context(open_queue(where, Lease(clock), clock))
        crew = Crew(where, folder, queue)
        stack.push_async_callback(crew.dismiss)
        for name in names:
            await crew.hire(name)
        yield crew


@pytest.mark.timeout(60)
async def test_what_a_killed_worker_held_is_taken_up_and_what_came_after_it_waits(where: Where, tmp_path: Path) -> None:
    async with crew_of(where, tmp_path, "first") as crew:
        crew.queue.put(A, 8)
        crew.queue.put(A, 11)
        await crew.until(lambda: 8 in crew.of("began"))
        crew.signal("first", signal.SIGKILL)
        await crew.hire("second")
        await crew.until(lambda: 11 in crew.of("ended"))

        assert crew.of("ended") == [8, 11]
        assert (crew.of("began"), crew.holder(8)) == ([8, 8, 11], "second")


@pytest.mark.timeout(60)
async def test_a_worker_that_thaws_ends_itself_and_does_nothing_twice(where: Where, tmp_path: Path) -> None:
    async with crew_of(where, tmp_path, "first") as crew:
        crew.queue.put(A, 8)
        crew.queue.put(A, 11)
        await crew.until(lambda: 8 in crew.of("began"))
        crew.signal("first", signal.SIGSTOP)
        await crew.hire("second")
        await crew.until(lambda: crew.of("began").count(8) == 2)
        crew.signal("first", signal.SIGCONT)
        status = await crew.processes["first"].wait()
        await crew.until(lambda: 11 in crew.of("ended"))

        assert status == STATUS
        assert crew.of("ended") == [8, 11]


@pytest.mark.timeout(60)
async def test_a_worker_that_is_told_to_end_gives_back_what_it_has_not_finished(where: Where, tmp_path: Path) -> None:
    async with crew_of(where, tmp_path, "first") as crew:
        crew.queue.put(A, 19)
        await crew.until(lambda: 19 in crew.of("began"))
        await crew.hire("second")
        crew.signal("first", signal.SIGTERM)
        await crew.until(lambda: crew.of("began") == [19, 19])

        assert await crew.processes["first"].wait() == 0
        assert crew.holder(19) == "second"


@pytest.mark.timeout(60)
async def test_a_turn_is_stopped_from_another_process_and_hears_what_is_put_behind_it(
    where: Where, tmp_path: Path
) -> None:
    async with crew_of(where, tmp_path, "first", "second") as crew:
        crew.queue.put(A, 19)
        crew.queue.put(B, 29)
        await crew.until(lambda: {19, 29} == set(crew.of("began")))
        crew.queue.put(A, 31)
        await crew.until(lambda: 31 in crew.of("heard"))

        assert await crew.queue.stop(A)
        await crew.until(lambda: 31 in crew.of("ended"))

        assert crew.of("stopped") == [19]
        assert crew.of("began") in ([19, 29, 31], [29, 19, 31])
        assert not await crew.queue.stop("slack:T1:C9:1")


@pytest.mark.timeout(60)
async def test_connections_that_the_database_ends_are_opened_again_and_no_turn_is_lost(
    where: Where, tmp_path: Path
) -> None:
    async with crew_of(where, tmp_path, "first", "second") as crew:
        for turn in range(5):
            crew.queue.put(A, 10 * turn + 3)
            crew.queue.put(B, 10 * turn + 4)
        await crew.until(lambda: len(crew.of("ended")) > 1)
        with psycopg.connect(where.url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'galerne'")
        await crew.until(lambda: len(crew.of("ended")) == 10)

        assert [turn for turn in crew.of("ended") if turn % 10 == 3] == [3, 13, 23, 33, 43]
        assert [turn for turn in crew.of("ended") if turn % 10 == 4] == [4, 14, 24, 34, 44]
        assert len(crew.of("began")) == 10


@pytest.mark.timeout(60)
async def test_two_processes_put_into_one_line_and_it_is_kept_one_at_a_time(where: Where, tmp_path: Path) -> None:
    async with crew_of(where, tmp_path, "first", "second") as crew, crew_of(where, tmp_path) as other:
        for turn in range(10, 60, 10):
            crew.queue.put(A, turn)
            other.queue.put(A, turn + 1)
        await crew.until(lambda: len(crew.of("ended")) == 10)

    told = [line.split()[:2] for line in crew.lines() if line.startswith(("began", "ended"))]
    assert [what for what, _ in told] == ["began", "ended"] * 10
    for each in (0, 1):
        mine = [turn for turn in crew.of("ended") if turn % 10 == each]
        assert mine == sorted(mine)


@pytest.mark.timeout(60)
async def test_a_turn_that_is_put_twice_waits_once(where: Where, tmp_path: Path) -> None:
    async with crew_of(where, tmp_path) as crew:
        for _ in range(3):
            crew.queue.put(A, 10)
        await crew.hire("first")
        crew.queue.put(A, 21)
        await crew.until(lambda: 21 in crew.of("ended"))

        assert crew.of("began") == [10, 21]


@pytest.mark.timeout(60)
async def test_a_turn_that_was_put_once_more_while_it_ran_is_still_taken_up(where: Where, tmp_path: Path) -> None:
    async with crew_of(where, tmp_path, "first") as crew:
        crew.queue.put(A, 19)
        crew.queue.put(B, 29)
        await crew.until(lambda: {19, 29} == set(crew.of("began")))
        crew.queue.put(A, 19)
        await all_put(crew.queue, 1)
        await crew.hire("second")
        crew.signal("first", signal.SIGKILL)
        await crew.until(lambda: crew.of("began").count(19) == crew.of("began").count(29) == 2)
        await crew.hire("third")
        crew.signal("second", signal.SIGTERM)
        await crew.until(lambda: crew.of("began").count(19) == crew.of("began").count(29) == 3)
