"""Connections to servers: a child process that dies with us, or streamable HTTP."""

import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.tools.mcp.config import ServerConfig

if TYPE_CHECKING:
    from mcp import Client

_TIED: Final = str(Path(__file__).with_name("tied.py"))
_SILENCE: Final = 300.0  # seconds that a server may say nothing on an open stream
_CONNECT: Final = 10.0  # seconds


@asynccontextmanager
async def connected(config: ServerConfig) -> AsyncIterator["Client"]:
    """The client, after the handshake. Raises whatever the SDK, the system or HTTP raises."""
    import httpx2
    from mcp import Client, StdioServerParameters
    from mcp.client.streamable_http import streamable_http_client

    async with AsyncExitStack() as stack:
        if config.url:
            timeout = httpx2.Timeout(_CONNECT, read=_SILENCE)
            http = await stack.enter_async_context(httpx2.AsyncClient(headers=config.headers, timeout=timeout))
            client = Client(streamable_http_client(config.url, http_client=http))
        else:
            # A server that ignores the end of its input would outlive a bot that was killed.
            arguments = [_TIED, config.command, *config.args]
            client = Client(
                StdioServerParameters(command=sys.executable, args=arguments, env=config.env, cwd=config.cwd)
            )
        yield await stack.enter_async_context(client)
