"""Shards among processes: each is listened to by one, whoever comes and goes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.core.errors import NotAllowed, StoreFailed
from bot.core.leases import Alone, LeaseGroups, Membership
from bot.core.listening import Listening
from bot.core.platform_ports import Accept
from bot.core.shards import Shard, Shards
from bot.core.values import Inbound
from tests.fakes import FakeClock, settle

NAMES = tuple(f"shard {number} of 4" for number in range(4))


async def ignored(event: Inbound) -> None:
    """Nothing is said here."""


@dataclass(slots=True)
class FakePlatform:
    """Keeps to which shards it listens, and those that were ever listened to by two at a time."""

    heard: set[str]
    twice: list[str]
    name: str = "discord"
    shards: Shards = field(default_factory=lambda: Shards(NAMES))
    mine: set[str] = field(default_factory=set)
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    refused: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, accept: Accept, shard: str = "") -> None:
        if shard in self.heard:
            self.twice.append(shard)
        self.heard.add(shard)
        self.mine.add(shard)
        try:
            await self.refused.wait()
            raise NotAllowed("the token is refused")
        finally:
            self.heard.discard(shard)
            self.mine.discard(shard)

    async def ready(self, shard: str = "") -> None:
        await self.connected.wait()


class FakeTrouble:
    """Leases that can be out of reach."""

    def __init__(self) -> None:
        self.leases = Alone()
        self.broken = False

    def hold(self, name: str) -> Any:
        return self.leases.hold(name)

    @asynccontextmanager
    async def join(self, group: str) -> AsyncIterator[Membership]:
        async with self.leases.join(group) as membership:
            yield FakeTroubled(self, membership)


@dataclass(slots=True)
class FakeTroubled:
    trouble: FakeTrouble
    membership: Membership

    async def look(self) -> Any:
        if self.trouble.broken:
            raise StoreFailed("PostgreSQL cannot be reached")
        return await self.membership.look()

    async def take(self, name: str) -> bool:
        return await self.membership.take(name)

    async def release(self, name: str) -> None:
        await self.membership.release(name)


class Fleet:
    """Processes that share leases and a clock."""

    def __init__(self, leases: LeaseGroups | None = None) -> None:
        self.clock = FakeClock()
        self.leases = leases or Alone()
        self.heard: set[str] = set()
        self.twice: list[str] = []
        self.let_go: list[str] = []
        self.tasks: dict[int, asyncio.Task[None]] = {}
        self.platforms: list[FakePlatform] = []
        self.listening: list[Listening] = []

    async def _let_go(self, shard: Shard) -> None:
        assert shard.name not in self.heard
        self.let_go.append(shard.name)

    async def begin(self, **platform: Any) -> FakePlatform:
        made = FakePlatform(self.heard, self.twice, **platform)
        listening = Listening(self.leases, self.clock, frozenset({"discord"}), self._let_go)
        self.tasks[len(self.platforms)] = asyncio.create_task(listening.run(made, ignored))  # type: ignore[arg-type]  # it has what is asked of it
        self.platforms.append(made)
        self.listening.append(listening)
        await self.look()
        return made

    async def end(self, number: int) -> None:
        task = self.tasks.pop(number)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await self.look()

    async def look(self, times: int = 3) -> None:
        """Let everybody look again."""
        for _ in range(times):
            await self.clock.advance(1.0)
            await settle()

    def shares(self) -> list[int]:
        return [len(each.mine) for each in self.platforms]

    def held(self, number: int) -> list[str]:
        return self.listening[number].held(self.platforms[number])  # type: ignore[arg-type]  # as above

    async def received(self, number: int) -> bool:
        """Whether that process would now be called ready."""
        waiting = asyncio.ensure_future(self.listening[number].received(self.platforms[number]))  # type: ignore[arg-type]  # as above
        await settle()
        done = waiting.done()
        waiting.cancel()
        return done


@asynccontextmanager
async def fleet_of(number: int, leases: LeaseGroups | None = None) -> AsyncIterator[Fleet]:
    fleet = Fleet(leases)
    for _ in range(number):
        await fleet.begin()
    try:
        yield fleet
        assert fleet.twice == []
    finally:
        for task in fleet.tasks.values():
            task.cancel()
        await asyncio.gather(*fleet.tasks.values(), return_exceptions=True)


@pytest.mark.parametrize(
    ("number", "shares"), [(1, [4]), (2, [2, 2]), (3, [2, 1, 1]), (4, [1] * 4), (6, [1, 1, 1, 1, 0, 0])]
)
async def test_any_number_of_receivers_covers_all_shards(number: int, shares: list[int]) -> None:
    async with fleet_of(number) as fleet:
        assert fleet.shares() == shares
        assert fleet.heard == set(NAMES)


async def test_what_one_had_who_has_gone_the_others_take_over() -> None:
    async with fleet_of(3) as fleet:
        kept = set(fleet.platforms[1].mine), set(fleet.platforms[2].mine)
        await fleet.end(0)
        assert fleet.shares() == [0, 2, 2]
        assert fleet.heard == set(NAMES)
        assert kept[0] < fleet.platforms[1].mine
        assert kept[1] < fleet.platforms[2].mine


async def test_who_comes_is_given_its_share_and_each_shard_is_let_go_of_first() -> None:
    async with fleet_of(1) as fleet:
        await fleet.begin()
        assert fleet.shares() == [2, 2]
        assert sorted(fleet.let_go) == sorted(fleet.platforms[1].mine)


async def test_who_stands_by_is_ready_and_takes_over() -> None:
    async with fleet_of(4) as fleet:
        await fleet.begin()
        assert await fleet.received(4)
        assert fleet.held(4) == []
        await fleet.end(2)
        assert fleet.shares() == [1, 1, 0, 1, 1]


async def test_who_has_a_share_is_ready_once_it_is_connected() -> None:
    async with fleet_of(1) as fleet:
        await fleet.begin()
        assert not await fleet.received(1)
        fleet.platforms[1].connected.set()
        assert await fleet.received(1)
        assert fleet.held(0) == ["discord shard 0 of 4", "discord shard 1 of 4"]


async def test_a_share_that_is_never_given_up_is_not_waited_for_for_ever() -> None:
    """As while receivers of an older version still run, which know nothing of shares."""
    leases = Alone()
    async with leases.join("others") as stranger:
        for name in NAMES:
            await stranger.take(f"listening to discord {name}")
        # Whoever is in another group is none of the members, and yet has what they would take.
        leases._groups["receiving discord"] = leases._groups["others"]
        async with fleet_of(1, leases) as fleet:
            assert not await fleet.received(0)
            await fleet.look(10)
            assert await fleet.received(0)
            assert fleet.shares() == [0]


async def test_while_nobody_can_say_who_has_what_everybody_keeps_it() -> None:
    trouble = FakeTrouble()
    async with fleet_of(2, trouble) as fleet:
        trouble.broken = True
        await fleet.look(10)
        assert fleet.shares() == [2, 2]
        trouble.broken = False
        await fleet.look()
        assert fleet.shares() == [2, 2]
        await fleet.end(0)
        await fleet.look(5)
        assert fleet.shares() == [0, 4]


async def test_what_another_has_taken_meanwhile_is_let_go_of() -> None:
    trouble = FakeTrouble()
    async with fleet_of(1, trouble) as fleet:
        trouble.broken = True
        await fleet.look()
        async with trouble.leases.join("receiving discord") as other:
            for name in NAMES[:2]:
                assert await other.take(f"listening to discord {name}")
            trouble.broken = False
            await fleet.look(5)
            assert fleet.heard == set(NAMES[2:])
            assert sorted(fleet.let_go) == list(NAMES[:2])


async def test_what_a_shard_dies_of_ends_all_of_them() -> None:
    async with fleet_of(1) as fleet:
        fleet.platforms[0].refused.set()
        with pytest.raises(NotAllowed):
            await fleet.tasks[0]
        assert fleet.heard == set()


async def test_to_other_platforms_everybody_listens() -> None:
    fleet = Fleet()
    first, second = await fleet.begin(name="slack"), await fleet.begin(name="slack")
    assert first.mine == second.mine == {""}
    for task in fleet.tasks.values():
        task.cancel()
    await asyncio.gather(*fleet.tasks.values(), return_exceptions=True)
