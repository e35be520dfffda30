import asyncio

import pytest

from bot.core.errors import ModelUnavailable
from bot.documents.side_by_side import each, kept


async def test_no_more_than_allowed_run_at_once() -> None:
    running, most, done = 0, 0, []

    async def work(job: int) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        done.append(job)

    await each(range(10), work, at_once=3)

    assert (sorted(done), most) == (list(range(10)), 3)


async def test_after_a_failure_what_runs_ends_and_nothing_begins() -> None:
    begun, ended = [], []
    gate = asyncio.Event()

    async def work(job: int) -> None:
        begun.append(job)
        if job == 0:
            await asyncio.sleep(0)
            gate.set()
            raise ModelUnavailable("busy")
        await gate.wait()
        await asyncio.sleep(0)
        ended.append(job)

    with pytest.raises(ModelUnavailable):
        await each(range(6), work, at_once=2)

    assert (begun, ended) == ([0, 1], [1])


async def test_what_is_being_kept_is_kept_though_the_work_is_stopped() -> None:
    stored = []
    begun, gate = asyncio.Event(), asyncio.Event()

    async def keep() -> None:
        begun.set()
        await gate.wait()
        stored.append("page")

    task = asyncio.create_task(kept(keep()))
    await begun.wait()
    task.cancel()
    asyncio.get_running_loop().call_soon(gate.set)
    with pytest.raises(asyncio.CancelledError):
        await task

    assert stored == ["page"]
