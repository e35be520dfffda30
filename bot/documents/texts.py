"""Text files of every kind as pages: prose as it is, code and data in fences, tables as tables, mail as mail."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from bot.core.documents import Page
from bot.documents import mail, plain, tables
from bot.documents.limits import Limits
from bot.documents.paging import PAGE_CHARS, Draft, cut, fenced, numbered, printable

_PROSE: Final = frozenset({"", "txt", "text", "md", "markdown", "mdown", "rst", "asc", "adoc", "org", "srt", "vtt"})
_LANGUAGES: Final = {
    "py": "python",
    "js": "javascript",
    "ts": "typescript",
    "rb": "ruby",
    "rs": "rust",
    "kt": "kotlin",
    "cs": "csharp",
    "sh": "bash",
    "yml": "yaml",
    "h": "c",
    "hpp": "cpp",
    "cc": "cpp",
    "pl": "perl",
    "tf": "hcl",
    "ps1": "powershell",
    "svg": "xml",
    "ex": "elixir",
    "hs": "haskell",
    "jl": "julia",
    "m": "matlab",
    "log": "log",
}
_FENCE: Final = 24  # characters of a page that its fence takes
_WIDEST_FIELD: Final = 2**22  # characters


def converted(path: Path, name: str, limits: Limits) -> list[Page]:
    """The file's pages, `how="text"`. Any bytes have some."""
    data = path.read_bytes()
    return numbered(_drafts(data, name, limits), limits)


def _drafts(data: bytes, name: str, limits: Limits) -> Iterator[Draft]:
    kind = plain.media_type(data[: 64 * 1024], name)
    if kind == "message/rfc822":
        return _prose(printable(mail.text(data, name)))
    text = printable(plain.decoded(data[: 4 * limits.text_chars + 4]))
    if kind in {"text/csv", "text/tab-separated-values"}:
        return _table(text, tabs=kind != "text/csv")
    if kind == "application/x-ipynb+json":
        return _notebook(text)
    language = plain.extension(name)
    return _prose(text) if language in _PROSE else _code(text, _LANGUAGES.get(language, language))


def _prose(text: str) -> Iterator[Draft]:
    """A form feed ends a page, as it does in print."""
    for sheet in text.split("\f"):
        yield from (Draft(piece) for piece in cut(sheet))


def _code(text: str, language: str) -> Iterator[Draft]:
    shown = language if language.isalnum() else ""
    for piece in cut(text.replace("\f", "\n"), PAGE_CHARS - _FENCE):
        yield Draft(fenced(piece, shown) if piece.strip() else "")


def _table(text: str, *, tabs: bool) -> Iterator[Draft]:
    rows = [row for row in _records(text, tabs=tabs) if any(row)]
    if not rows:
        return iter((Draft(""),))
    return (Draft(page) for page in tables.pages(rows[0], rows[1:]))


def _records(text: str, *, tabs: bool) -> list[list[str]]:
    csv.field_size_limit(_WIDEST_FIELD)
    lines = io.StringIO(text.replace("\f", " "), newline="")
    try:
        return list(csv.reader(lines, delimiter="\t" if tabs else _delimiter(text)))
    except csv.Error:
        return [[line] for line in text.splitlines()]


def _delimiter(text: str) -> str:
    """The mark that parts the first lines into the same number of fields; a comma where none does."""
    lines = [line for line in text[:20_000].splitlines()[:20] if line.strip()]
    counts = {mark: [line.count(mark) for line in lines] for mark in ",;\t|"}
    even = {mark: min(found) for mark, found in counts.items() if found and min(found) > 0}
    steady = [mark for mark in even if len(set(counts[mark])) == 1]
    return max(steady or even or [","], key=lambda mark: even.get(mark, 0))


def _notebook(text: str) -> Iterator[Draft]:
    """A Jupyter notebook's cells with what they printed; one that is broken, as code."""
    try:
        content = json.loads(text)
        cells = [_cell(cell) for cell in content["cells"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _code(text, "json")
    return _prose("\n\n".join(cell for cell in cells if cell))


def _cell(cell: dict[str, Any]) -> str:
    source = "".join(cell.get("source", ""))
    if cell.get("cell_type") != "code":
        return source
    printed = ["".join(_printed(output)) for output in cell.get("outputs", [])]
    return "\n\n".join([fenced(source, "python"), *(fenced(each.rstrip(), "text") for each in printed if each.strip())])


def _printed(output: dict[str, Any]) -> list[str]:
    found = output.get("text") or output.get("data", {}).get("text/plain") or output.get("evalue") or ""
    return [found] if isinstance(found, str) else [str(each) for each in found]
