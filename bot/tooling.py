"""The composition of tools: what the model may call in every turn."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from bot.core.approval import ApprovalRules
from bot.core.ports import Results
from bot.core.tool import Tool
from bot.settings import Settings
from bot.tools.calculator import calculator_tool
from bot.tools.clock import clock_tool
from bot.tools.more import more_tool
from bot.tools.web.guard import Guard
from bot.tools.web.page_tool import opened_page_tool

Tools = Callable[[], Sequence[Tool]]
"""The tools as they are now: those of a server may come and go."""


@asynccontextmanager
async def opened_tools(settings: Settings, results: Results, besides: Sequence[Tool]) -> AsyncIterator[Tools]:
    """The tools that are built in, and those `besides`."""
    async with AsyncExitStack() as stack:
        tools = [clock_tool(settings.time_zone), calculator_tool(), more_tool(results), *besides]
        if settings.web_pages:
            tools.append(await stack.enter_async_context(opened_page_tool(Guard(), proxy=settings.web_proxy)))
        yield lambda: tools


def approval_rules(settings: Settings) -> ApprovalRules:
    return ApprovalRules(settings.unattended, settings.ask_within_hours * 3_600)
