"""Minutes as the service counts them: its limits are per whole minute of the clock."""

import math
from typing import Final

MINUTE: Final = 60.0
MARGIN: Final = 0.25  # seconds after the edge at which we believe that the service has turned the minute too


def minute_of(now: float) -> int:
    return math.floor(now / MINUTE)


def until_next(now: float) -> float:
    """Seconds until the next minute has begun, the margin included."""
    return (minute_of(now) + 1) * MINUTE + MARGIN - now
