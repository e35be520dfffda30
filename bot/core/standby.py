"""Platforms that tell every connection everything: one process listens, and the others stand by to take its place."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from bot.core.leases import Leases

_AFTER: Final = 1.0  # seconds of waiting after which a process counts as standing by


class Standby:
    """`exclusive` are the names of such platforms; to the others everybody may listen."""

    def __init__(self, leases: Leases, exclusive: frozenset[str]) -> None:
        self._leases = leases
        self._exclusive = exclusive
        self._standing: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)

    @asynccontextmanager
    async def turn(self, platform: str) -> AsyncIterator[None]:
        """Entered once this process may listen. Raises `StoreFailed` where nobody can say who listens."""
        if platform not in self._exclusive:
            yield
            return
        standing = self._standing[platform]
        waiting = asyncio.get_running_loop().call_later(_AFTER, standing.set)
        try:
            async with self._leases.hold(f"listening to {platform}"):
                waiting.cancel()
                standing.clear()
                yield
        finally:
            waiting.cancel()

    async def stands_by(self, platform: str) -> None:
        """Return once another process listens in its place."""
        await self._standing[platform].wait()
