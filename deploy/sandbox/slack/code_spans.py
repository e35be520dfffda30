"""Where code stands in a Markdown text. CommonMark: fenced code blocks, code spans."""

import re
from collections.abc import Callable

_CODE = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*(?:\n.*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)|\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """The text with `change` applied to everything that is not code; an open fence reaches to the end."""
    parts: list[str] = []
    at = 0
    for match in _CODE.finditer(text):
        parts += (change(text[at : match.start()]), match.group())
        at = match.end()
    return "".join(parts) + change(text[at:])


def without_code(text: str) -> str:
    return _CODE.sub(" ", text)
