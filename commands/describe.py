"""`/describe`: what a picture shows."""

from typing import Annotated

from bot.core.command import Ask, Command, CommandContext, command


async def describe(
    _context: CommandContext, focus: Annotated[str, "what to look at in particular; empty for everything"] = ""
) -> Ask:
    """Describe a picture or a file: what it shows, and the text in it."""
    particular = f" Look in particular at this: {focus}" if focus else ""
    return Ask(f"Describe the newest file of this conversation: what it shows, and the text in it.{particular}")


DESCRIBE: Command = command(describe, queued=True, takes_file=True)
