"""Sites on this machine: one that stands for the public web, and one that must never hear of anything."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address

from bot.tools.web.addresses import Address, is_public
from bot.tools.web.fetching import Fetcher
from bot.tools.web.guard import Guard
from bot.tools.web.transport import guarded_client

PUBLIC = "127.9.9.9"  # which stands for a public address
SECRET = "127.0.0.1"
NAMES: dict[str, Sequence[str]] = {
    "public.net": [PUBLIC],
    "xn--mnchen-3ya.net": [PUBLIC],
    "127.0.0.1.nip.io": [SECRET],
    "home.evil.net": [SECRET],
    "mixed.evil.net": [PUBLIC, SECRET],
    "six.evil.net": ["::1"],
    "mapped.evil.net": ["::ffff:127.0.0.1"],
    "metadata.evil.net": ["169.254.169.254"],
}

Page = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """A server that keeps what it was asked, and counts who has connected."""

    pages: dict[str, Page | Callable[[], Page]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)  # the Host header, and the path
    headers: list[bytes] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                await self._answer(head, writer)
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            return
        finally:
            writer.close()

    async def _answer(self, head: bytes, writer: asyncio.StreamWriter) -> None:
        lines = head.decode("latin-1").split("\r\n")
        path = lines[0].split(" ")[1]
        host = next(line.partition(":")[2].strip() for line in lines[1:] if line.lower().startswith("host:"))
        self.asked.append((host, path))
        self.headers.append(head)
        page = self.pages.get(path.partition("?")[0], (404, {}, b""))
        status, headers, body = page() if callable(page) else page
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))} | headers
        said = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"HTTP/1.1 {status} Well\r\n{said}\r\n".encode("latin-1") + body)
        await writer.drain()


@asynccontextmanager
async def open_site(host: str, port: int = 0, tls: ssl.SSLContext | None = None) -> AsyncIterator[Site]:
    site = Site()
    server = await asyncio.start_server(site.serve, host, port, ssl=tls)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()


class FakeNames:
    """A resolver; a name with several answers gives one after the other, as one that is rebound does."""

    def __init__(self, names: dict[str, Sequence[str]] | None = None, **rebound: list[Sequence[str]]) -> None:
        self._names = NAMES if names is None else names
        self._rebound = {name.replace("_", "."): answers for name, answers in rebound.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, _port: int) -> Sequence[str]:
        self.asked.append(host)
        if answers := self._rebound.get(host):
            return answers.pop(0)
        if host not in self._names:
            raise OSError(f"no such name: {host}")
        return self._names[host]


def stands_for_public(address: Address) -> bool:
    return is_public(address) or address == ip_address(PUBLIC)


@asynccontextmanager
async def fetching(
    *ports: int, names: FakeNames | None = None, tls: ssl.SSLContext | None = None, proxy: str = ""
) -> AsyncIterator[Fetcher]:
    """What fetches pages, with one more address that counts as public, and one more port that may be asked."""
    guard = Guard(names or FakeNames(), stands_for_public)
    async with guarded_client(guard, tls=tls, proxy=proxy) as http:
        yield Fetcher(http, guard, ports=frozenset({80, 443, *ports}), proxied=bool(proxy))
