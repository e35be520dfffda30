"""What the client is told, and the connections it is given."""

import ssl
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import httpx

from bot.core.model_ports import Budget

KEPT_OPEN: Final = 20  # idle connections, so that a turn need not shake hands first
KEPT_SECONDS: Final = 55.0  # below the minute after which proxies commonly close them
MOST: Final = 200  # connections at once


@dataclass(frozen=True, slots=True)
class MistralConfig:
    """Where the service is and how patient to be with it; times are in seconds.

    `silence_seconds`: how long a stream may bring nothing. `whole_seconds`: the same for a reply that comes in one
    piece, of which nothing is seen until it is done. `retry_seconds`: how long a request is tried again in all.
    `budget`: what others who use the same key count on too; None where this process is the only one.
    """

    api_key: str = field(repr=False)
    base_url: str = "https://api.mistral.ai"
    proxy: str = ""
    connect_seconds: float = 5.0
    silence_seconds: float = 60.0
    whole_seconds: float = 300.0
    retry_seconds: float = 90.0
    attempts: int = 6
    budget: Budget | None = None

    def url(self, path: str) -> str:
        """The URL of a path such as "chat/completions"; a base that already ends in /v1, as others want it, will do."""
        return f"{self.base_url.rstrip('/').removesuffix('/v1')}/v1/{path}"

    def headers(self, accept: bytes) -> dict[bytes, bytes]:
        key = self.api_key.strip().encode()  # as bytes: a key with an accent is refused by the service, not by httpx
        return {b"Authorization": b"Bearer " + key, b"Accept": accept}

    def timeout(self, read: float) -> httpx.Timeout:
        return httpx.Timeout(read, connect=self.connect_seconds, pool=self.connect_seconds)


def open_http(config: MistralConfig) -> httpx.AsyncClient:
    """The connections to the service; to be closed by whoever opened them.

    The environment's proxy and certificate variables count only if a proxy is configured: a variable left over in a
    shell must not lead requests that carry the key somewhere else.
    """
    return httpx.AsyncClient(
        timeout=config.timeout(config.silence_seconds),
        limits=httpx.Limits(max_connections=MOST, max_keepalive_connections=KEPT_OPEN, keepalive_expiry=KEPT_SECONDS),
        headers={"User-Agent": "galerne"},
        proxy=config.proxy or None,
        verify=True if config.proxy else _certificates(),
        trust_env=bool(config.proxy),
    )


@cache
def _certificates() -> ssl.SSLContext:
    """Those that httpx trusts by itself; reading them takes 30 ms."""
    return httpx.create_ssl_context(trust_env=False)
