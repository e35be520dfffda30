"""`/about`: what I am, what I keep, and who looks after me."""

from collections.abc import Awaitable, Callable

from bot.core.command import Command, CommandContext, command

About = Callable[[], Awaitable[str]]
"""What is to be said."""


def about_command(told: About) -> Command:
    """The command that says it."""

    async def about(_context: CommandContext) -> str:
        """Say what I am, what I store and for how long, and who looks after me."""
        return await told()

    return command(about, private=True, for_all=True)
