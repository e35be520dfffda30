"""Who said what: the messages of a request as utterances with their speakers.

People's messages begin with a name (`Ana: text`, `[Ana] text`, `- Ana (10:32): text`), one or several to a message.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from deploy.sandbox.mistral.chunks import text_of
from deploy.sandbox.mistral.messages import AnyMessage
from deploy.sandbox.mistral.quoter.pages import Pages, sections

LINE = re.compile(
    r"\s*(?:[-*•>]\s+)?(?:\[[\d:.,\-T/ ]+\]\s*)?"
    r"(?:\[(?P<framed>[^\W\d_][^\]\n]{0,39})\]:?|\**(?P<named>@?[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3})\**"
    r"(?: \([^)\n]{1,40}\))?:\**)(?:\s+(?=\S)|$)"
)
NUMBERED = re.compile(
    r"(?P<number>\[\d{1,6}\]) (?:↳ )?(?P<name>[^\n]{1,100}?), (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?: \d\d [A-Z][a-z]{2})?"
    r" \d\d:\d\d(?:, [a-z ]{1,30})?:(?:\s+(?=\S)|$)"
)  # at the left margin: a message that was given a number to be cited by
NOTES = re.compile(r"\[(?P<name>Notes) on [^\]\n]{1,60}\]:?")  # at the left margin: what was noted down of messages
FILE = re.compile(r"(\[file: [^\]\n]+\]):?")  # at the left margin: a file that was given, below its title
FENCES = ("```", "~~~")
INDENT = "  "  # of the further lines of a message, where they are indented
HEAD = 100  # characters of a line in which a name can stand
NOT_NAMES = (
    "answer context day e.g error example exemple http https i.e note notes pages ps question re result source summary "
    "todo tool topic warning résumé"
)
LABELS = frozenset(NOT_NAMES.split())


class Utterance(NamedTuple):
    """`speaker` is empty where nobody is named; `message` is the number of its message in the request.

    `source` is the mark of a document's page, the title of a file, the name of a picture whose text this is, or the
    number that a message was given, such as `[12]`.
    """

    speaker: str
    text: str
    role: str
    message: int
    source: str = ""


def heard(messages: Sequence[AnyMessage]) -> list[Utterance]:
    """What system, user and assistant messages say, in order; tool results are left out."""
    return [
        Utterance(speaker, text, message.role, number, source)
        for number, message in enumerate(messages)
        if message.role != "tool"
        for speaker, text, source in _spoken(text_of(message.content), names=message.role != "assistant")
    ]


@dataclass(slots=True)
class _Part:
    """Lines of one speaker, or of one file."""

    speaker: str
    lines: list[str]
    file: str = ""

    def sections(self) -> Iterator[tuple[str, str, str]]:
        """Speaker, text and source of what was said, page by page; a file is at least known by its title."""
        lines = _outdented(self.lines) if self.speaker or self.file else self.lines
        if self.speaker and self.file:  # a message with a number, which is one whatever it says
            yield self.speaker, "\n".join(lines).strip(), self.file
            return
        for each in sections("\n".join(lines).strip()):
            text = each.text or ("" if each.mark else self.file.strip("[]"))
            if text:
                yield "" if each.mark else self.speaker, text, each.mark or self.file


@lru_cache(maxsize=8192)  # the messages of a thread come back with every turn
def _spoken(text: str, *, names: bool) -> tuple[tuple[str, str, str], ...]:
    """The text in parts, each with its speaker and its source; in one part if names mean nothing in it."""
    if not names:
        return (("", text.strip(), ""),) if text.strip() else ()
    parts = [_Part("", [])]
    fenced, in_pages = False, Pages()
    for position, line in enumerate(text.split("\n")):
        last = parts[-1]
        goes_on = in_pages(line, INDENT) or (line.startswith(INDENT) and (last.speaker or last.file))
        if (begun := _numbered(line)) or (not fenced and not goes_on and (begun := _begun(line, first=position == 0))):
            fenced = False
            parts.append(begun)
        else:
            last.lines.append(line)
        fenced ^= parts[-1].lines[-1].lstrip().startswith(FENCES)
    return tuple(section for part in parts for section in part.sections())


def _numbered(line: str) -> _Part | None:
    if found := NUMBERED.match(line):
        return _Part(found["name"], [line[found.end() :].rstrip()], found["number"])
    if found := NOTES.match(line):
        return _Part(found["name"], [line[found.end() :].strip()])
    return None


def _begun(line: str, *, first: bool) -> _Part | None:
    """A new part, where a line begins one."""
    if found := FILE.match(line):
        return _Part("", [line[found.end() :].strip()], found[1])
    named = _named(line, first=first)
    return _Part(named[0], [named[1]]) if named else None


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
