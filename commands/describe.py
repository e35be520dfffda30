"""`/describe`: what a picture shows."""

from typing import Annotated

from bot.core.command import Ask, Command, CommandContext, command
from bot.core.errors import CommandRejected
from bot.core.read_files import NO_FILE


def describe_command(bot_name: str) -> Command:
    """The command that has the model look at what was sent."""

    async def describe(
        context: CommandContext, focus: Annotated[str, "what to look at in particular; empty for everything"] = ""
    ) -> Ask:
        """Describe a picture or a file: what it shows, and the text in it."""
        if not await context.files.present():
            raise CommandRejected(NO_FILE.format(name=bot_name, written="describe"))
        particular = f" Look in particular at this: {focus}" if focus else ""
        return Ask(f"Describe the newest file of this conversation: what it shows, and the text in it.{particular}")

    return command(describe, queued=True, takes_file=True, on_message="Describe", example="the axes of the chart")
