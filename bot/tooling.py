"""The composition of tools: what the model may call in every turn."""

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from pydantic import ValidationError

from bot.core.approval import ApprovalRules
from bot.core.errors import SettingsInvalid
from bot.core.ports import Clock, Results
from bot.core.tool import Tool
from bot.settings import Settings
from bot.tools.calculator import calculator_tool
from bot.tools.calendar import calendar_tool
from bot.tools.clock import clock_tool
from bot.tools.mcp.config import ServerConfig, servers
from bot.tools.mcp.servers import ToolServers, opened_servers
from bot.tools.more import more_tool
from bot.tools.web.guard import Guard
from bot.tools.web.page_tool import opened_page_tool


@dataclass(frozen=True, slots=True)
class Tools:
    """`bot.core.tool.Offered`."""

    own: Sequence[Tool]
    foreign: ToolServers

    def __call__(self) -> Sequence[Tool]:
        return [*self.own, *self.foreign.tools()]

    async def settled(self) -> None:
        await self.foreign.settled()


@asynccontextmanager
async def opened_tools(
    settings: Settings, results: Results, besides: Sequence[Tool], clock: Clock
) -> AsyncIterator[tuple[Tools, Callable[[], Sequence[str]]]]:
    """The tools that are built in, those `besides`, and those of servers; and a line about each of the servers.

    Raises `SettingsInvalid`.
    """
    async with AsyncExitStack() as stack:
        zone = settings.time_zone
        tools = [clock_tool(zone), calendar_tool(zone), calculator_tool(), more_tool(results), *besides]
        if settings.web_pages:
            tools.append(await stack.enter_async_context(opened_page_tool(Guard(), proxy=settings.web_proxy)))
        foreign = await stack.enter_async_context(opened_servers(tool_servers(settings), clock))
        yield Tools(tools, foreign), foreign.status


def tool_servers(settings: Settings) -> Mapping[str, ServerConfig]:
    """Raises `SettingsInvalid` with a line for each problem, and none of the values."""
    if not (document := settings.mcp_servers.get_secret_value()):
        return {}
    try:
        return servers(json.loads(document))
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
    lines = [f"{'.'.join(str(step) for step in each['loc'] if step != '[key]')}: {each['msg']}" for each in found]
    raise SettingsInvalid("\n".join(f"MCP_SERVERS: {line}" for line in lines))


def approval_rules(settings: Settings) -> ApprovalRules:
    return ApprovalRules(settings.unattended, settings.ask_within_hours * 3_600)
