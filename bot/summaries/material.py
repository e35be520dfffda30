"""A stretch of talk as the model reads it: each message with a number that nobody's text can imitate.

`[12] Ana, Mon 09:14: text` begins a message at the left margin, and its further lines are indented. Replies stand below
the message that began their thread, with an arrow before the name. A number in square brackets in somebody's own words
gets round ones, so that what is cited is always a number of ours.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Final

from bot.core.model_ports import Tokens
from bot.core.shown import JOIN
from bot.core.speech import on_one_line, shortened, speaker
from bot.core.values import Author, Heard

_NUMBER: Final = re.compile(r"[\[［【]([\s#^]*\d[\d\s,;–-]*)[\]］】]")
_ARROW: Final = "↳"
_OLDER: Final = ", in an older thread"
_WEEKDAY_SUFFICES: Final = 6 * 86_400  # seconds
_AT_ONCE: Final = 500  # messages that are counted at once, so that a long span does not hold up the others
_ROOT: Final = 400  # characters of a thread's first message, where a part begins amidst its replies


@dataclass(frozen=True, slots=True)
class Line:
    """A message, or a piece of one that is too long for a request. `root`: the number its thread begins with, or 0."""

    number: int
    head: str
    text: str
    root: int = 0

    @property
    def shown(self) -> str:
        first, *rest = self.text.splitlines() or [""]
        return "\n".join([f"{self.head}: {first}".rstrip(), *(f"  {line}".rstrip() for line in rest)])


Part = tuple[Line, ...]


def shown(part: Part) -> str:
    """A part as the model reads it."""
    return JOIN.join(line.shown for line in part)


def harmless(text: str) -> str:
    """Without numbers in square brackets."""
    return _NUMBER.sub(r"(\1)", text)


def is_reply(heard: Heard, thread: str = "") -> bool:
    """Whether it stands in a thread, other than the one that is read."""
    return heard.thread not in {"", thread, heard.said.message_id}


def lines_of(heard: Sequence[Heard], zone: tzinfo, *, thread: str = "") -> list[Line]:
    """All messages, numbered from 1. `thread`: the one they are all in, which then needs no arrows."""
    times = [each.said.at for each in heard]
    form = "%a %H:%M" if times and max(times) - min(times) < _WEEKDAY_SUFFICES else "%a %d %b %H:%M"
    numbers = {each.said.message_id: number for number, each in enumerate(heard, 1)}
    return [_line(number, each, numbers, zone, form, thread) for number, each in enumerate(heard, 1)]


def _line(number: int, heard: Heard, numbers: Mapping[str, int], zone: tzinfo, form: str, thread: str) -> Line:
    said, reply = heard.said, is_reply(heard, thread)
    root = numbers.get(heard.thread, 0) if reply else 0
    when = datetime.fromtimestamp(said.at, zone).strftime(form)
    head = f"[{number}] {f'{_ARROW} ' if reply else ''}{speaker_name(said.author)}, {when}"
    words = [said.text.strip(), *(f"[file: {on_one_line(file.name)}]" for file in said.attachments)]
    text = "\n".join(filter(None, words)) or "(no text)"
    return Line(number, f"{head}{_OLDER if reply and not root else ''}", harmless(text), root)


def speaker_name(author: Author) -> str:
    """A name that imitates neither a number nor a reply."""
    return harmless(speaker(author)).lstrip(f"{_ARROW} ") or "someone"


async def parts_of(lines: Sequence[Line], tokens: Tokens, most: int) -> list[Part]:
    """All of them, in order; at most `most` tokens are in one part, a repeated beginning of a thread left aside."""
    counts: list[int] = []
    for at in range(0, len(lines), _AT_ONCE):
        some = [line.shown for line in lines[at : at + _AT_ONCE]]
        counts += [count.followed for count in await tokens.count(some)]
    by_number = {line.number: line for line in lines}
    parts: list[list[Line]] = []
    room = 0
    for line, count in zip(lines, counts, strict=True):
        for piece in _cut(line, count, most):
            size = count * len(piece.text) // max(len(line.text), 1) + 1 if piece is not line else count
            if not parts or size > room:
                parts.append(_begun(piece, by_number))
                room = most
            parts[-1].append(piece)
            room -= size
    return [tuple(part) for part in parts]


def _begun(line: Line, by_number: Mapping[int, Line]) -> list[Line]:
    """What a part begins with: the message that a reply answers, with its own number."""
    root = by_number.get(line.root)
    return [replace(root, text=shortened(root.text, _ROOT))] if root else []


def _cut(line: Line, count: int, most: int) -> list[Line]:
    """Pieces of at most so many tokens, about."""
    if count <= most:
        return [line]
    longest = max(len(line.text) * most // (count + len(line.head)) * 9 // 10, 1)
    starts = range(0, len(line.text), longest)
    return [replace(line, text=line.text[start : start + longest]) for start in starts]
