"""A clock that runs faster than the world's, and that a test can turn."""

import asyncio
import time
from contextlib import suppress


class FakeHurriedClock:
    """`speed` of its seconds pass in one real second: a wait of a minute is over in one, at sixty."""

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed
        self._origin = time.monotonic()
        self._began = time.time()
        self._ahead = 0.0  # seconds that `advance` has added
        self._astray = 0.0  # seconds by which the wall clock was set
        self._turned = asyncio.Event()

    def time(self) -> float:
        return self._began + self.monotonic() - self._origin + self._astray

    def monotonic(self) -> float:
        return self._origin + (time.monotonic() - self._origin) * self._speed + self._ahead

    async def sleep(self, seconds: float) -> None:
        due = self.monotonic() + seconds
        await asyncio.sleep(0)
        while (left := due - self.monotonic()) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(left / self._speed):
                    await self._turned.wait()

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass at once."""
        self._ahead += seconds
        self._turned.set()
        self._turned = asyncio.Event()

    def set_wall(self, seconds: float) -> None:
        """Set the wall clock forward, or back, as an administrator or a time server does; no time has passed."""
        self._astray += seconds
