"""`/settings`: what holds here, and where each value comes from."""

from collections.abc import Awaitable, Callable

from bot.core.command import Command, CommandContext, command

ShowSettings = Callable[[CommandContext], Awaitable[str]]


def settings_command(show: ShowSettings) -> Command:
    """The command that shows what is in force."""

    async def settings(context: CommandContext) -> str:
        """Show which settings hold here, and where each comes from."""
        return await show(context)

    return command(settings, private=True, for_all=True)
