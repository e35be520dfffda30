"""Who listens to what: platforms that tell every connection everything, divided among the processes that receive."""

import asyncio
from collections.abc import Sequence

from bot.core.division import Division, LetGo
from bot.core.leases import LeaseGroups
from bot.core.platform_ports import Accept, Platform
from bot.core.ports import Clock


class Listening:
    """`exclusive` are the names of such platforms, see `Division`; to the others every process listens."""

    def __init__(self, leases: LeaseGroups, clock: Clock, exclusive: frozenset[str], let_go: LetGo) -> None:
        self._divisions = {name: Division(name, leases, clock, let_go) for name in exclusive}

    async def run(self, platform: Platform, accept: Accept) -> None:
        """Receive what is this process's until cancelled, or until the platform's input ends; raises what it raises."""
        if (division := self._divisions.get(platform.name)) is None:
            await platform.run(accept)
        else:
            await division.run(platform, accept)

    async def received(self, platform: Platform) -> None:
        """Return once all of this process's shards are received, and others receive the rest in its place."""
        if (division := self._divisions.get(platform.name)) is None:
            await platform.ready()
            return
        while True:
            changed, mine = await division.settled()
            either = [asyncio.ensure_future(changed.wait()), asyncio.ensure_future(_all(platform, mine))]
            try:
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
                if either[1].done():
                    return
            finally:
                for each in either:
                    each.cancel()

    def held(self, platform: Platform) -> list[str]:
        """What this process listens to of a platform, for example `discord shard 0 of 2`."""
        division = self._divisions.get(platform.name)
        return [platform.name] if division is None else sorted(str(shard) for shard in division.mine)


async def _all(platform: Platform, shards: Sequence[str]) -> None:
    await asyncio.gather(*(platform.ready(shard) for shard in shards))
