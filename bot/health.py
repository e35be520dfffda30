"""Health by a file, which is written while the bot lives: who looks at it needs no port and no secret."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

EVERY: Final = 5.0  # seconds between two writes
STALE: Final = 30.0  # seconds after which the bot counts as dead
WELL: Final = "well"
AWAY: Final = "The bot cannot reach its database; it goes on by itself once that is back."
DEAD: Final = "No bot that is ready writes HEALTH_FILE here; look at its log, and start it again."


@asynccontextmanager
async def keep_healthy(
    file: str,
    ready: Callable[[], Awaitable[None]],
    well: Callable[[], bool] = lambda: True,
    told: Callable[[], str] = lambda: "",
) -> AsyncIterator[None]:
    """Write `file` every few seconds once `ready()` has returned; nothing if it is empty.

    What is written is what the bot `told` of itself, for people, or `AWAY` while it is not `well`. It is removed at the
    end.
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


def look(path: Path, now: float, *, alive: bool = False) -> tuple[bool, str]:
    """Whether the bot is well, and a line for people about it; `now` in seconds since the Unix epoch.

    With `alive` only what a restart may mend counts.
    """
    try:
        if now - path.stat().st_mtime >= STALE:
            return False, DEAD
        told = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return False, DEAD
    return alive or told != AWAY, told or WELL


async def _write_on(
    path: Path, ready: Callable[[], Awaitable[None]], well: Callable[[], bool], told: Callable[[], str]
) -> None:
    await ready()
    while True:
        await asyncio.to_thread(path.write_text, told() if well() else AWAY, encoding="utf-8")
        await asyncio.sleep(EVERY)
