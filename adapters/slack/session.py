"""The one HTTP session that everything Slack goes over, and the SDK's client on it."""

import logging

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

_TIMEOUT = aiohttp.ClientTimeout(total=20, sock_connect=5)  # seconds
_CONNECTIONS = 64


def open_session() -> aiohttp.ClientSession:
    """Needs a running event loop. The environment's proxies are not used: the URLs are settings."""
    return aiohttp.ClientSession(timeout=_TIMEOUT, connector=aiohttp.TCPConnector(limit=_CONNECTIONS), trust_env=False)


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
