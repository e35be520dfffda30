"""One request and its answer, within the rate limits; whatever goes wrong comes out as an error of ours."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bot.core.ports import Clock
from bot.mistral.config import MistralConfig
from bot.mistral.failures import failure, unreachable
from bot.mistral.file_body import FileBody
from bot.mistral.limits import RateLimits

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Form:
    """A form with a file, read from the disk while it is sent. `name` is how the service is told that it is called."""

    path: Path
    name: str
    media_type: str
    fields: Mapping[str, str] = field(default_factory=dict)


class Exchange:
    """Each call returns a success whose body is still to be read, and which the caller closes; or raises `ModelFailed`.

    What is sent waits until what is left of the model's minute covers it.
    """

    def __init__(self, http: httpx.AsyncClient, config: MistralConfig, clock: Clock) -> None:
        self._http = http
        self._config = config
        self._clock = clock
        self._limits = RateLimits(clock, config.budget)

    async def post(
        self, path: str, body: bytes | FileBody, *, stream: bool, model: str, tokens: int = 0, method: str = "POST"
    ) -> httpx.Response:
        """Send JSON; `method` may be that of a change to what is there already."""
        seconds = self._config.silence_seconds if stream else self._config.whole_seconds
        headers = self._config.headers(b"text/event-stream" if stream else b"application/json")
        headers[b"Content-Type"] = b"application/json"
        if isinstance(body, FileBody):
            headers[b"Content-Length"] = str(body.length).encode()
        request = self._http.build_request(
            method,
            self._config.url(path),
            content=body.pieces() if isinstance(body, FileBody) else body,
            headers=headers,
            timeout=self._config.timeout(seconds),
        )
        return await self._send(request, model=model, tokens=tokens)

    async def upload(self, path: str, form: Form, *, model: str) -> httpx.Response:
        file = await asyncio.to_thread(form.path.open, "rb")
        try:
            request = self._http.build_request(
                "POST",
                self._config.url(path),
                data=form.fields,
                files={"file": (form.name, file, form.media_type)},
                headers=self._config.headers(b"application/json"),
                timeout=self._config.timeout(self._config.whole_seconds),
            )
            return await self._send(request, model=model, tokens=0)
        finally:
            file.close()

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> httpx.Response:
        headers = self._config.headers(b"application/json")
        request = self._http.build_request("GET", self._config.url(path), params=query, headers=headers)
        return await self._send(request, model="", tokens=0)

    async def delete(self, path: str) -> httpx.Response:
        headers = self._config.headers(b"application/json")
        request = self._http.build_request("DELETE", self._config.url(path), headers=headers)
        return await self._send(request, model="", tokens=0)

    async def _send(self, request: httpx.Request, *, model: str, tokens: int) -> httpx.Response:
        reservation = await self._limits.reserve(model, tokens)
        heard: Mapping[str, str] = {}
        try:
            response = await self._http.send(request, stream=True)
            heard = response.headers
        except httpx.TransportError as error:
            raise unreachable(error) from error
        finally:
            self._limits.settle(reservation, heard)
        if response.is_success:
            return response
        body = await _body_of(response)
        raise failure(response.status_code, response.headers, body, model=model, now=self._clock.time())


async def _body_of(response: httpx.Response) -> bytes:
    """The body of a refusal; empty if it cannot be read, for the status alone says enough."""
    try:
        return await response.aread()
    except (httpx.TransportError, httpx.DecodingError) as error:
        log.info("The body of a refusal (%s) could not be read: %s", response.status_code, error)
        return b""
    finally:
        await response.aclose()
