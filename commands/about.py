"""`/about`: what I am, what I keep, and who looks after me."""

from bot.core.command import Command, CommandContext, command


def about_command(text: str) -> Command:
    """The command that says `text`."""

    async def about(_context: CommandContext) -> str:
        """Say what I am, what I store and for how long, and who looks after me."""
        return text

    return command(about, private=True, for_all=True)
