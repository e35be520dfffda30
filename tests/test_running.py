"""Receiving ends before anything else does, so that what has just come in is stored and acknowledged."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.core.command import Command, Commands
from bot.core.errors import NotAllowed
from bot.core.leases import Alone
from bot.core.platform_ports import Accept
from bot.core.shards import Shard, Shards
from bot.core.values import GapOpened, Inbound
from bot.running import Bot
from tests.fakes import FakeClock


@dataclass(slots=True)
class FakeHouse:
    """In the place of the catching up, the dispatcher and the queue: keeps what happened, in order."""

    happened: list[str] = field(default_factory=list)

    async def resume(self) -> int:
        return 0

    async def accept(self, event: Inbound) -> None:
        await asyncio.sleep(0)
        self.happened.append(f"stored {event.event_id}")

    async def run(self) -> None:
        """In the place of the timetable."""
        try:
            await asyncio.Event().wait()
        finally:
            self.happened.append("timetable closed")

    async def let_go(self, shard: Shard) -> None:
        self.happened.append(f"let go of {shard}")

    async def close(self) -> None:
        self.happened.append("reading closed")

    async def drain(self, seconds: float) -> None:
        self.happened.append(f"drained for {seconds:g} s")


@dataclass(slots=True)
class FakePlatform:
    """Once it is told to stop, it takes some steps to store what it has just received."""

    name: str
    steps: int = 0
    failure: Exception | None = None
    shards: Shards = field(default_factory=Shards)

    async def publish(self, commands: Sequence[Command]) -> None:
        """Nobody asks for them here."""

    async def run(self, accept: Accept, shard: str = "") -> None:
        if self.failure is not None:
            raise self.failure
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(self.steps):
                await asyncio.sleep(0)
            await accept(GapOpened(f"what {self.name} heard last", self.name))


def bot(house: Any, *platforms: FakePlatform) -> Bot:
    named: Any = {each.name: each for each in platforms}
    return Bot(named, house, house, Commands([]), FakeClock(), Alone(), ticker=house, drain_seconds=5)


async def test_what_was_heard_last_is_stored_on_every_platform_before_anything_is_closed() -> None:
    house = FakeHouse()
    running = asyncio.create_task(bot(house, FakePlatform("discord"), FakePlatform("slack", steps=50)).run())
    await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert sorted(house.happened[:3]) == [
        "stored what discord heard last",
        "stored what slack heard last",
        "timetable closed",
    ]
    assert house.happened[3:] == ["reading closed", "drained for 5 s"]


async def test_platform_that_gives_up_leaves_the_others_running() -> None:
    house = FakeHouse()
    refused = FakePlatform("slack", failure=NotAllowed("no token"))
    running = asyncio.create_task(bot(house, refused, FakePlatform("discord")).run())
    await asyncio.sleep(0.01)

    assert not running.done()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_bot_without_a_platform_left_ends_and_says_how_many_gave_up() -> None:
    house = FakeHouse()
    refused = [FakePlatform(name, failure=NotAllowed("no token")) for name in ("slack", "discord")]

    assert await bot(house, *refused).run() == 2
    assert house.happened == ["timetable closed", "reading closed", "drained for 5 s"]


async def test_defect_of_one_platform_ends_the_bot_in_order() -> None:
    house = FakeHouse()
    broken = FakePlatform("slack", failure=ValueError("a defect"))

    with pytest.raises(ValueError, match="a defect"):
        await bot(house, broken, FakePlatform("discord")).run()
    assert sorted(house.happened[:2]) == ["stored what discord heard last", "timetable closed"]
    assert house.happened[2:] == ["reading closed", "drained for 5 s"]
