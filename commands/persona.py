"""`/persona`: what the model is told besides in this channel."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated

from bot.core.command import Command, CommandContext, command

SetPersona = Callable[[CommandContext, str], Awaitable[str]]


def persona_command(persona_of: SetPersona) -> Command:
    """The command that shows and sets a channel's persona."""

    async def persona(
        context: CommandContext,
        text: Annotated[
            str, "what the model shall be told here besides (admins); clear to take it away; empty to show"
        ] = "",
    ) -> str:
        """Show or set what I am told besides in this channel, such as a tone or a role."""
        return await persona_of(context, text)

    return command(persona, private=_shows, example="Answer in rhymes.")


def _shows(values: Mapping[str, str]) -> bool:
    """A new one concerns all."""
    return not values.get("text")
