"""One request and its answer, within the rate limits; whatever goes wrong comes out as an error of ours."""

import logging
from collections.abc import Mapping

import httpx

from bot.core.ports import Clock
from bot.mistral.config import MistralConfig
from bot.mistral.failures import failure, unreachable
from bot.mistral.limits import RateLimits

log = logging.getLogger(__name__)


class Exchange:
    def __init__(self, http: httpx.AsyncClient, config: MistralConfig, clock: Clock) -> None:
        self._http = http
        self._config = config
        self._clock = clock
        self._limits = RateLimits(clock)

    async def post(self, path: str, body: bytes, *, stream: bool, model: str, tokens: int) -> httpx.Response:
        """Send `body` once what is left of the minute covers it. See `_send` for what comes back."""
        seconds = self._config.silence_seconds if stream else self._config.whole_seconds
        request = self._http.build_request(
            "POST",
            self._config.url(path),
            content=body,
            headers=self._config.headers(b"text/event-stream" if stream else b"application/json"),
            timeout=self._config.timeout(seconds),
        )
        return await self._send(request, model=model, tokens=tokens)

    async def get(self, path: str) -> httpx.Response:
        headers = self._config.headers(b"application/json")
        request = self._http.build_request("GET", self._config.url(path), headers=headers)
        return await self._send(request, model="", tokens=0)

    async def _send(self, request: httpx.Request, *, model: str, tokens: int) -> httpx.Response:
        """A success whose body is still to be read, and which the caller closes. Raises `ModelFailed` otherwise."""
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
