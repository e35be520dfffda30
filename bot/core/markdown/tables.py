"""Tables for a platform that has none: an aligned code block where it is narrow enough, else groups of bullets."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from bot.core.markdown.fences import by_fence

WIDEST: Final = 60  # columns that a phone shows of a code block without wrapping
_GAP: Final = "  "
_DELIMITER: Final = frozenset(" \t|:-")
_PIPE = re.compile(r"(?<!\\)\|")
_DASHES = re.compile(r":?-+:?")
_LINK = re.compile(r"\]\(|https?://")
_EMPHASIS = re.compile(r"\*\*|__|~~|`+")


def tables(text: str) -> str:
    """`text` with its tables (GitHub Flavored Markdown, outside fences) turned into code blocks or bullets.

    A table begins to be one once its delimiter row is there; until then its header is left as it is.
    """
    lines: list[str] = []
    for fence, group in by_fence(text):
        lines += group if fence else [line for _, shown in by_table(group) for line in shown]
    return "\n".join(lines)


def by_table(lines: Sequence[str]) -> Iterator[tuple[bool, list[str]]]:
    """Lines outside fences: whether they stand for a table, and the lines; one at a time where there is none."""
    at = 0
    while at < len(lines):
        if rows := _table_at(lines, at):
            yield True, _rendered(rows, _alignments(lines[at + 1]))
            at += len(rows) + 1
        else:
            yield False, [lines[at]]
            at += 1


def _table_at(lines: Sequence[str], at: int) -> list[list[str]]:
    """The rows of the table that begins on a line, its header first and its delimiter row left out; or nothing."""
    if "|" not in lines[at] or at + 1 == len(lines) or not (columns := len(_alignments(lines[at + 1]))):
        return []
    header = _cells(lines[at])
    if len(header) != columns:
        return []
    rows = [header]
    for line in lines[at + 2 :]:
        if "|" not in line:
            break
        cells = _cells(line)
        rest = [" ".join(cells[columns - 1 :])] if len(cells) >= columns else [""] * (columns - len(cells))
        rows.append(cells[: columns - 1] + rest if len(cells) >= columns else cells + rest)
    return rows


def _cells(line: str) -> list[str]:
    line = line.strip()
    line = line.removeprefix("|")
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    return [cell.strip().replace("\\|", "|") for cell in _PIPE.split(line)]


def _alignments(line: str) -> list[str]:
    """For each column "<", ">" or "^", as `format` writes them; empty if the line is no delimiter row."""
    if "-" not in line or "|" not in line or not _DELIMITER.issuperset(line):
        return []
    cells = _cells(line)
    if not all(_DASHES.fullmatch(cell) for cell in cells):
        return []
    ends = {(True, True): "^", (False, True): ">"}
    return [ends.get((cell.startswith(":"), cell.endswith(":")), "<") for cell in cells]


def _rendered(rows: list[list[str]], alignments: Sequence[str]) -> list[str]:
    plain = [[_EMPHASIS.sub("", cell) for cell in row] for row in rows]
    widths = [max(display_width(row[column]) for row in plain) for column in range(len(alignments))]
    linked = any(_LINK.search(cell) for row in rows for cell in row)  # a code block shows a link that cannot be used
    if linked or sum(widths) + len(_GAP) * (len(widths) - 1) > WIDEST:
        return _bullets(rows)
    ruler = ["-" * width for width in widths]
    shown = [_aligned(row, widths, alignments) for row in (plain[0], ruler, *plain[1:])]
    return ["```", *shown, "```"]


def _aligned(row: Sequence[str], widths: Sequence[int], alignments: Sequence[str]) -> str:
    cells = []
    for cell, width, alignment in zip(row, widths, alignments, strict=True):
        missing = width - display_width(cell)
        left = {"<": 0, ">": missing, "^": missing // 2}[alignment]
        cells.append(" " * left + cell + " " * (missing - left))
    return _GAP.join(cells).rstrip()


def _bullets(rows: list[list[str]]) -> list[str]:
    header, *body = rows
    lines: list[str] = []
    for number, row in enumerate(body, 1):
        name = _EMPHASIS.sub("", row[0]) or f"{number}."
        lines.append(f"**{name}**")
        lines += [f"- {title}: {cell}" if title else f"- {cell}" for title, cell in _pairs(header, row) if cell]
    return lines or [f"**{' · '.join(filter(None, header))}**"]


def _pairs(header: Sequence[str], row: Sequence[str]) -> list[tuple[str, str]]:
    return list(zip(header[1:], row[1:], strict=True))


def display_width(text: str) -> int:
    """Columns that a text takes in a fixed-width font: two for CJK and emoji, none for what modifies them."""
    if text.isascii():
        return len(text)
    width, joined = 0, False
    for char in text:
        if (
            not joined
            and unicodedata.category(char) not in {"Mn", "Me", "Cf"}
            and not "\U0001f3fb" <= char <= "\U0001f3ff"
        ):
            width += 2 if unicodedata.east_asian_width(char) in "WF" else 1
        joined = char == "\u200d"
    return width
