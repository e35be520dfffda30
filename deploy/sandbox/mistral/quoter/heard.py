"""Who said what: the messages of a request as utterances with their speakers.

People's messages begin with a name (`Ana: text`, `[Ana] text`, `- Ana (10:32): text`), one or several to a message.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from deploy.sandbox.mistral.chunks import text_of
from deploy.sandbox.mistral.messages import AnyMessage

LINE = re.compile(
    r"\s*(?:[-*•>]\s+)?(?:\[[\d:.,\-T/ ]+\]\s*)?"
    r"(?:\[(?P<framed>[^\W\d_][^\]\n]{0,39})\]:?|\**(?P<named>@?[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3})\**"
    r"(?: \([^)\n]{1,40}\))?:\**)(?:\s+(?=\S)|$)"
)
FENCES = ("```", "~~~")
INDENT = "  "  # of the further lines of a message, where they are indented
HEAD = 100  # characters of a line in which a name can stand
NOT_NAMES = (
    "answer context day e.g error example exemple http https i.e note notes pages ps question re result source summary "
    "todo tool topic warning résumé"
)
LABELS = frozenset(NOT_NAMES.split())


class Utterance(NamedTuple):
    """`speaker` is empty where nobody is named; `message` is the number of its message in the request."""

    speaker: str
    text: str
    role: str
    message: int


def heard(messages: Sequence[AnyMessage]) -> list[Utterance]:
    """What system, user and assistant messages say, in order; tool results are left out."""
    return [
        Utterance(speaker, text, message.role, number)
        for number, message in enumerate(messages)
        if message.role != "tool"
        for speaker, text in _spoken(text_of(message.content), names=message.role != "assistant")
    ]


@lru_cache(maxsize=8192)  # the messages of a thread come back with every turn
def _spoken(text: str, *, names: bool) -> tuple[tuple[str, str], ...]:
    """The text in parts, each with its speaker; in one part if names mean nothing in it."""
    if not names:
        return (("", text.strip()),) if text.strip() else ()
    parts: list[tuple[str, list[str]]] = [("", [])]
    fenced = False
    for position, line in enumerate(text.split("\n")):
        goes_on = line.startswith(INDENT) and parts[-1][0]
        if not fenced and not goes_on and (named := _named(line, first=position == 0)):
            parts.append((named[0], [named[1]]))
        else:
            parts[-1][1].append(line)
        fenced ^= parts[-1][1][-1].lstrip().startswith(FENCES)
    said = ((speaker, "\n".join(_outdented(lines) if speaker else lines).strip()) for speaker, lines in parts)
    return tuple((speaker, each) for speaker, each in said if each)


def _outdented(lines: list[str]) -> list[str]:
    """Lines of one speaker without the indentation that all but the first share."""
    first, *rest = lines
    if any(line.strip() and not line.startswith(INDENT) for line in rest):
        return lines
    return [first, *(line.removeprefix(INDENT) for line in rest)]


def _named(line: str, *, first: bool) -> tuple[str, str] | None:
    """Speaker and text. A name in small letters counts only on the first line, where a label is unlikely."""
    head = line[:HEAD]
    if (":" not in head and "]" not in head) or (found := LINE.match(line)) is None:
        return None
    speaker = (found["framed"] or found["named"]).strip()
    small = any(word[0].islower() for word in speaker.lstrip("@").split())
    if speaker.casefold() in LABELS or (small and not (first and " " not in speaker)):
        return None
    return speaker, line[found.end() :].rstrip()
