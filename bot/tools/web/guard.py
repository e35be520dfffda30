"""The guard: a name is looked up once, every address it has is looked at, and one of those is connected to."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import httpcore

from bot.tools.web.addresses import Address, is_public, literal
from bot.tools.web.errors import PageRefused

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a name. Raises `OSError` where it has none."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """As the system's resolver says."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


@dataclass(frozen=True, slots=True)
class Guard:
    """`allowed` says which addresses may be connected to."""

    resolve: Resolve = resolve
    allowed: Callable[[Address], bool] = is_public

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        """Where a host may be reached. Raises `PageRefused` if any of its addresses is none that may be."""
        host = host.removesuffix(".")
        if (written := literal(host)) is not None:
            found: Sequence[str] = [str(written)]
        else:
            try:
                found = await self.resolve(host, port)
            except OSError as error:
                raise PageRefused(f"There is no site called {host[:100]!r}.") from error
        if not found or not all(self._may_be_reached(each) for each in found):
            raise PageRefused(f"{host[:100]} is not a public site, so nothing is fetched from there.")
        return found

    def _may_be_reached(self, address: str) -> bool:
        try:
            return self.allowed(ip_address(address))
        except ValueError:
            return False


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to the very address that was looked at; there is no second look-up in between.

    TLS still asks for the name, and so does the `Host` header, since they come from the request.
    """

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Raises `PageRefused`, and httpcore's own errors where nothing answers."""
        failure: Exception | None = None
        for address in await self._guard.addresses(host, port):
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError("there is no address")

    async def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        raise PageRefused("A page is never fetched from a socket of this machine.")

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)
