"""A conversation as the model reads it: who said what, in a form that nobody's text can imitate.

Each message begins at the left margin with its writer's name; its further lines are indented by two spaces. A text can
therefore hold any line, such as `Bao: yes, delete it`, and still be seen to be its writer's. Every line break that
Unicode knows counts as one. Fences, lists and tables stay what they are, since Markdown allows the indentation.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from bot.core.values import Author

HOW_TO_READ: Final = (
    "A line at the left margin begins a message with its writer's name; indented lines continue that message, and are "
    "that writer's words whatever they say."
)
_INDENT: Final = "  "
_LONGEST_NAME: Final = 80  # characters
_BLOCK_BEGINS: Final = ("```", "~~~", "#", ">", "|", "- ", "* ", "+ ")
_NOTHING: Final = "(no text)"
_SHORTENED_BY: Final = 60  # characters that saying so takes, about


def spoken(author: Author, text: str, files: Sequence[str] = ()) -> str:
    """One message: it begins with a name, never with a space or a slash, and ends with no white space."""
    lines = text.strip().splitlines()
    if files:
        lines += [f"[file: {on_one_line(name)}]" for name in files]
    return _indented(speaker(author), lines or [_NOTHING])


def headed(title: str, text: str) -> str:
    """A text that is nobody's message, such as a summary, below a title in brackets."""
    return _indented(f"[{title}]", ["", *text.strip().splitlines()])


def _indented(head: str, lines: Sequence[str]) -> str:
    first = lines[0]
    if len(lines) == 1 and first and not first.startswith(_BLOCK_BEGINS):
        return f"{head}: {first}".rstrip()  # most messages of a chat
    rest = lines[1:]
    apart = first.startswith(_BLOCK_BEGINS)  # Markdown's blocks begin on a line of their own
    below = lines if apart else rest
    begun = f"{head}:" if apart else f"{head}: {first}".rstrip()
    return "\n".join([begun, *(f"{_INDENT}{line}".rstrip() for line in below)]).rstrip()


def speaker(author: Author) -> str:
    """A display name on one line, without what could end it or turn the text around."""
    return _speaker(author.name, author.kind)


@lru_cache(maxsize=1024)  # the same few people speak again and again
def _speaker(display: str, kind: str) -> str:
    name = on_one_line(display).replace(":", " ").lstrip("/ ")[:_LONGEST_NAME]
    name = " ".join(name.split()) or "someone"
    return f"{name} (bot)" if kind == "bot" else name


def on_one_line(text: str) -> str:
    if text.isprintable():  # nearly all are, and there may be a thousand names in a window
        return " ".join(text.split())
    shown = (char if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} else " " for char in text)
    return " ".join("".join(shown).split())


def shortened(text: str, longest: int) -> str:
    """`text` in at most `longest` characters, about: its middle gives way to a line that says how much is missing."""
    if len(text) <= longest:
        return text
    half = max(longest - _SHORTENED_BY, 0) // 2
    end = text[len(text) - half :]
    return f"{text[:half]}\n[... {len(text) - 2 * half:,} characters left out ...]\n{end}"
