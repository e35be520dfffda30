"""`/memory`: what is remembered about oneself and about the channel, to be seen, changed and deleted."""

from typing import Annotated, Literal, Protocol

from bot.core.command import Command, CommandContext, command

Action = Literal["list", "add", "edit", "delete"]
About = Literal["me", "channel"]


class Noted(Protocol):
    async def __call__(self, context: CommandContext, action: Action, text: str, /, *, about: About) -> str:
        """Carry it out; the answer."""


def memory_command(noted: Noted) -> Command:
    """The command that shows and changes notes."""

    async def memory(
        context: CommandContext,
        action: Annotated[Action, "list, add, edit or delete"] = "list",
        text: Annotated[
            str, "of add: the note; of edit: its number and the new text; of delete: its number, or all"
        ] = "",
        *,
        about: Annotated[About, "notes about you, or about this channel"] = "me",
    ) -> str:
        """Show, add, change or delete what I remember about you or this channel."""
        return await noted(context, action, text, about=about)

    return command(memory, private=True, example="add I prefer short answers")
