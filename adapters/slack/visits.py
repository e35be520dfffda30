"""Who has opened the app's page a moment ago: Slack tells of each look at it."""

from collections import OrderedDict
from typing import Final

from bot.core.ports import Clock

_FRESH: Final = 60.0  # seconds for which a page is good
_KEPT: Final = 5_000  # people


class Visits:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: OrderedDict[str, float] = OrderedDict()

    def is_repeated(self, user: str) -> bool:
        """Whether their page was made within the last minute; if not, it counts as made now."""
        now = self._clock.monotonic()
        if now - self._last.get(user, -_FRESH) < _FRESH:
            return True
        self._last[user] = now
        self._last.move_to_end(user)
        if len(self._last) > _KEPT:
            self._last.popitem(last=False)
        return False
