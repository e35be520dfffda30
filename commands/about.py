"""`/about`: what I am, what I keep, and who looks after me."""

from collections.abc import Callable

from bot.core.command import Command, CommandContext, command


def about_command(text: Callable[[], str]) -> Command:
    """The command that says what `text` gives at that moment."""

    async def about(_context: CommandContext) -> str:
        """Say what I am, what I store and for how long, and who looks after me."""
        return text()

    return command(about, private=True, for_all=True)
