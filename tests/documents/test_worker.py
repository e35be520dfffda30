import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.errors import FileRefused
from bot.documents.worker import Workers
from tests.documents import chores


async def test_a_function_runs_in_another_process_which_is_used_again() -> None:
    workers = Workers()

    first, pid = await workers.run("a.pdf", chores.pid_of, 1)
    second, again = await workers.run("a.pdf", chores.pid_of, 2)

    assert (first, second) == (1, 2)
    assert pid == again != os.getpid()


async def test_what_takes_too_long_is_killed_and_named(tmp_path: Path) -> None:
    workers = Workers(seconds=1.0)
    await workers.run("a.pdf", chores.pid_of, 1)

    with pytest.raises(FileRefused, match=r"^slow\.pdf took too long to open; please send"):
        await workers.run("slow.pdf", chores.spin)

    assert (await workers.run("a.pdf", chores.pid_of, 3))[0] == 3


async def test_what_needs_too_much_memory_is_refused() -> None:
    workers = Workers(memory_bytes=300 * 1024 * 1024)

    with pytest.raises(FileRefused, match=r"^bomb\.png needs too much memory"):
        await workers.run("bomb.png", chores.swallow, 400)

    assert await workers.run("small.png", chores.swallow, 20) == 20 * 1024 * 1024


async def test_a_worker_that_breaks_is_tried_once_more(tmp_path: Path) -> None:
    assert await Workers().run("a.pdf", chores.die_once, tmp_path / "died") == "alive"


async def test_a_file_that_breaks_two_workers_is_refused() -> None:
    with pytest.raises(FileRefused, match=r"^evil\.pdf cannot be opened safely"):
        await Workers().run("evil.pdf", chores.die)


async def test_a_worker_killed_from_outside_is_replaced_and_one_killed_again_ends_as_a_sentence(tmp_path: Path) -> None:
    workers = Workers()
    for times in (1, 2):
        marker = tmp_path / str(times)
        task = asyncio.create_task(workers.run("a.pdf", chores.sleep, 0.5, marker))
        killed = set[int]()
        while len(killed) < times:
            pid = int(await _exists(marker))
            if pid not in killed:
                os.kill(pid, signal.SIGKILL)
                killed.add(pid)
            await asyncio.sleep(0.01)
        if times == 1:
            assert await task not in killed
        else:
            with pytest.raises(FileRefused, match=r"^a\.pdf cannot be opened safely; please save it again"):
                await task


async def test_a_worker_killed_while_it_waits_costs_the_next_task_nothing() -> None:
    workers = Workers()
    _, pid = await workers.run("a.pdf", chores.pid_of, 1)
    os.kill(pid, signal.SIGKILL)

    value, other = await workers.run("a.pdf", chores.pid_of, 2)

    assert (value, other != pid) == (2, True)


@pytest.mark.parametrize("chore", [chores.abort, chores.crash])
async def test_a_library_that_aborts_or_crashes_ends_as_a_sentence(chore: Callable[[], None]) -> None:
    with pytest.raises(FileRefused, match=r"^evil\.xls cannot be opened safely"):
        await Workers().run("evil.xls", chore)


async def test_killing_one_worker_loses_no_other_task(tmp_path: Path) -> None:
    workers = Workers()
    slow = asyncio.create_task(workers.run("slow.pdf", chores.sleep, 1.0, tmp_path / "slow"))
    await _exists(tmp_path / "slow")

    with pytest.raises(FileRefused):
        await workers.run("evil.pdf", chores.die)

    assert str(await slow) == (tmp_path / "slow").read_text(encoding="ascii")


async def test_a_cancelled_task_ends_its_worker_at_once(tmp_path: Path) -> None:
    task = asyncio.create_task(Workers().run("slow.pdf", chores.sleep, 60.0, tmp_path / "slow"))
    pid = int(await _exists(tmp_path / "slow"))

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert not _alive(pid)


async def test_no_more_than_the_allowed_workers_run_at_once(tmp_path: Path) -> None:
    workers = Workers(2)

    pids = await asyncio.gather(
        *(workers.run("a.pdf", chores.sleep, 0.05, tmp_path / str(number)) for number in range(6))
    )

    assert len(set(pids)) <= 2


async def test_an_idle_worker_ends_and_the_next_task_gets_a_new_one() -> None:
    workers = Workers(idle_seconds=1)
    _, pid = await workers.run("a.pdf", chores.pid_of, 1)

    async with asyncio.timeout(10):
        while _alive(pid):  # noqa: ASYNC110 - a process that ends rings no bell
            await asyncio.sleep(0.05)

    _, other = await workers.run("a.pdf", chores.pid_of, 2)
    assert other != pid


async def test_a_refusal_crosses_over_as_it_is() -> None:
    with pytest.raises(FileRefused, match="protected by a password") as caught:
        await Workers().run("a.pdf", chores.complain)

    assert caught.value.notice == "a.pdf is protected by a password; please send it without one."


async def _exists(path: Path) -> str:
    async with asyncio.timeout(10):
        while not (text := await asyncio.to_thread(_read, path)):  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.01)
    return text


def _read(path: Path) -> str:
    return path.read_text(encoding="ascii") if path.exists() else ""


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
