"""Carries events, commands and clicks to the app, and again until they are acknowledged.

Slack: an acknowledgement must come within three seconds. An event without one is sent again at once, after a minute and
after five, with the number and the reason of the attempt, and is then lost; so is it if no socket was open. Commands
and interactions are sent once: a late acknowledgement is lost and the person sees a failure.
"""

import asyncio
import uuid
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from deploy.sandbox.clock import Clock

ACK_WITHIN = 3.0  # seconds
PAUSES = (0.0, 0.0, 60.0, 300.0)  # seconds before each attempt of an event

Kind = Literal["events_api", "slash_commands", "interactive"]
Outcome = Literal["waiting", "acked", "lost"]


@dataclass(slots=True, eq=False)
class Delivery:
    """One thing on its way. The envelope is new for each attempt, the payload is the same."""

    kind: Kind
    payload: Mapping[str, Any]
    acked: Callable[[Any], None] | None = None  # called with the payload of the acknowledgement
    attempt: int = 0
    reason: str = ""
    envelope: str = ""
    outcome: Outcome = "waiting"
    late: int = 0  # acknowledgements that came after their time
    response: Any = None
    watch: asyncio.Task[None] | None = field(default=None, repr=False)

    def name(self) -> str:
        return str(self.payload.get("event_id") or self.payload.get("trigger_id") or "")


class Route(Protocol):
    """A way to the app: its sockets, or its URL."""

    timeout_reason: str

    def offer(self, delivery: Delivery) -> None:
        """Bring it as soon as possible; the answer comes back through `Courier.acknowledge` or `Courier.failed`."""

    def withdraw(self, delivery: Delivery) -> None:
        """Its three seconds are over: what has not been sent yet need not be."""


class Courier:
    def __init__(self, clock: Clock, changed: Callable[[], None]) -> None:
        self._clock = clock
        self._changed = changed
        self._by_envelope: dict[str, Delivery] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.route: Route | None = None
        self.sent: deque[Delivery] = deque(maxlen=5000)

    def deliver(self, delivery: Delivery) -> Delivery:
        self.sent.append(delivery)
        self._attempt(delivery, "")
        self._watch(delivery, self._carry(delivery))
        return delivery

    def acknowledge(self, envelope: str, payload: Any = None) -> bool:
        """Take an acknowledgement; False if nobody waits for it any more."""
        delivery = self._by_envelope.get(envelope)
        if delivery is None:
            return False
        if delivery.envelope != envelope or delivery.outcome != "waiting":
            delivery.late += 1
            self._changed()
            return False
        delivery.outcome, delivery.response = "acked", payload
        self._settle(delivery)
        if delivery.acked is not None:
            delivery.acked(payload)
        self._changed()
        return True

    def failed(self, delivery: Delivery, reason: str, *, again: bool = True) -> None:
        """An attempt has come to nothing before its time."""
        if delivery.outcome != "waiting" or delivery.kind != "events_api":
            return
        if delivery.watch is not None:
            delivery.watch.cancel()
        if again:
            self._watch(delivery, self._retry(delivery, reason))
        else:
            self._lose(delivery)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _watch(self, delivery: Delivery, work: Coroutine[Any, Any, None]) -> None:
        delivery.watch = asyncio.create_task(work)
        self._tasks.add(delivery.watch)
        delivery.watch.add_done_callback(self._tasks.discard)

    async def _carry(self, delivery: Delivery) -> None:
        await self._clock.sleep(ACK_WITHIN)
        await self._retry(delivery, self.route.timeout_reason if self.route else "timeout")

    async def _retry(self, delivery: Delivery, reason: str) -> None:
        """The attempts that are left, from the one after the last."""
        while True:
            self._end_attempt(delivery)
            if delivery.kind != "events_api" or delivery.attempt + 1 >= len(PAUSES):
                self._lose(delivery)
                return
            delivery.attempt += 1
            self._changed()
            if pause := PAUSES[delivery.attempt]:
                await self._clock.sleep(pause)
            self._attempt(delivery, reason)
            await self._clock.sleep(ACK_WITHIN)
            reason = self.route.timeout_reason if self.route else "timeout"

    def _attempt(self, delivery: Delivery, reason: str) -> None:
        delivery.envelope, delivery.reason = str(uuid.uuid4()), reason
        self._by_envelope[delivery.envelope] = delivery
        if self.route is not None:
            self.route.offer(delivery)

    def _end_attempt(self, delivery: Delivery) -> None:
        delivery.envelope = ""
        if self.route is not None:
            self.route.withdraw(delivery)

    def _lose(self, delivery: Delivery) -> None:
        delivery.outcome, delivery.envelope = "lost", ""
        self._changed()

    def _settle(self, delivery: Delivery) -> None:
        del self._by_envelope[delivery.envelope]
        if delivery.watch is not None:
            delivery.watch.cancel()
            delivery.watch = None
