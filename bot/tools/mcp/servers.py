"""All servers, and their tools as the model may call them."""

import asyncio
import importlib
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from bot.core.messages import ToolSpec
from bot.core.ports import Clock
from bot.core.signature import json_object
from bot.core.tool import Tool, ToolContext
from bot.tools.mcp.config import ServerConfig
from bot.tools.mcp.naming import described, parameters, tool_name
from bot.tools.mcp.server import Server

if TYPE_CHECKING:
    from mcp.types import Tool as ForeignTool

log = logging.getLogger(__name__)

_PATIENCE: Final = 15.0  # seconds


class ToolServers:
    def __init__(self, servers: Sequence[Server]) -> None:
        self._servers = servers

    def tools(self) -> Sequence[Tool]:
        """Those of all servers that are connected now, under names of their own."""
        found: dict[str, Tool] = {}
        for server in self._servers:
            for foreign in server.tools:
                name = tool_name(server.name, foreign.name, found)
                found[name] = _tool(server, foreign, name)
        return list(found.values())

    async def settled(self) -> None:
        """Return once each has been connected, or could not be; soon in any case."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await asyncio.gather(*(server.tried.wait() for server in self._servers))

    def status(self) -> Sequence[str]:
        """A line for each server."""
        return [server.status for server in self._servers]


@asynccontextmanager
async def opened_servers(configs: Mapping[str, ServerConfig], clock: Clock) -> AsyncIterator[ToolServers]:
    """The servers, each connected in the background: one that is down keeps nobody waiting."""
    servers = [Server(name, config, clock) for name, config in configs.items()]
    tasks = [asyncio.create_task(_kept(server), name=f"mcp {server.name}") for server in servers]
    try:
        yield ToolServers(servers)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _kept(server: Server) -> None:
    try:
        await asyncio.to_thread(importlib.import_module, "mcp")  # which takes more than a second
    except ImportError:
        server.trouble = "needs the package mcp, which is not installed (pip install 'galerne[mcp]')"
        log.error("MCP server %s", server.status)  # noqa: TRY400 - a sentence for the operator; no line of ours is at fault
        server.tried.set()
        return
    await server.run()


def _tool(server: Server, foreign: "ForeignTool", name: str) -> Tool:
    async def call(_context: ToolContext, /, **arguments: Any) -> str:
        return await server.call(foreign.name, arguments)

    hints = foreign.annotations
    reads_only = server.config.trust_hints and hints is not None and hints.read_only_hint is True
    title = foreign.title or (hints.title if hints else None) or foreign.name
    return Tool(
        ToolSpec(name, described(server.name, foreign.description or title), parameters(foreign.input_schema)),
        json_object,
        call,
        changes=not reads_only,
        seconds=server.config.seconds + 5,  # the SDK's own bound comes first, and says more
        doing=lambda **_: f"{server.name}: {title}",
        reads=lambda **_: f"the server {server.name}",
    )
