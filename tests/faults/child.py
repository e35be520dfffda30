"""The bot as a process that dies at a named point: `KILL_AT="posted:3" python -m tests.faults.child`.

The rest of the environment are the bot's own settings. `CLOCK_SPEED` of the platforms' seconds pass in a real one, so
that what takes minutes, such as a stream that has to be rotated, happens within seconds, and answers are shown oftener.
Waits of a second and a half or less, which are for what is on the wire, such as Discord's three seconds for a command,
take their time: the wire is not faster, and neither is the disk.
"""

import asyncio
import logging
import os
import signal
import time
from contextlib import suppress
from typing import Final

from bot.app import assembled, opened
from bot.clock import SystemClock
from bot.settings import Settings
from tests.faults.deadly import deadly
from tests.faults.points import Fuse

SHORT: Final = 1.5  # seconds


class FakeBriskClock:
    """Waits less; the time of day is the true one, which all processes share."""

    def __init__(self, speed: float) -> None:
        self._speed = speed

    def time(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic() * self._speed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds if seconds <= SHORT else seconds / self._speed)


async def live(settings: Settings, fuse: Fuse, speed: float) -> None:
    """Until it is told to stop, or dies."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    async with (
        opened(settings, FakeBriskClock(speed)) as ports,
        assembled(settings, deadly(ports, fuse, speed), SystemClock()) as bot,
    ):
        await bot.run()


def main() -> None:
    settings = Settings.load(os.environ)
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    fuse, speed = Fuse(os.environ.get("KILL_AT", "")), float(os.environ.get("CLOCK_SPEED", "1"))
    with suppress(asyncio.CancelledError):
        asyncio.run(live(settings, fuse, speed))


if __name__ == "__main__":
    main()
