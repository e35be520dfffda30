"""What an answer cites of a search: numbers of hits become links, and a link to a message that was not found goes.

A search's result, as the model reads it, has a line for each hit that begins with its number and ends with its link.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from bot.core.foreign_links import ForeignLinks
from bot.core.markdown.code import prose_and_code
from bot.core.records import Step, ToolFinished

SEARCHES: Final = frozenset({"search_conversation", "search_channel"})
_HIT: Final = re.compile(r"^ {0,2}\[(\d{1,4})\] .*?(https?://\S+)$", re.MULTILINE)  # the frame indents by two
_NUMBER: Final = re.compile(r"\[(\d{1,4})\](?![(\[:])")
_BRACKETED: Final = re.compile(r"\[([\s#^]*\d[\d\s,;–-]*)\]")


def hits_of(steps: Iterable[Step]) -> dict[int, str]:
    """The links that searches of a turn have found, by their numbers."""
    found: dict[int, str] = {}
    for step in steps:
        if isinstance(step, ToolFinished) and step.call.name in SEARCHES and not step.failed:
            found |= {int(number): link for number, link in _HIT.findall(step.text)}
    return found


def highest(steps: Iterable[Step]) -> int:
    """The highest number that a hit of a turn has; 0 without any."""
    return max(hits_of(steps), default=0)


def cited(text: str, steps: Sequence[Step], shown: Iterable[str]) -> str:
    """An answer with what it cites checked; `shown` are the texts that the model was shown besides."""
    links = hits_of(steps)
    if not links:
        return text
    checked = ForeignLinks(links.values(), shown, messages_only=True).taken_out(text)
    return "".join(piece if code else _linked(piece, links) for code, piece in prose_and_code(checked))


def harmless(text: str) -> str:
    """Without numbers in square brackets, which would look like those of hits."""
    return _BRACKETED.sub(r"(\1)", text)


def _linked(prose: str, links: dict[int, str]) -> str:
    def link(found: re.Match[str]) -> str:
        target = links.get(int(found[1]))
        return f"[{found[1]}]({target})" if target else found[0]

    return _NUMBER.sub(link, prose)
