"""Writing a stream to the socket: at its pace, and with the faults that only a stream can have.

========== ==========================================================================================================
fault      after `with_["tokens"]` tokens (0) of the answer ...
========== ==========================================================================================================
cut        the connection is closed
silent     nothing more is written, and the connection stays open until the sandbox closes
error_event the stream ends with finish_reason "error"
garbage    one line of malformed JSON is written, and the stream goes on
no_done    the stream ends without `[DONE]`: after its finish_reason, or with `with_["finish"]` false, without even that
========== ==========================================================================================================
"""

import asyncio
import logging
from collections.abc import Callable, Iterator

from aiohttp import web

from deploy.sandbox.faults import Fault
from deploy.sandbox.http import abort
from deploy.sandbox.mistral.events import Event
from deploy.sandbox.mistral.frames import DONE, GARBAGE
from deploy.sandbox.mistral.gate import Arrival
from deploy.sandbox.mistral.pace import Turn
from deploy.sandbox.mistral.state import State

logger = logging.getLogger(__name__)
KINDS = frozenset({"cut", "silent", "error_event", "no_done", "garbage"})
BREATH = 64  # events between two turns of the event loop, where nothing else makes the writer wait


class Stream:
    """One answer being written. `failed` makes the chunk that ends it with an error; `done` is what stands last."""

    def __init__(
        self, state: State, arrival: Arrival, turn: Turn, failed: Callable[[], bytes], *, done: bytes = DONE
    ) -> None:
        self._state = state
        self._arrival = arrival
        self._turn = turn
        self._failed = failed
        self._done = done
        self._fault: Fault | None = state.faults.take(arrival.call.service, arrival.call.name, KINDS)
        self._response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})

    async def write(self, events: Iterator[Event]) -> web.StreamResponse:
        """Write all events; the headers go out with the first token."""
        await self._pace()
        try:
            await self._response.prepare(self._arrival.request)
            self._arrival.call.status = self._response.status
            if await self._write_all(events):
                await self._response.write_eof()
        except ConnectionResetError as error:
            logger.debug("The client left its stream after %s tokens: %s", self._turn.tokens, error)
            self._arrival.call.error = "the client left"
        return self._response

    async def _write_all(self, events: Iterator[Event]) -> bool:
        """Whether the stream came to an end that can be closed properly."""
        for number, event in enumerate(events):
            if number and self._due():
                ended = await self._suffer()
                if ended is not None:
                    return ended
            await self._write_one(event, number)
        if self._fault is None or self._fault.kind != "no_done":
            await self._response.write(self._done)
        return True

    async def _write_one(self, event: Event, number: int) -> None:
        if event.tokens:
            await self._pace()
        if self._state.pace.tokens_per_second == 0 and number % BREATH == BREATH - 1:
            await asyncio.sleep(0)
        await self._response.write(event.data)
        if event.tokens:
            self._turn.wrote(self._state.clock.monotonic(), event.tokens)

    async def _pace(self) -> None:
        await self._state.pace.wait(self._state.clock, self._turn.arrived, self._turn.tokens)

    def _due(self) -> bool:
        return self._fault is not None and self._turn.tokens >= int(self._fault.with_.get("tokens", 0))

    async def _suffer(self) -> bool | None:
        """Play the fault: `None` to go on, otherwise what `_write_all` shall say."""
        match self._fault:
            case Fault(kind="silent"):
                await self._state.closing.wait()
                abort(self._arrival.request)
                return False
            case Fault(kind="cut"):
                abort(self._arrival.request)
                return False
            case Fault(kind="error_event"):
                await self._response.write(self._failed() + self._done)
                return True
            case Fault(kind="no_done", with_={"finish": False}):
                return True
            case Fault(kind="garbage"):
                self._fault = None
                await self._response.write(GARBAGE)
        return None
