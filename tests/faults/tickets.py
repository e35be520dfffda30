"""A tool that changes the world: each ticket that it files is a line of a file, which no death takes back."""

import os
from pathlib import Path
from typing import Annotated, Final

from bot.core.tool import Tool, ToolContext, tool

TICKETS: Final = "tickets.txt"
CHANGING: Final = "file_ticket"
ALLOWED: Final = "allowed by the fates"
DONE: Final = f"_Ran `{CHANGING}`, {ALLOWED}._"


def ticket_tool(path: Path) -> Tool:
    async def file_ticket(_context: ToolContext, subject: Annotated[str, "what it is about"]) -> str:
        """File a ticket with the people who look after things."""
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{subject}\n")
            file.flush()
            os.fsync(file.fileno())
        return f"Filed a ticket about {subject}."

    return tool(file_ticket, changes=True)


def filed(path: Path) -> list[str]:
    """The subjects of all tickets, in the order of filing."""
    return path.read_text(encoding="utf-8").split() if path.exists() else []
