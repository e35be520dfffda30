"""Ids whose order is time: milliseconds since 2015 in the upper 42 bits (Discord: API reference, "Snowflakes")."""

from datetime import UTC, datetime

from deploy.sandbox.clock import Clock

EPOCH = 1_420_070_400.0


def at(seconds: float) -> int:
    """The first id of that moment, given in seconds since the Unix epoch."""
    return max(0, round((seconds - EPOCH) * 1000)) << 22


def taken(snowflake: int) -> float:
    """When the id was made, in seconds since the Unix epoch."""
    return (snowflake >> 22) / 1000 + EPOCH


def iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")


class Snowflakes:
    """Hands out ids that only rise, even while the clock stands still."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> int:
        self._last = max(self._last + 1, at(self._clock.time()))
        return self._last
