"""`/forget`: what is remembered of this conversation, of oneself, or of a file, is deleted."""

from typing import Annotated, Literal, Protocol

from bot.core.command import Command, CommandContext, command

What = Literal["conversation", "me", "file"]


class Forget(Protocol):
    async def __call__(self, context: CommandContext, what: What, name: str, /) -> str:
        """What was deleted; asks first."""


def forget_command(forget: Forget) -> Command:
    """The command that deletes, once its asker has confirmed it."""

    async def forget_it(
        context: CommandContext,
        what: Annotated[What, "this conversation; me: all you wrote and what was made for you; or a file sent here"],
        name: Annotated[str, "the file's name; empty for the newest"] = "",
    ) -> str:
        """Delete for good what I remember; I ask before I do it."""
        return await forget(context, what, name)

    return command(forget_it, private=True, for_all=True, name="forget", example="file offer.pdf")
