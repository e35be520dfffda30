"""How events come in: over a socket or by HTTP, by setting. Bolt is loaded here, when the bot starts to receive."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import aiohttp

from adapters.slack.api import SlackApi
from adapters.slack.config import SlackConfig
from adapters.slack.socket_mode import SocketMode
from adapters.slack.tokens import socket_url
from bot.core.ports import Clock

Take = Callable[[Any], Awaitable[bool]]
Gap = Callable[[], Awaitable[None]]


class Receiver(Protocol):
    port: int

    async def run(self) -> None:
        """Receive until cancelled."""


def receiver(
    config: SlackConfig, session: aiohttp.ClientSession, api: SlackApi, clock: Clock, take: Take, gap: Gap
) -> Receiver:
    from adapters.slack.bolt import bolt_app, dispatch, socket_request

    app = bolt_app(config.bot_token, config.signing_secret, take)
    if config.mode == "http":
        from adapters.slack.http_mode import HttpMode

        return HttpMode(app, config.http_host, config.http_port, gap)

    async def handle(payload: Any, attempt: int) -> bool:
        return (await dispatch(app, socket_request(payload, attempt))).status < 300  # noqa: PLR2004 - HTTP's success

    async def address() -> str:
        return await socket_url(api, config.app_token)

    return SocketMode(session, clock, address, handle, gap)
