"""Events over HTTP, signed. Slack: apis/events-api, verifying requests from Slack."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp

from adapters.slack.bolt import dispatch

log = logging.getLogger(__name__)

PATH: Final = "/slack/events"
_LARGEST: Final = 4 * 1024 * 1024  # bytes of a request
_DRAIN: Final = 5.0  # seconds that requests under way may take at the end


class HttpMode:
    """`port` is the one it listens on, once it does; 0 asks for a free one."""

    def __init__(self, app: AsyncApp, host: str, port: int, gap: Callable[[], Awaitable[None]]) -> None:
        self._app = app
        self._host = host
        self._gap = gap
        self._told = asyncio.Event()
        self.port = port

    async def run(self) -> None:
        """Receive until cancelled."""
        application = web.Application(client_max_size=_LARGEST)
        application.router.add_post(PATH, self._serve)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=_DRAIN)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self.port).start()
            self.port = runner.addresses[0][1]
            log.info("Listening for Slack on port %s, path %s", self.port, PATH)
            await self._gap()
            self._told.set()
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    async def _serve(self, request: web.Request) -> web.Response:
        await self._told.wait()  # what was missed is older, and goes first
        try:
            asked = await to_bolt_request(request)
        except (ValueError, TypeError, AttributeError, KeyError):
            log.debug("A request that is none of Slack's was refused")
            return web.Response(status=400)
        return await to_aiohttp_response(await dispatch(self._app, asked))
