"""`/extract`: named facts out of a file, as a table and as files."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from bot.core.command import Command, CommandContext, command
from bot.core.errors import CommandRejected
from bot.core.read_files import NO_FILE

Extract = Callable[[CommandContext, str], Awaitable[str | None]]
"""From what was written to the answer; None where there is no file."""


def extract_command(extract: Extract, bot_name: str) -> Command:
    """The command that takes fields out of files."""

    async def extracted(
        context: CommandContext,
        fields: Annotated[
            str, "such as: invoice number, date, total; or a saved name, JSON Schema, NAME = fields; empty to list"
        ] = "",
    ) -> str:
        """Take facts such as numbers and dates out of a file, as a table with their pages."""
        if (answer := await extract(context, fields)) is None:
            raise CommandRejected(NO_FILE.format(name=bot_name, written="extract invoice number, date, total"))
        return answer

    return command(extracted, queued=True, takes_file=True, name="extract", example="invoice number, date, total")
