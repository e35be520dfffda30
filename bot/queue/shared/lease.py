"""The lease of a worker: it may act while its heartbeats arrive, and others take up its turns once they are missed."""

import logging
import os
from collections.abc import Callable
from typing import Final

from bot.core.errors import Superseded
from bot.core.ports import Clock

log = logging.getLogger(__name__)

BEAT: Final = 1.0  # seconds between heartbeats
LET_GO: Final = 3.5  # seconds without one after which this process does nothing any more
DEAD: Final = 5.0  # seconds without one after which others take up its turns
TICK: Final = 0.5  # seconds between two proofs that the event loop runs
FROZEN: Final = 4.0  # seconds without one after which this process was not running
STATUS: Final = 75  # of the process that ends itself: it may be started again (sysexits.h: EX_TEMPFAIL)


class Lease:
    """`exit` ends the process at once, and whatever it was about to do with it.

    A process that was frozen finds its turns taken up by another: it may not even finish what it was doing, and ends.
    One that runs and cannot reach the database lets go of its turns before others may take them up, and lives on.
    """

    def __init__(self, clock: Clock, exit_: Callable[[int], None] = os._exit) -> None:
        self._clock = clock
        self._exit = exit_
        self._beat = self._tick = clock.monotonic()

    def begin(self) -> None:
        """It is held from now on."""
        self._beat = self._tick = self._clock.monotonic()

    def beaten(self, at: float) -> None:
        """A heartbeat that was sent at that time (`Clock.monotonic()`) has arrived."""
        self._beat = max(self._beat, at)

    def ticked(self) -> None:
        """The event loop runs. Ends the process if it has not for too long."""
        self._end_if_frozen()
        self._tick = self._clock.monotonic()

    @property
    def is_held(self) -> bool:
        return self._clock.monotonic() - self._beat < LET_GO

    def check(self) -> None:
        """To be called before anything that cannot be taken back. Raises `Superseded` if the lease is not held."""
        self._end_if_frozen()
        if not self.is_held:
            raise Superseded("the database has not been reached for a while, and another process may have the turn")

    def lost(self, why: str) -> None:
        """End the process: what it holds is another's."""
        log.critical("Lost the lease (%s): ending at once, so that nothing is done twice", why)
        self._exit(STATUS)

    def _end_if_frozen(self) -> None:
        if (gap := self._clock.monotonic() - self._tick) > FROZEN:
            self.lost(f"this process was not running for {gap:.1f} s")
