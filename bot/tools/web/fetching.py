"""Fetching one page: each hop is looked at before it is made, and no more is read than a page has."""

import asyncio
import codecs
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import httpx
from charset_normalizer import from_bytes

from bot.tools.web.errors import PageRefused
from bot.tools.web.guard import Guard
from bot.tools.web.urls import page_url

LARGEST: Final = 2 * 2**20  # bytes of a page that are read
MOST_HOPS: Final = 5
SECONDS: Final = 20.0  # that fetching may take, redirects included

_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_HEADERS: Final = {
    "User-Agent": "Galerne (a bot that reads a page when a person asks it to)",
    "Accept": "text/html, application/xhtml+xml, text/*;q=0.9, application/json;q=0.9, application/xml;q=0.8",
    "Accept-Encoding": "gzip, deflate",
}
_TEXT: Final = re.compile(r"text/[\w.+-]+|application/(?:[\w.+-]+\+)?(?:json|xml|xhtml|yaml|toml|javascript|rtf)")
_CHARSET: Final = re.compile(
    rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)|<\?xml[^>]+encoding=["']([\w-]+)""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came. `cut`: there is more of it than was read."""

    url: httpx.URL  # after all redirects
    media_type: str
    text: str
    cut: bool = False

    @property
    def is_html(self) -> bool:
        return self.media_type in {"text/html", "application/xhtml+xml"}


class Fetcher:
    """`proxied`: the connections are a proxy's, so that a name which is not known here may be known there."""

    def __init__(
        self, http: httpx.AsyncClient, guard: Guard, *, ports: frozenset[int] | None = None, proxied: bool = False
    ) -> None:
        self._http = http
        self._guard = guard
        self._ports = ports
        self._proxied = proxied

    async def __call__(self, address: str) -> Fetched:
        """Raises `PageRefused` with a sentence that says why there is nothing to read."""
        try:
            async with asyncio.timeout(SECONDS):
                return await self._fetched(self._checked(address))
        except TimeoutError as error:
            raise PageRefused(f"The page did not come within {SECONDS:g} seconds.") from error
        except httpx.TimeoutException as error:
            raise PageRefused("The site did not answer in time.") from error
        except (httpx.RemoteProtocolError, httpx.InvalidURL) as error:  # such as a redirect to what is no address
            raise PageRefused("The site answered with something that is no page.") from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise PageRefused("The site could not be reached, or broke off.") from error

    async def _fetched(self, url: httpx.URL) -> Fetched:
        for _ in range(MOST_HOPS + 1):
            if self._proxied:
                await self._look(url)
            async with self._asked(url) as answer:
                if answer.status_code not in _MOVED:
                    return await _read(answer, url)
                url = self._next(url, answer)
        raise PageRefused(f"The page leads on to another one more than {MOST_HOPS} times.")

    def _checked(self, address: str) -> httpx.URL:
        return page_url(address) if self._ports is None else page_url(address, self._ports)

    def _next(self, url: httpx.URL, answer: httpx.Response) -> httpx.URL:
        location = answer.headers.get("location", "")
        try:
            return self._checked(str(url.join(location)))
        except (httpx.InvalidURL, ValueError) as error:
            raise PageRefused("The page leads on to an address that is none.") from error

    async def _look(self, url: httpx.URL) -> None:
        """Behind a proxy it is not the guard that connects; it looks all the same, where a name is known here."""
        try:
            await self._guard.addresses(url.raw_host.decode("ascii"), url.port or 443)
        except PageRefused as error:
            if not isinstance(error.__cause__, OSError):
                raise

    @asynccontextmanager
    async def _asked(self, url: httpx.URL) -> AsyncIterator[httpx.Response]:
        async with self._http.stream("GET", url, headers=_HEADERS, follow_redirects=False) as answer:
            yield answer


async def _read(answer: httpx.Response, url: httpx.URL) -> Fetched:
    if answer.status_code >= httpx.codes.BAD_REQUEST:
        raise PageRefused(f"{url.host} answered {answer.status_code} {answer.reason_phrase}: there is no page to read.")
    media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower() or "text/plain"
    if not _TEXT.fullmatch(media_type):
        raise PageRefused(f"This is {media_type[:60]}, not a page of text; a person can drop the file here instead.")
    data = bytearray()
    async for piece in answer.aiter_bytes():
        data += piece
        if len(data) > LARGEST:
            break
    return Fetched(url, media_type, _decoded(bytes(data[:LARGEST]), answer), cut=len(data) > LARGEST)


def _decoded(data: bytes, answer: httpx.Response) -> str:
    """In the encoding that the site names, or the page itself; else in the likeliest one."""
    named = [answer.charset_encoding or "", *((each or b"").decode() for each in _named_within(data))]
    for encoding in (*(each for each in named if each), "utf-8"):
        try:
            return codecs.decode(data, encoding, "strict" if encoding == "utf-8" else "replace")
        except (LookupError, UnicodeDecodeError):
            continue
    best = from_bytes(data[:65_536]).best()
    return data.decode(best.encoding if best else "latin-1", "replace")


def _named_within(data: bytes) -> tuple[bytes | None, ...]:
    found = _CHARSET.search(data[:4_096])
    return found.groups() if found else ()
