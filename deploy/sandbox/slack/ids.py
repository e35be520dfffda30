"""Ids and timestamps of one workspace; no two are alike."""

import itertools
import re

from deploy.sandbox.clock import Clock

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TS = re.compile(r"\d{10}\.\d{6}")


class Mint:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._count = itertools.count(36**7)
        self._last = 0

    def ts(self) -> str:
        """A message timestamp, later than every one made before: "1795000000.000001"."""
        self._last = max(self._last + 1, int(self._clock.time() * 1_000_000))
        return ts_of(self._last)

    def id(self, prefix: str) -> str:
        """An id in Slack's style: a prefix and capitals."""
        return prefix + "0" + _base36(next(self._count))


def ts_of(micros: int) -> str:
    return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"


def micros_of(ts: str) -> int:
    return int(ts.replace(".", ""))


def is_ts(value: str) -> bool:
    return _TS.fullmatch(value) is not None


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits
