"""`/explain`: what a message means."""

from typing import Annotated, Final, Literal

from bot.core.command import Ask, Audience, Command, CommandContext, command, for_me
from bot.core.material import material

Reader = Literal["newcomer", "expert"]

_FOR: Final[dict[Reader, str]] = {
    "newcomer": "somebody who is new to the matter: explain abbreviations, terms and what is taken for granted",
    "expert": "somebody who knows the field: say what matters, and what follows from it",
}
_TASK: Final = (
    "Explain the material below to {reader}. Be brief, and say where you are guessing. Answer in the language of the "
    "material."
)


async def explain(
    context: CommandContext,
    message: Annotated[str, "a link to a message, or words; empty: the message replied to, or above"] = "",
    *,
    reader: Annotated[Reader, "to whom"] = "newcomer",
    audience: Audience = "me",  # noqa: ARG001 - what makes the answer private, below
) -> Ask:
    """Explain a message, or words."""
    said = await context.pointing(message)
    return Ask(f"{_TASK.format(reader=_FOR[reader])} {material(said, message)}", alone=True)


EXPLAIN: Command = command(
    explain, private=for_me, queued=True, on_message="Explain", example="429 Too Many Requests reader=expert"
)
