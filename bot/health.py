"""Health by a file: while the bot is well it is touched; who looks at it needs no port and no secret."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

EVERY: Final = 5.0  # seconds between two touches
STALE: Final = 30.0  # seconds after which the bot counts as ill


@asynccontextmanager
async def keep_healthy(file: str, ready: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Touch `file` every few seconds once `ready()` has returned, and remove it at the end; nothing if it is empty."""
    if not file:
        yield
        return
    path = Path(file)
    task = asyncio.create_task(_touch_on(path, ready))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await asyncio.to_thread(path.unlink, missing_ok=True)


def is_healthy(path: Path, now: float) -> bool:
    """Whether the file was touched lately; `now` in seconds since the Unix epoch."""
    try:
        return now - path.stat().st_mtime < STALE
    except FileNotFoundError:
        return False


async def _touch_on(path: Path, ready: Callable[[], Awaitable[None]]) -> None:
    await ready()
    while True:
        await asyncio.to_thread(path.touch)
        await asyncio.sleep(EVERY)
