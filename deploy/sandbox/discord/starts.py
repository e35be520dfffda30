"""How often a bot may identify (Discord: "Session Start Limit Object", "Max Concurrency")."""

from deploy.sandbox.clock import Clock
from deploy.sandbox.discord.form import Json

EVERY = 5.0  # seconds between two identifies of one bucket, which are shards of the same remainder by max_concurrency
DAY = 86_400.0  # seconds
TOTAL = 1_000  # a day


class Starts:
    """Not `enforced`, every identify is taken, and there are always as many left."""

    def __init__(self, clock: Clock) -> None:
        self.enforced = False
        self.max_concurrency = 1
        self.recommended = 1  # shards, as GET /gateway/bot tells
        self.needs = 1  # fewer shards than so many have more guilds than one takes
        self._clock = clock
        self._remaining = TOTAL
        self._resets_at = clock.monotonic() + DAY
        self._last: dict[int, float] = {}  # identify of each bucket

    @property
    def left(self) -> int:
        """How many of the day are left."""
        if self._clock.monotonic() >= self._resets_at:
            self.leave(TOTAL, DAY)
        return self._remaining

    def leave(self, remaining: int, reset_after: float) -> None:
        """So many are left for so many seconds."""
        self._remaining, self._resets_at = remaining, self._clock.monotonic() + reset_after

    def take(self, shard: int) -> bool:
        """Count an identify; False if the last one of its bucket is too fresh."""
        if not self.enforced:
            return True
        self._remaining -= 1
        now, bucket = self._clock.monotonic(), shard % self.max_concurrency
        fresh = now - self._last.get(bucket, -EVERY) < EVERY
        if not fresh:
            self._last[bucket] = now
        return not fresh

    def limit(self) -> Json:
        return {
            "total": TOTAL,
            "remaining": self.left,
            "reset_after": int((self._resets_at - self._clock.monotonic()) * 1_000),
            "max_concurrency": self.max_concurrency,
        }
