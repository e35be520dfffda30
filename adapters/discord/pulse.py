"""Whether the gateway is connected, and since when."""

from bot.core.ports import Clock


class Pulse:
    """One client's life at a time; all times in seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lost_at: float | None = clock.monotonic()
        self._connected_at: float | None = None

    def begin(self) -> None:
        """A new client tries to connect."""
        self._lost_at, self._connected_at = self._clock.monotonic(), None

    def connected(self) -> None:
        self._lost_at = None
        self._connected_at = self._connected_at or self._clock.monotonic()

    def lost(self) -> None:
        self._lost_at = self._lost_at or self._clock.monotonic()

    def silence(self) -> float:
        """How long there has been no connection."""
        return 0.0 if self._lost_at is None else self._clock.monotonic() - self._lost_at

    def lasted(self) -> float:
        """How long ago this client was first connected; 0 if it never was."""
        return 0.0 if self._connected_at is None else self._clock.monotonic() - self._connected_at
