"""What arrived at the sandbox: every call, in order, with the time at which it came and what it was answered."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from deploy.sandbox.clock import Clock

Found = TypeVar("Found")


@dataclass(slots=True)
class Call:
    """One call that arrived. `status` and `error` are filled in when it has been answered."""

    at: float  # Clock.monotonic() on arrival
    service: str  # "mistral", "slack", "discord"
    name: str  # a method or route: "chat.postMessage", "POST channels/messages", "POST /v1/chat/completions"
    body: Mapping[str, Any] = field(default_factory=dict)
    status: int = 0
    error: str = ""


class CallLog:
    """Appends calls and lets a test wait for what it expects instead of sleeping."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._calls: list[Call] = []
        self._changed: set[asyncio.Event] = set()

    def __iter__(self) -> Iterator[Call]:
        return iter(tuple(self._calls))

    def __len__(self) -> int:
        return len(self._calls)

    def record(self, service: str, name: str, body: Mapping[str, Any] | None = None) -> Call:
        call = Call(self._clock.monotonic(), service, name, body or {})
        self._calls.append(call)
        self.notify()
        return call

    def notify(self) -> None:
        """Say that something of the world has changed, so that those who wait look again."""
        for event in self._changed:
            event.set()

    def of(self, service: str, name: str = "") -> list[Call]:
        """The calls of one service, of one name if it is given."""
        return [call for call in self._calls if call.service == service and name in ("", call.name)]

    async def until(self, look: Callable[[], Found | None], *, timeout: float = 10.0) -> Found:
        """Wait until `look()` gives something true; it is asked again each time anything changes.

        Raises `TimeoutError` after `timeout` real seconds.
        """
        event = asyncio.Event()
        self._changed.add(event)
        try:
            async with asyncio.timeout(timeout):
                while not (found := look()):
                    event.clear()
                    await event.wait()
                return found
        finally:
            self._changed.discard(event)
