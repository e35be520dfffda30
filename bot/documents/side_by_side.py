"""Work done side by side, of which nothing is lost when one piece fails or the whole is stopped."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any, TypeVar

from bot.core.errors import BotError

T = TypeVar("T")


async def each(jobs: Iterable[T], work: Callable[[T], Awaitable[None]], *, at_once: int) -> None:
    """Do `work` for each job, a few at once. After a failure none begins; what has begun ends, then it is raised."""
    waiting = deque(jobs)
    failures: list[BotError] = []

    async def worker() -> None:
        while waiting and not failures:
            try:
                await work(waiting.popleft())
            except BotError as error:
                failures.append(error)

    async with asyncio.TaskGroup() as group:
        for _ in range(min(at_once, len(waiting))):
            group.create_task(worker())
    if failures:
        raise failures[0]


async def kept(keeping: Coroutine[Any, Any, T]) -> T:
    """Finish a short piece of keeping even if the caller is cancelled meanwhile; the cancellation then goes on."""
    task = asyncio.ensure_future(keeping)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
