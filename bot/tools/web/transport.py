"""httpx over a connection pool whose every connection is made by the guard."""

import ssl
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import contextmanager
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final

import httpcore
import httpx

from bot.tools.web.guard import Guard, GuardedBackend

SILENCE: Final = 10.0  # seconds


def guarded_client(guard: Guard, *, tls: ssl.SSLContext | None = None, proxy: str = "") -> httpx.AsyncClient:
    """A client that keeps no cookies: what one person asked for shall not be known when the next one asks."""
    nothing_kept = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    transport = GuardedTransport(guard, tls=tls, proxy=proxy)
    return httpx.AsyncClient(transport=transport, timeout=SILENCE, trust_env=False, cookies=nothing_kept)


class GuardedTransport(httpx.AsyncBaseTransport):
    """With a `proxy`, that one is connected to instead, and is the network's own guard for what it lets through."""

    def __init__(self, guard: Guard, *, tls: ssl.SSLContext | None = None, proxy: str = "") -> None:
        tls = tls or _certificates()
        self._pool: httpcore.AsyncConnectionPool
        if proxy:
            self._pool = httpcore.AsyncConnectionPool(ssl_context=tls, proxy=httpcore.Proxy(proxy))
        else:
            self._pool = httpcore.AsyncConnectionPool(ssl_context=tls, network_backend=GuardedBackend(guard))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        asked = httpcore.Request(
            method=request.method, url=url, headers=request.headers.raw, extensions=request.extensions
        )
        with _as_httpx():
            answer = await self._pool.handle_async_request(asked)
        return httpx.Response(status_code=answer.status, headers=answer.headers, stream=_Body(answer))

    async def aclose(self) -> None:
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        assert isinstance(answer.stream, AsyncIterable)  # noqa: S101 - what an asynchronous pool gives
        self._answer, self._stream = answer, answer.stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx():
            async for piece in self._stream:
                yield piece

    async def aclose(self) -> None:
        await self._answer.aclose()


@cache
def _certificates() -> ssl.SSLContext:
    """Those of httpx, or of `SSL_CERT_FILE`; reading them takes 30 ms."""
    return httpx.create_ssl_context()


@contextmanager
def _as_httpx() -> Iterator[None]:
    """Errors of the pool as those of httpx, which its callers know."""
    try:
        yield
    except httpcore.TimeoutException as error:
        raise httpx.TimeoutException(str(error)) from error
    except httpcore.RemoteProtocolError as error:
        raise httpx.RemoteProtocolError(str(error)) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, ssl.SSLError) as error:
        raise httpx.TransportError(str(error)) from error
