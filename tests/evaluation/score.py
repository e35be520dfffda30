"""A summary's score: what it covers, what it cites, and whether what it cites is about the same."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.values import Heard
from bot.summaries.sources import Checked
from tests.evaluation.cases import Case

_MARKS = re.compile(r"\[(\d+)\]\([^()\s]*\)")
_WORD = re.compile(r"[^\W_]{4,}")


@dataclass(frozen=True, slots=True)
class Score:
    """`covered` expected points are said, `well_cited` of them with the right message.

    `unrelated` links lead to a message with which their point shares no word of four letters or more: not always wrong,
    since a point may say in other words what was said; `unknown` numbers were invented, and dropped.
    """

    messages: int
    requests: int
    expected: int
    covered: int
    well_cited: int
    points: int
    sourced: int
    links: int
    unrelated: int
    unknown: int
    speakers: float  # share of the people whose messages are cited


def scored(case: Case, heard: Sequence[Heard], checked: Checked, requests: int) -> Score:
    points = [_point(line, checked.cited, heard) for line in checked.text.splitlines() if line.strip()]
    covered = well_cited = 0
    for each in case.expected:
        saying = [cited for text, cited in points if all(re.search(word, text, re.IGNORECASE) for word in each.words)]
        covered += bool(saying)
        well_cited += any(re.search(each.source, message.said.text) for cited in saying for message in cited)
    people = {each.said.author.id for each in heard}
    links = [(text, message) for text, cited in points for message in cited]
    return Score(
        messages=len(heard),
        requests=requests,
        expected=len(case.expected),
        covered=covered,
        well_cited=well_cited,
        points=checked.points,
        sourced=checked.points - checked.unsourced,
        links=len(links),
        unrelated=sum(not _words(text) & _words(_told(message)) for text, message in links),
        unknown=checked.unknown,
        speakers=len({message.said.author.id for _, message in links}) / max(len(people), 1),
    )


def _point(line: str, cited: Sequence[int], heard: Sequence[Heard]) -> tuple[str, list[Heard]]:
    """Its text without marks, and the messages that these lead to."""
    return _MARKS.sub("", line), [heard[cited[int(mark) - 1] - 1] for mark in _MARKS.findall(line)]


def _told(message: Heard) -> str:
    return f"{message.said.author.name} {message.said.text}"


def _words(text: str) -> set[str]:
    return {word.casefold()[:6] for word in _WORD.findall(text)}
