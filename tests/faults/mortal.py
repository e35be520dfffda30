"""The bot as a process that dies while it reads, asks or uploads: `KILL_AT="asked:1" python -m tests.faults.mortal`.

Points, each with the number of times that it is passed:

========= =====================================================================================
charged   what a request for pages took is recorded, its pages are not
asked     the question to a person is recorded and not posted
posted    it is posted, and the turn does not wait for it yet
decided   a person's decision is recorded, and the turn does not go on yet
begun     an upload is recorded as begun
uploaded  a file is uploaded and not recorded
========= =====================================================================================
"""

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

from bot.app import assembled, opened
from bot.clock import SystemClock
from bot.core.platform_ports import Outbox, Platform, Reply
from bot.core.ports import Journal
from bot.core.records import Asked, Charged, Decided, Step, Turn
from bot.core.values import Answerable, Option
from bot.parts import Ports
from bot.settings import Settings


class Fuse:
    """Ends its process, as `kill -9` does, when a point is passed for the nth time."""

    def __init__(self, kill_at: str) -> None:
        self._point, _, nth = kill_at.partition(":")
        self._left = int(nth or 1)

    def __call__(self, point: str) -> None:
        if point == self._point:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class Around:
    """Something with a fuse, and otherwise as it is."""

    def __init__(self, inner: Any, fuse: Fuse) -> None:
        self._inner = inner
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class MortalJournal(Around):
    async def record(self, turn: Turn, step: Step) -> None:
        await self._inner.record(turn, step)
        if isinstance(step, Charged | Asked):
            self._fuse("charged" if isinstance(step, Charged) else "asked")

    async def decide(self, turn_id: int, decided: Decided) -> Turn | None:
        turn: Turn | None = await self._inner.decide(turn_id, decided)
        self._fuse("decided")
        return turn

    def outbox(self, turn: Turn) -> Outbox:
        return cast("Outbox", MortalOutbox(self._inner.outbox(turn), self._fuse))


class MortalOutbox(Around):
    async def record_upload(self, key: str, mark: str) -> None:
        if key in self._inner.uploads:
            self._fuse("uploaded")
        await self._inner.record_upload(key, mark)
        self._fuse("begun")


class MortalReply(Around):
    async def ask(self, text: str, options: Sequence[Option]) -> None:
        await self._inner.ask(text, options)
        self._fuse("posted")


class MortalPlatform(Around):
    def reply(self, to: Answerable, outbox: Outbox, *, private: bool = False) -> Reply:
        return cast("Reply", MortalReply(self._inner.reply(to, outbox, private=private), self._fuse))


def mortal(ports: Ports, fuse: Fuse) -> Ports:
    platforms = {name: cast("Platform", MortalPlatform(each, fuse)) for name, each in ports.platforms.items()}
    return replace(ports, platforms=platforms, journal=cast("Journal", MortalJournal(ports.journal, fuse)))


async def live(settings: Settings, fuse: Fuse) -> None:
    """Until it is told to stop, or dies."""
    clock = SystemClock()
    async with opened(settings, clock) as ports, assembled(settings, mortal(ports, fuse), clock) as bot:
        await bot.run()


if __name__ == "__main__":
    with suppress(asyncio.CancelledError):
        asyncio.run(live(Settings.load(os.environ), Fuse(os.environ["KILL_AT"])))
