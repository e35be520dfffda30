"""What is left of Slack's limits.

The published numbers are what Slack allows at least; short bursts above them pass. A call that must get through is
therefore made at once, until Slack has refused one of its kind; for ten minutes from then on each books its slot. A
call that need not get through keeps to the numbers always, and leaves room to those that must.
"""

import asyncio
from bisect import bisect_right, insort
from dataclasses import dataclass, field
from typing import Final

from adapters.slack.tiers import IN_CHANNEL, LIMITS, Limit
from bot.core.ports import Clock

_STRICT: Final = 600.0  # seconds


@dataclass(slots=True)
class Slots:
    """The times of the latest calls under one limit, booked ones included, in ascending order."""

    limit: Limit
    times: list[float] = field(default_factory=list)
    closed_until: float = 0.0  # what the service itself has said
    strict_until: float = 0.0

    def next(self, now: float) -> float:
        """The earliest time at which one more call is within the limit."""
        soon = max(now, self.closed_until)
        if len(self.times) < self.limit.count:
            return soon
        return max(soon, self.times[-self.limit.count] + self.limit.seconds)

    def book(self, at: float, now: float) -> None:
        del self.times[: bisect_right(self.times, now - self.limit.seconds)]
        insort(self.times, at)

    def leave(self, booked: float) -> None:
        """No call is made in that slot."""
        if booked in self.times:
            self.times.remove(booked)

    def refuse(self, booked: float, now: float, seconds: float) -> None:
        """A call was refused: it does not count, and for some time the numbers are kept to."""
        self.leave(booked)
        self.closed_until = max(self.closed_until, now + seconds)
        self.strict_until = now + _STRICT

    def used(self, now: float) -> int:
        return len(self.times) - bisect_right(self.times, now - self.limit.seconds)


class Budget:
    """One for the workspace; `channel` counts only where a method is limited per channel."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._methods: dict[str, Slots] = {}
        self._channels: dict[str, Slots] = {}

    async def wait(self, method: str, channel: str = "") -> float:
        """Wait until a call that must get through may be made; who waits is served in the order of coming.

        Returns the time for which it is booked, by which it is named if it is refused. Who gives up leaves its slot.
        """
        slots = self._slots(method, channel)
        now = self._clock.monotonic()
        at = max((each.next(now) for each in slots if each.strict_until > now), default=now)
        for each in slots:
            each.book(at, now)
        try:
            while (left := max([at, *(each.closed_until for each in slots)]) - self._clock.monotonic()) > 0:
                await self._clock.sleep(left)
        except asyncio.CancelledError:
            for each in slots:
                each.leave(at)
            raise
        return at

    def take(self, method: str, channel: str = "", *, spare: int = 0) -> float | None:
        """Take a slot if one is free now and at least `spare` more are left to others; None if it is not."""
        slots = self._slots(method, channel)
        now = self._clock.monotonic()
        if any(each.next(now) > now for each in slots) or (slots and self.left(method) <= spare):
            return None
        for each in slots:
            each.book(now, now)
        return now

    def delay(self, method: str, channel: str = "") -> float:
        """Seconds for which a call that must get through would wait."""
        now = self._clock.monotonic()
        return max(
            (each.next(now) - now for each in self._slots(method, channel) if each.strict_until > now), default=0.0
        )

    def left(self, method: str) -> int:
        """Calls that are free now."""
        slots = self._slots(method, "")
        now = self._clock.monotonic()
        return min((each.limit.count - each.used(now) for each in slots), default=1_000_000)

    def used(self, method: str) -> int:
        """Calls of the last minute, booked ones included."""
        return sum(each.used(self._clock.monotonic()) for each in self._slots(method, ""))

    def close(self, method: str, channel: str, seconds: float, booked: float = 0.0) -> None:
        """The service has refused the call that was `booked`, and says in how many seconds to try again."""
        *wider, narrowest = self._slots(method, channel)  # the narrowest limit is the likeliest to have been reached
        now = self._clock.monotonic()
        narrowest.refuse(booked, now, seconds)
        for each in wider:
            each.leave(booked)

    def _slots(self, method: str, channel: str) -> list[Slots]:
        found = []
        if method not in self._methods:
            self._methods[method] = Slots(LIMITS.get(method, Limit(1_000)))
        found.append(self._methods[method])
        if method == "chat.postMessage" and channel:
            found.append(self._channels.setdefault(channel, Slots(IN_CHANNEL)))
        return found
