"""The one HTTP session that everything Slack goes over, and the SDK's client on it."""

import logging

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

_CONNECT = 5.0  # seconds
_CONNECTIONS = 64


def open_session(timeout: float = 20.0) -> aiohttp.ClientSession:
    """Needs a running event loop; `timeout` in seconds for one call. The environment's proxies are not used."""
    limits = aiohttp.ClientTimeout(total=timeout, sock_connect=_CONNECT)
    return aiohttp.ClientSession(timeout=limits, connector=aiohttp.TCPConnector(limit=_CONNECTIONS), trust_env=False)


def web_client(session: aiohttp.ClientSession, token: str, api_url: str) -> AsyncWebClient:
    """The SDK's client, which repeats nothing by itself: a post repeated blindly is a post made twice."""
    client = AsyncWebClient(token=token, base_url=api_url, session=session, retry_handlers=[], logger=wire_log())
    client.proxy = None
    return client


def wire_log() -> logging.Logger:
    """The SDK asks for the logger's own level, and writes whole requests out unless it is above DEBUG."""
    wire = logging.getLogger("adapters.slack.wire")
    if not wire.isEnabledFor(logging.DEBUG):
        wire.setLevel(logging.INFO)
    return wire
