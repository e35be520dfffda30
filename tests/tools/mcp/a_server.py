"""A real MCP server, by the official SDK: `python a_server.py stdio`, or `python a_server.py 8123` over HTTP."""

import asyncio
import os
import sys
from typing import Annotated

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, ImageContent, ResourceLink, TextContent, ToolAnnotations

READS = ToolAnnotations(read_only_hint=True)
server = MCPServer("tickets")


@server.tool(annotations=READS)
async def find_ticket(number: Annotated[int, "its number"]) -> str:
    """Find a ticket."""
    return f"Ticket {number}: the door squeaks."


@server.tool()
async def create_ticket(title: str) -> str:
    """Create a ticket."""
    with open(os.environ["TICKETS"], "a", encoding="utf-8") as file:  # noqa: ASYNC230, PTH123 - a line in a test's file
        file.write(f"{title}\n")
    return f"Created {title!r}."


@server.tool(annotations=READS)
async def show_everything() -> CallToolResult:
    """Give one of each kind."""
    return CallToolResult(
        content=[
            TextContent(type="text", text="words"),
            ImageContent(type="image", data="aGVsbG8h", mime_type="image/png"),
            ResourceLink(type="resource_link", name="log", uri="file:///log.txt"),
        ]
    )


@server.tool(annotations=READS)
async def who_am_i() -> str:
    """Tell the process."""
    return str(os.getpid())


@server.tool(annotations=READS)
async def secret_word() -> str:
    """Tell what the environment holds."""
    return os.environ.get("SECRET_WORD", "nothing")


@server.tool()
async def die() -> str:
    """End the process in the middle of a call."""
    os._exit(9)


@server.tool(annotations=READS)
async def wait() -> str:
    """Never end."""
    await asyncio.Event().wait()
    return ""


@server.tool(name="läuft schief!", annotations=READS)
async def fail() -> str:
    """Fail."""
    raise ToolError("the tracker is closed on Sundays")


@server.tool(annotations=READS)
async def grow(context: Context) -> str:
    """Have one tool more from now on."""
    server.add_tool(grown, annotations=READS)
    await context.notify_tools_changed()
    return "grown"


async def grown() -> str:
    """A tool that came later."""
    return "here"


if __name__ == "__main__":
    if sys.argv[1] == "stdio":
        server.run("stdio")
    else:
        server.run("streamable-http", port=int(sys.argv[1]))
