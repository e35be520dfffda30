"""What is left of Slack's limits: who must get through books a slot, who need not takes one if it is free."""

from collections import deque
from dataclasses import dataclass, field

from adapters.slack.tiers import IN_CHANNEL, LIMITS, Limit
from bot.core.ports import Clock


@dataclass(slots=True)
class Slots:
    """The times of the latest calls under one limit, booked ones included, in ascending order."""

    limit: Limit
    times: deque[float] = field(default_factory=deque)
    closed_until: float = 0.0  # what the service itself has said

    def next(self, now: float) -> float:
        """The earliest time at which one more call is within the limit."""
        soon = max(now, self.closed_until)
        if len(self.times) < self.limit.count:
            return soon
        return max(soon, self.times[-self.limit.count] + self.limit.seconds)

    def book(self, at: float) -> None:
        self.times.append(max(at, self.times[-1]) if self.times else at)
        if len(self.times) > self.limit.count:
            self.times.popleft()

    def used(self, now: float) -> int:
        return sum(at > now - self.limit.seconds for at in self.times)


class Budget:
    """One for the workspace; `channel` counts only where a method is limited per channel."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._methods: dict[str, Slots] = {}
        self._channels: dict[str, Slots] = {}

    async def wait(self, method: str, channel: str = "") -> None:
        """Book the next free slot and wait for it; those who wait are served in the order in which they came."""
        slots = self._slots(method, channel)
        now = self._clock.monotonic()
        at = max((each.next(now) for each in slots), default=now)
        for each in slots:
            each.book(at)
        while (left := max([at, *(each.closed_until for each in slots)]) - self._clock.monotonic()) > 0:
            await self._clock.sleep(left)

    def take(self, method: str, channel: str = "", *, spare: int = 0) -> bool:
        """Take a slot if one is free now and at least `spare` more are left to others; True if it was taken."""
        slots = self._slots(method, channel)
        now = self._clock.monotonic()
        if any(each.next(now) > now for each in slots) or (slots and self.left(method) <= spare):
            return False
        for each in slots:
            each.book(now)
        return True

    def delay(self, method: str, channel: str = "") -> float:
        """Seconds until one more call would be within the limits."""
        now = self._clock.monotonic()
        return max((each.next(now) - now for each in self._slots(method, channel)), default=0.0)

    def left(self, method: str) -> int:
        """Calls that are free now."""
        slots = self._slots(method, "")
        now = self._clock.monotonic()
        return min((each.limit.count - each.used(now) for each in slots), default=1_000_000)

    def used(self, method: str) -> int:
        """Calls of the last minute, booked ones included."""
        return sum(each.used(self._clock.monotonic()) for each in self._slots(method, ""))

    def close(self, method: str, channel: str, seconds: float) -> None:
        """The service has refused a call and says when it may be tried again."""
        slots = self._slots(method, channel)
        for each in slots[-1:]:  # the narrowest limit is the likeliest to have been reached
            each.closed_until = max(each.closed_until, self._clock.monotonic() + seconds)

    def _slots(self, method: str, channel: str) -> list[Slots]:
        found = []
        if method not in self._methods:
            self._methods[method] = Slots(LIMITS.get(method, Limit(1_000)))
        found.append(self._methods[method])
        if method == "chat.postMessage" and channel:
            found.append(self._channels.setdefault(channel, Slots(IN_CHANNEL)))
        return found
