"""The bot's own page, where a platform has one: what it can do, and what holds for the one who looks at it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from bot.core.command import Command, CommandContext, command

HOME: Final = "home"
HELP, SETTINGS, USAGE = "What I can do", "What holds for you", "What you have used"  # the headings of its sections
Section = tuple[str, Callable[[CommandContext], Awaitable[str]]]
"""A heading, and what stands below it for whoever looks."""


def told_by(listed: Command) -> Callable[[CommandContext], Awaitable[str]]:
    """What a command says that needs no arguments."""

    async def tell(context: CommandContext) -> str:
        return str(await listed.run(context, {}))

    return tell


def home_command(sections: Sequence[Section]) -> Command:
    """What is asked for by opening the page, and not by writing its name."""

    async def home(context: CommandContext) -> str:
        """Show the page."""
        shown = [f"## {title}\n\n{await text(context)}" for title, text in sections]
        return "\n\n".join(shown)

    return command(home, private=True, for_all=True, name=HOME)
