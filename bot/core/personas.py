"""`/persona`: what the model is told besides in one channel."""

from typing import Final

from bot.core.access import Access
from bot.core.choices import PERSONA, Choices
from bot.core.command import CommandContext
from bot.core.errors import CommandRejected

LONGEST: Final = 4_000  # characters
CLEAR: Final = "clear"
NONE_YET: Final = "No persona is set for this channel; `/persona <text>` sets one."


class Personas:
    def __init__(self, choices: Choices, access: Access) -> None:
        self._choices = choices
        self._access = access

    async def __call__(self, context: CommandContext, text: str) -> str:
        """Show it, set it, or take it away. Raises `CommandRejected`."""
        text = text.strip()
        if not text:
            held = (await self._choices.of(context.conversation, context.author))[PERSONA].value
            return f"In this channel I am told besides:\n\n{_quoted(held)}" if held else NONE_YET
        if not await self._access.is_admin(context.author, context.address):
            raise CommandRejected("Only an admin can set the persona of a channel; please ask one.")
        if len(text) > LONGEST:
            raise CommandRejected(
                f"A persona has at most {LONGEST:,} characters, and this has {len(text):,}; please shorten it."
            )
        cleared = text.lower() == CLEAR
        await self._choices.choose("channel", context.conversation, context.author, PERSONA, "" if cleared else text)
        if cleared:
            return "The persona of this channel is taken away."
        return f"In this channel I am told from now on:\n\n{_quoted(text)}"


def with_persona(system: str, persona: str) -> str:
    """The system message where a persona holds; what it says does not undo what stands before it."""
    return f"{system}\nIn this channel, its admins ask you besides:\n{persona}" if persona else system


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())
