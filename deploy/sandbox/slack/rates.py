"""The rate tiers. Slack: apis/web-api/rate-limits.

Tiers are calls per minute and method, counted over the last sixty seconds. chat.postMessage is special: about one a
second in each channel with a short burst, and a cap over the whole workspace. A refused call does not count.
"""

import math
from collections import defaultdict, deque

from deploy.sandbox.clock import Clock

TIER_1, TIER_2, TIER_3, TIER_4 = 1, 20, 50, 100
SPECIAL = 300  # "several hundred" a minute
WINDOW = 60.0  # seconds
BURST = 5  # messages to one channel at once, then one a second


class Rates:
    """Off until `enforced` is set: most tests are about something else."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.enforced = False
        self._calls: defaultdict[str, deque[float]] = defaultdict(deque)
        self._buckets: dict[str, tuple[float, float]] = {}  # by channel: tokens left, at which time

    def wait(self, method: str, per_minute: int, channel: str = "") -> int:
        """0 if the call may pass, and then it is counted; else the whole seconds after which it may be tried again."""
        if not self.enforced:
            return 0
        now = self._clock.monotonic()
        calls = self._calls[method]
        while calls and calls[0] <= now - WINDOW:
            calls.popleft()
        if len(calls) >= per_minute:
            return max(1, math.ceil(calls[0] + WINDOW - now))
        if channel and not self._draw(channel, now):
            return 1
        calls.append(now)
        return 0

    def clear(self) -> None:
        self._calls.clear()
        self._buckets.clear()

    def _draw(self, channel: str, now: float) -> bool:
        left, since = self._buckets.get(channel, (float(BURST), now))
        left = min(float(BURST), left + now - since)
        drawn = left >= 1
        self._buckets[channel] = (left - 1 if drawn else left, now)
        return drawn
