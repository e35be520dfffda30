"""`python -m tests.bench.probed run`: the bot as `python -m bot run` starts it, with a watch on its event loop.

Every hold of the loop above a millisecond is a line in the file that `LOOP_HOLDS` names: when it ended (monotonic),
how long the loop was late, how much of that it only waited for a processor that others were using, and the CPU that
its thread used meanwhile; all in seconds.
"""

import asyncio
import os
import sys
import threading
import time
from pathlib import Path
from typing import Final, TextIO

from bot import __main__ as start

EVERY: Final = 0.002  # seconds
WORTH: Final = 0.001  # seconds from which a hold is written down


async def watch(holds: TextIO) -> None:
    """Lateness that is a fact of the machine is told apart by the kernel's own count (Linux: schedstat)."""
    schedule = os.open(f"/proc/self/task/{threading.get_native_id()}/schedstat", os.O_RDONLY)
    try:
        while True:
            began, waited, used = time.monotonic(), _waited(schedule), time.thread_time()
            await asyncio.sleep(EVERY)
            ended = time.monotonic()
            if (late := ended - began - EVERY) > WORTH:
                queued, busy = _waited(schedule) - waited, time.thread_time() - used
                holds.write(f"{ended:.4f} {late:.4f} {queued:.4f} {busy:.4f}\n")
    finally:
        os.close(schedule)


def _waited(schedule: int) -> float:
    """Seconds for which the thread was ready to run and had no processor."""
    return int(os.pread(schedule, 64, 0).split()[1]) / 1e9


class Watched(asyncio.DefaultEventLoopPolicy):
    """Each loop watches itself from its first round on."""

    def __init__(self, holds: TextIO) -> None:
        super().__init__()
        self._holds = holds
        self._watching: list[asyncio.Task[None]] = []

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        loop = super().new_event_loop()
        self._watching.append(loop.create_task(watch(self._holds)))
        return loop


if __name__ == "__main__":
    with Path(os.environ["LOOP_HOLDS"]).open("a", buffering=1, encoding="ascii") as written:
        asyncio.set_event_loop_policy(Watched(written))
        code = start.main()
    sys.exit(code)
