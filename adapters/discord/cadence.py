"""How often an answer that grows may be shown, so that its last edit never has to wait for the ones before.

Discord allows about five posts or edits in five seconds per channel, and fifty calls a second per bot; discord.py obeys
the first by making the fifth wait, so the fifth is kept for those that finish.
"""

from collections import deque
from typing import Final
from weakref import WeakSet, WeakValueDictionary

from bot.core.ports import Clock

WRITES, WINDOW = 5, 5.0  # per channel; seconds
KEPT: Final = 1  # of them, for an answer that finishes
KEPT_OF_NOTES: Final = 2  # and for those that grow
PAUSES: Final = (1.2, 2.0, 3.0, 3.8)  # seconds after the first, second, ... show; longer answers are read, not watched
SHARED: Final = 1.2  # seconds for each stream of a channel
OVERALL: Final = 0.025  # seconds for each stream of the bot: forty calls a second, which leaves ten for the rest


class Cadence:
    """`stream` begins nothing yet: a stream counts from its first write until it ends or is let go of."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._channels: WeakValueDictionary[str, Lane] = WeakValueDictionary()
        self._active: WeakSet[Stream] = WeakSet()

    def stream(self, channel: str) -> "Stream":
        lane = self._channels.get(channel)
        if lane is None:
            self._channels[channel] = lane = Lane()
        return Stream(self._clock, lane, self._active)


class Lane:
    """What the streams of one channel share."""

    def __init__(self) -> None:
        self.active: WeakSet[Stream] = WeakSet()
        self._writes: deque[float] = deque(maxlen=WRITES)

    def note(self, now: float) -> None:
        self._writes.append(now)

    def free(self, now: float) -> int:
        """How many more writes the window bears."""
        return WRITES - sum(1 for each in self._writes if each > now - WINDOW)


class Stream:
    """One answer's share."""

    def __init__(self, clock: Clock, lane: Lane, overall: "WeakSet[Stream]") -> None:
        self._clock = clock
        self._lane = lane
        self._overall = overall
        self._shows = 0

    def may_show(self) -> bool:
        return self._shows == 0 or self._lane.free(self._clock.monotonic()) > KEPT

    def may_note(self) -> bool:
        """Whether there is room for a line that is not the answer's."""
        return self._lane.free(self._clock.monotonic()) > KEPT_OF_NOTES

    def shown(self) -> None:
        self._shows += 1

    def wrote(self) -> None:
        """Some of the answer was posted or edited."""
        self._lane.active.add(self)
        self._overall.add(self)
        self._lane.note(self._clock.monotonic())

    def noted(self) -> None:
        """Something was posted or edited that is not the answer's text: nobody waits for what follows it."""
        self._lane.note(self._clock.monotonic())

    def pause(self) -> float:
        """Seconds until the next show."""
        own = PAUSES[min(max(self._shows, 1), len(PAUSES)) - 1]
        return max(own, len(self._lane.active) * SHARED, len(self._overall) * OVERALL)

    def end(self) -> None:
        self._lane.active.discard(self)
        self._overall.discard(self)
