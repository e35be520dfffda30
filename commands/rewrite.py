"""`/rewrite`: words or a message, put better."""

from typing import Annotated, Final, Literal

from bot.core.command import Ask, Audience, Command, CommandContext, command, for_me
from bot.core.material import material

Tone = Literal["clear", "short", "formal", "friendly"]

_HOW: Final[dict[Tone, str]] = {
    "clear": "plainly and correctly, so that it is understood at the first reading",
    "short": "in as few words as say the same",
    "formal": "politely and formally, as to a customer or an authority",
    "friendly": "warmly and informally, as to a colleague one likes",
}
_TASK: Final = (
    "Rewrite the material below {how}, in its own language. Add nothing to what it says and leave nothing out; keep "
    "names, numbers, code and links. Write the new text alone, without a word of your own."
)


async def rewrite(
    context: CommandContext,
    text: Annotated[str, "words, or a link to a message; empty: the message replied to, or above"] = "",
    *,
    tone: Annotated[Tone, "how it shall read"] = "clear",
    audience: Audience = "me",  # noqa: ARG001 - what makes the answer private, below
) -> Ask:
    """Put words or a message better."""
    said = await context.pointing(text)
    return Ask(f"{_TASK.format(how=_HOW[tone])} {material(said, text)}", alone=True)


REWRITE: Command = command(rewrite, private=for_me, queued=True, example="pls send the report asap tone=formal")
