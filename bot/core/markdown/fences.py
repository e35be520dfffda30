"""Code fences, line by line: which line opens one, which closes it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_LONGEST_LEAD: Final = 40  # characters before a fence; more is no fence that anybody wrote
_OPENING = re.compile(
    rf"([ \t>]{{0,{_LONGEST_LEAD}}}(?:(?:[-*+]|\d{{1,3}}[.)])[ \t]{{1,4}})?)(`{{3,}}|~{{3,}})(.*)", re.DOTALL
)
_DEEPER: Final = 3  # columns that a closing line may be indented more than the opening one (CommonMark)


@dataclass(frozen=True, slots=True)
class Fence:
    """An open code fence: what stands before it on its line, its backticks or tildes, and its info string."""

    lead: str
    mark: str
    info: str = ""

    @property
    def opener(self) -> str:
        return f"{self.lead}{self.mark}{self.info}"

    @property
    def closer(self) -> str:
        return f"{self.lead}{self.mark}"


def opened(line: str) -> Fence | None:
    """The fence that a line opens, if no fence is open. A fence may follow a bullet or stand in a quotation."""
    if "```" not in line and "~~~" not in line:
        return None
    if (found := _OPENING.match(line)) is None:
        return None
    lead, mark, info = found[1], found[2], found[3].strip()
    if mark[0] == "`" and "`" in info:  # that is inline code
        return None
    return Fence(re.sub(r"[^\s>]", " ", lead), mark, info)


def closes(line: str, fence: Fence) -> bool:
    """Whether a line ends the open fence: at least as many of its characters, and nothing else."""
    if fence.mark not in line:
        return False
    words = line.strip()
    quoted = words.startswith(">")
    marks = words.lstrip("> \t")
    if quoted != (">" in fence.lead) or marks.strip(fence.mark[0]):
        return False
    return _columns(line) <= _columns(fence.lead) + _DEEPER


def after(line: str, fence: Fence | None) -> Fence | None:
    """The fence that is open after a whole line, if `fence` was before it."""
    if fence is None or _leaves(line, fence):
        return opened(line)
    return None if closes(line, fence) else fence


def _leaves(line: str, fence: Fence) -> bool:
    """Whether a line stands outside the quotation in which the fence is open, which ends it."""
    return ">" in fence.lead and not line.lstrip().startswith(">")


def open_at_end(text: str) -> Fence | None:
    """The fence that is open before the last line of `text`."""
    fence: Fence | None = None
    for line in text.split("\n")[:-1]:
        if fence is not None or "```" in line or "~~~" in line:
            fence = after(line, fence)
    return fence


def by_fence(text: str) -> Iterator[tuple[Fence | None, list[str]]]:
    """The lines of `text` in groups: those of a fenced block, its fences included, or those between two blocks."""
    fence: Fence | None = None
    lines: list[str] = []
    for line in text.split("\n"):
        if fence is not None and _leaves(line, fence):
            yield fence, lines
            fence, lines = None, []
        following = after(line, fence)
        if following is not None and following is not fence:  # a block begins
            yield fence, lines
            fence, lines = following, [line]
            continue
        lines.append(line)
        if following is not fence:  # a block has ended
            yield fence, lines
            fence, lines = None, []
    yield fence, lines


def run_length(line: str) -> int:
    """How long the lead and the marks are of a line that begins as an opening one does; 0 for any other.

    It never shrinks as a line is written on.
    """
    if "```" not in line and "~~~" not in line:
        return 0
    found = _OPENING.match(line)
    return len(found[1]) + len(found[2]) if found else 0


def _columns(text: str) -> int:
    return len(text) - len(text.lstrip(" \t>"))
