"""What every request passes on its way in and out: the log of calls, planned faults, the key, refusals, headers.

Kinds of fault besides the generic ones: `html` answers a page of HTML with `with_["status"]` (502); `shape` puts the
refusal of this request, or an example where there is none, into the body shape `with_["shape"]` (see `refusals`),
with `status`, `message`, `type` and `code` from `with_` for the example.
"""

import asyncio
import json
import logging
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from deploy.sandbox.faults import Fault
from deploy.sandbox.http import Handler, json_bytes, suffer
from deploy.sandbox.log import Call
from deploy.sandbox.mistral.form import Form, read_form
from deploy.sandbox.mistral.refusals import Refusal, body_of, example, misfit
from deploy.sandbox.mistral.state import SERVICE, State

logger = logging.getLogger(__name__)
KINDS = frozenset({"html", "shape"})
ASIDE = 1_000_000  # bytes of a body
PAGE = "<html>\r\n<head><title>{0} Bad Gateway</title></head>\r\n<body><h1>{0}</h1><p>cloudflare</p></body>\r\n</html>"


@dataclass(slots=True)
class Arrival:
    """One request on its way through. `headers` go out with whatever is answered."""

    request: web.Request
    call: Call
    body: Any
    id: str
    form: Form | None = None
    fault: Fault | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def accepted(self) -> None:
        """To be called by each part once it finds nothing to refuse, and before it answers."""
        if self.fault is not None:
            raise example(self.shape(), self.fault.with_)

    def shape(self) -> str:
        return "" if self.fault is None else str(self.fault.with_.get("shape", "object"))


Answer = Callable[[Arrival], Awaitable[web.StreamResponse]]
ARRIVAL = web.RequestKey("arrival", Arrival)


class Gate:
    def __init__(self, state: State, key: str) -> None:
        self._state = state
        self._key = key

    def guard(self, name: str, answer: Answer, *, keyless: bool = False) -> Handler:
        """A handler for aiohttp that lets `answer` answer the calls of this name; `keyless` asks for no key."""

        async def handle(request: web.Request) -> web.StreamResponse:
            arrival = await self._arrive(name, request)

            async def judged(_: web.Request) -> web.StreamResponse:
                return await self._judged(name, arrival, answer, keyless=keyless)

            response = await suffer(self._state.faults, self._state.clock, SERVICE, name, request, judged)
            arrival.call.status = response.status
            self._state.log.notify()
            return response

        return handle

    async def sign(self, request: web.Request, response: web.StreamResponse) -> None:
        """Put the request id and the rate limits on an answer; a signal of aiohttp, so none goes without."""
        arrival = request.get(ARRIVAL)
        identity = arrival.id if arrival else self._identity()
        response.headers["mistral-correlation-id"] = identity
        response.headers["x-kong-request-id"] = identity
        if arrival:
            response.headers.update(arrival.headers)

    async def _arrive(self, name: str, request: web.Request) -> Arrival:
        form = await _form(request)
        raw = b"" if form else await request.read()
        body = await _parsed_aside(raw) if raw else None
        call = self._state.log.record(SERVICE, name, self._recorded(request, form.recorded() if form else body))
        arrival = Arrival(request, call, body, self._identity(), form)
        request[ARRIVAL] = arrival
        return arrival

    @staticmethod
    def _recorded(request: web.Request, body: Any) -> Mapping[str, Any]:
        return body if isinstance(body, dict) else {**request.match_info, **request.query}

    async def _judged(self, name: str, arrival: Arrival, answer: Answer, *, keyless: bool) -> web.StreamResponse:
        fault = self._state.faults.take(SERVICE, name, KINDS)
        if fault is not None and fault.kind == "html":
            status = int(fault.with_.get("status", 502))
            return web.Response(status=status, text=PAGE.format(status), content_type="text/html")
        arrival.fault = fault
        try:
            if not keyless:
                self._open(arrival.request)
            return await answer(arrival)
        except Refusal as refusal:
            arrival.call.error = refusal.summary()
            arrival.headers.update(refusal.headers)
            body = json_bytes(body_of(refusal, arrival.shape() or refusal.shape, arrival.id))
            return web.Response(status=refusal.status, body=body, content_type="application/json")

    def _open(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bearer {self._key}":
            raise Refusal(401, "Unauthorized")

    def _identity(self) -> str:
        """A UUID of version 7: milliseconds of the clock, then random bits (RFC 9562)."""
        value = int.from_bytes(int(self._state.clock.time() * 1000).to_bytes(6, "big") + os.urandom(10), "big")
        value = value & ~(0xF << 76) & ~(0x3 << 62) | 7 << 76 | 2 << 62
        digits = f"{value:032x}"
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


async def _form(request: web.Request) -> Form | None:
    """The multipart form of a request; `None` for any other body, and for one that is broken."""
    if request.content_type != "multipart/form-data":
        return None
    try:
        return await read_form(request)
    except ValueError as error:
        logger.debug("A body is no multipart form: %s", error)
        return None


async def _parsed_aside(raw: bytes) -> Any:
    """A large body is parsed in a thread, so that the streams beside it go on."""
    return await asyncio.to_thread(parsed, raw) if len(raw) > ASIDE else parsed(raw)


def parsed(raw: bytes) -> Any:
    """The JSON of a body; `None` for what is not JSON, is nested without end or cannot be written in UTF-8 again."""
    try:
        body = json.loads(raw)
        if b"\\u" in raw:
            json_bytes(body)
    except (ValueError, RecursionError) as error:
        logger.debug("A body of %s bytes is not JSON: %s", len(raw), type(error).__name__)
        return None
    return body


def decoded(arrival: Arrival) -> Any:
    """The body of a POST; 422 when it is not JSON."""
    if arrival.body is None:
        raise misfit("json_invalid", (0,), "JSON decode error", {})
    return arrival.body


def ok(body: Any) -> web.Response:
    return web.Response(body=json_bytes(body), content_type="application/json")
