"""One platform's shards, divided among the processes that receive."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from bot.core.errors import StoreFailed
from bot.core.leases import LeaseGroups, Membership
from bot.core.platform_ports import Accept, Platform
from bot.core.ports import Clock
from bot.core.shards import Shard, fair_share

log = logging.getLogger(__name__)
LOOK: Final = 1.0  # seconds between two looks at who else is there
AGAIN: Final = 2.0  # seconds until the database is asked again
PATIENT: Final = 10  # looks after which a share that others do not give up is no longer waited for
BACK: Final = 5  # looks for which who was cut off takes no more than it had: the others may be on their way back too
LetGo = Callable[[Shard], Awaitable[None]]


class Division:
    """Each shard is listened to by one process at a time, and each process takes its fair share of them.

    One that has none stands by. When a process dies, the others take over what it had; when one comes, they give up
    what is its share. `let_go` is told of each shard that is given up here, before another takes it. While nobody can
    say who has what, everybody keeps what they have: nobody can take it over.
    """

    def __init__(self, name: str, leases: LeaseGroups, clock: Clock, let_go: LetGo) -> None:
        self.mine: dict[Shard, asyncio.Task[None]] = {}
        self._name = name
        self._leases = leases
        self._clock = clock
        self._let_go = let_go
        self._settled = asyncio.Event()
        self._changed = asyncio.Event()  # replaced with each change
        self._looks = 0

    async def run(self, platform: Platform, accept: Accept) -> None:
        """Until cancelled, or until the input of a shard ends; raises what a shard's `Platform.run` raises."""
        try:
            while not self._is_over:
                try:
                    async with self._leases.join(f"receiving {self._name}") as membership:
                        await self._divide(platform, accept, membership)
                except StoreFailed as error:
                    log.warning("Who else listens to %s cannot be told, asking again: %s", self._name, error)
                    await self._pause(AGAIN)
        finally:
            await self._end(self.mine)
            self.mine.clear()

    async def settled(self) -> tuple[asyncio.Event, list[str]]:
        """Once this process has its share: what is set when it gets another one, and the names of its shards."""
        await self._settled.wait()
        return self._changed, [shard.name for shard in self.mine]

    @property
    def _is_over(self) -> bool:
        return any(task.done() for task in self.mine.values())

    async def _divide(self, platform: Platform, accept: Accept, membership: Membership) -> None:
        shards = [Shard(self._name, name) for name in platform.shards.names]
        cut_off, came = self._looks > 0, self._looks
        while not self._is_over:
            standing = await membership.look()
            share, before = fair_share(len(shards), standing), list(self.mine)
            await self._give_up([shard for shard in self.mine if not await membership.take(_lease(shard))])
            surplus = list(self.mine)[share:]
            await self._give_up(surplus)
            for shard in surplus:
                await membership.release(_lease(shard))
            for shard in shards if not cut_off or self._looks - came >= BACK else ():
                if len(self.mine) < share and shard not in self.mine and await membership.take(_lease(shard)):
                    self.mine[shard] = asyncio.create_task(platform.run(accept, shard.name))
            self._tell(before, share, standing.members)
            await self._pause(LOOK)

    def _tell(self, before: list[Shard], share: int, members: int) -> None:
        self._looks += 1
        if len(self.mine) >= share or self._looks >= PATIENT:
            self._settled.set()
        if self._looks == 1 or list(self.mine) != before:
            changed, self._changed = self._changed, asyncio.Event()
            changed.set()
            mine = ", ".join(sorted(map(str, self.mine)))
            log.info("Listening to %s; receivers: %s", mine or f"nothing of {self._name}, standing by", members)

    async def _give_up(self, shards: Iterable[Shard]) -> None:
        given = {shard: self.mine[shard] for shard in shards}
        await self._end(given)
        for shard, task in given.items():
            del self.mine[shard]
            if not task.cancelled():
                task.result()
            await self._let_go(shard)

    @staticmethod
    async def _end(tasks: dict[Shard, asyncio.Task[None]]) -> None:
        for task in tasks.values():
            task.cancel()
        if tasks:
            await asyncio.wait(tasks.values())

    async def _pause(self, seconds: float) -> None:
        """Raises what a shard has died of meanwhile."""
        timer = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait({timer, *self.mine.values()}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
        for task in self.mine.values():
            if task.done():
                task.result()


def _lease(shard: Shard) -> str:
    return f"listening to {shard}"
