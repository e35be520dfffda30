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
async def keep_healthy(
    file: str, ready: Callable[[], Awaitable[None]], well: Callable[[], bool] = lambda: True
) -> AsyncIterator[None]:
    """Touch `file` every few seconds while the bot is `well`, once `ready()` has returned; nothing if it is empty.

    It is removed at the end.
    """
    if not file:
        yield
        return
    path = Path(file)
    task = asyncio.create_task(_touch_on(path, ready, well))
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


async def _touch_on(path: Path, ready: Callable[[], Awaitable[None]], well: Callable[[], bool]) -> None:
    await ready()
    while True:
        if well():
            await asyncio.to_thread(path.touch)
        await asyncio.sleep(EVERY)
