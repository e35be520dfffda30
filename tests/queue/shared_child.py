"""A process that takes turns and writes down what it does: `python -m tests.queue.shared_child NAME URL SCHEMA LOG`.

A turn lasts as many tenths of a second as the last digit of its id says, and is for ever if it ends with 9.
"""

import asyncio
import os
import signal
import sys

from bot.clock import SystemClock
from bot.queue.shared.lease import Lease
from bot.queue.shared.opening import Where, open_queue
from bot.queue.shared.queue import SharedQueue


class LoggingWorker:
    def __init__(self, name: str, log: int, lease: Lease, queue: SharedQueue) -> None:
        self._name = name
        self._log = log
        self._lease = lease
        self._queue = queue

    def say(self, what: str, turn_id: int) -> None:
        os.write(self._log, f"{what} {turn_id} {self._name}\n".encode())

    async def take_up(self, line: str, turn_id: int) -> bool:
        del line
        self.say("began", turn_id)
        try:
            tenths = turn_id % 10
            await asyncio.sleep(tenths / 10 if tenths != 9 else 3_600)
        except asyncio.CancelledError:
            self.say("stopped", turn_id)
            raise
        self._lease.check()
        self.say("ended", turn_id)
        return False

    async def hear(self, line: str, turn_id: int) -> None:
        del line
        self.say("heard", turn_id)

    async def stop(self, line: str) -> None:
        self._queue.cancel(line)


async def main(name: str, url: str, schema: str, path: str) -> None:
    log = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    clock = SystemClock()
    lease = Lease(clock)
    done = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, done.set)
    async with open_queue(Where(url, schema), lease, clock) as queue:
        worker = LoggingWorker(name, log, lease, queue)
        queue.take(worker, concurrent=4)
        worker.say("ready", 0)
        await done.wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
