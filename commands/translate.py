"""`/translate`: words or a message in another language."""

from typing import Annotated, Final

from bot.core.command import Ask, Audience, Command, CommandContext, command, for_me
from bot.core.material import material
from bot.core.parameters import among

_LANGUAGES: Final = """
English French German Spanish Italian Portuguese Dutch Polish Romanian Czech Slovak Hungarian Greek Swedish Danish
Norwegian Finnish Estonian Latvian Lithuanian Bulgarian Croatian Serbian Slovenian Ukrainian Russian Turkish Arabic
Hebrew Persian Hindi Bengali Tamil Urdu Chinese Japanese Korean Vietnamese Thai Indonesian Malay Swahili Catalan Basque
Breton Latin
"""
_TASK: Final = (
    "Translate the material below into {language}. Keep its meaning and tone, its Markdown, names, numbers, code and "
    "links. Write the translation alone, without a word of your own."
)


async def translate(
    context: CommandContext,
    text: Annotated[str, "words, or a link to a message; empty: the message replied to, or above"] = "",
    *,
    language: Annotated[str, "into which language", among(_LANGUAGES.split())] = "",
    audience: Audience = "me",  # noqa: ARG001 - what makes the answer private, below
) -> Ask:
    """Translate words or a message."""
    said = await context.pointing(text)
    into = language.strip() or "English; if it is English already, into French"
    return Ask(f"{_TASK.format(language=into)} {material(said, text)}", alone=True)


TRANSLATE: Command = command(
    translate, private=for_me, queued=True, on_message="Translate", example="Bonjour à tous language=German"
)
