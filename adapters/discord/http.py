"""discord.py's HTTP client, which says at once what Discord answered.

As it comes, the call that uses up a bucket does not return until the bucket is full again, five seconds later, although
Discord has long done what was asked: an answer's last edit would wait for the return of its first post.
"""

import asyncio
from types import TracebackType

from discord.http import HTTPClient, Ratelimit


class PromptHTTP(HTTPClient):
    def __init__(self) -> None:
        super().__init__(asyncio.get_running_loop())
        self._refills: set[asyncio.Task[None]] = set()

    def get_ratelimit(self, key: str) -> Ratelimit:
        if key not in self._buckets:
            self._buckets[key] = PromptRatelimit(self._refills)
            self._try_clear_expired_ratelimits()
        return self._buckets[key]

    async def close(self) -> None:
        for refill in tuple(self._refills):
            refill.cancel()
        await super().close()


class PromptRatelimit(Ratelimit):
    """Waits for the refill beside the call; further calls wait as they always did."""

    __slots__ = ("_refills",)

    def __init__(self, refills: set[asyncio.Task[None]]) -> None:
        super().__init__(None)
        self._refills = refills

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.outgoing -= 1
        left = self.remaining - self.outgoing
        if self._sleeping.locked():
            return
        if left <= 0:
            refill = asyncio.create_task(self._refresh())
            self._refills.add(refill)
            refill.add_done_callback(self._refills.discard)
        elif self._pending_requests:
            self._wake(left)
