"""Code in a text: what a converter of prose must leave alone."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from bot.core.markdown.fences import by_fence

_RUN = re.compile(r"`+")


def code_spans(line: str) -> tuple[list[tuple[int, int]], list[int]]:
    """The code spans of a line, backticks included, and where backticks stand that open none."""
    if "`" not in line:
        return [], []
    runs = [(found.start(), found.end()) for found in _RUN.finditer(line)]
    runs = [(start + _escaped(line, start), end) for start, end in runs]
    by_length: dict[int, list[int]] = {}
    for number, (start, end) in enumerate(runs):
        by_length.setdefault(end - start, []).append(number)
    spans: list[tuple[int, int]] = []
    lone: list[int] = []
    number = 0
    while number < len(runs):
        start, end = runs[number]
        same = by_length[end - start]
        at = bisect_right(same, number)
        if start == end or at == len(same):
            lone += [start] if start < end else []
            number += 1
        else:
            spans.append((start, runs[same[at]][1]))
            number = same[at] + 1
    return spans, lone


def _escaped(line: str, start: int) -> int:
    """1 if the backtick at `start` is taken literally because of a backslash before it."""
    slashes = start - len(line[max(0, start - 64) : start].rstrip("\\")) - max(0, start - 64)
    return slashes % 2


def in_line(line: str) -> Iterator[tuple[bool, str]]:
    """The pieces of a line outside fences: whether it is code, and the piece."""
    at = 0
    for start, end in code_spans(line)[0]:
        if start > at:
            yield False, line[at:start]
        yield True, line[start:end]
        at = end
    if at < len(line) or not line:
        yield False, line[at:]


def prose_and_code(text: str) -> Iterator[tuple[bool, str]]:
    """The pieces of a text, which together are all of it: whether one is code (a fence or a span), and the piece.

    A span that its line does not close is prose.
    """
    first = True
    for fence, lines in by_fence(text):
        for line in lines:
            if not first:
                yield fence is not None, "\n"
            first = False
            if fence is not None:
                yield True, line
            else:
                yield from in_line(line)
