"""Health by a file: while the bot is well it is written; who looks at it needs no port and no secret."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

EVERY: Final = 5.0  # seconds between two writes
STALE: Final = 30.0  # seconds after which the bot counts as ill


@asynccontextmanager
async def keep_healthy(
    file: str,
    ready: Callable[[], Awaitable[None]],
    well: Callable[[], bool] = lambda: True,
    told: Callable[[], str] = lambda: "",
) -> AsyncIterator[None]:
    """Write `file` every few seconds while the bot is `well`, once `ready()` has returned; nothing if it is empty.

    What is written is what the bot `told` of itself, for people. It is removed at the end.
    """
    if not file:
        yield
        return
    path = Path(file)
    task = asyncio.create_task(_write_on(path, ready, well, told))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await asyncio.to_thread(path.unlink, missing_ok=True)


def is_healthy(path: Path, now: float) -> bool:
    """Whether the file was written lately; `now` in seconds since the Unix epoch."""
    try:
        return now - path.stat().st_mtime < STALE
    except FileNotFoundError:
        return False


async def _write_on(
    path: Path, ready: Callable[[], Awaitable[None]], well: Callable[[], bool], told: Callable[[], str]
) -> None:
    await ready()
    while True:
        if well():
            await asyncio.to_thread(path.write_text, told(), encoding="utf-8")
        await asyncio.sleep(EVERY)
