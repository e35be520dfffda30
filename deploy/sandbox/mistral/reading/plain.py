"""Text files as pages: what is text is taken as it is, in one page."""

import csv
import io
import json
import re
from xml.etree import ElementTree as ET

from deploy.sandbox.mistral.reading import rtf
from deploy.sandbox.mistral.reading.page import NOWHERE, Block, Page

CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
PARAGRAPH = re.compile(r"\n\s*\n")


def pages(data: bytes, name: str) -> list[Page] | None:
    """One page for a text; `None` for what is no text. `name` may hold a file's name and media type."""
    if (text := _text(data)) is None:
        return None
    if text.startswith("{\\rtf"):
        return [page(rtf.text(data))]
    if "csv" in name:
        return [Page((table(list(csv.reader(io.StringIO(text)))),))]
    if text.lstrip().startswith("{") and "ipynb" in name:
        return [page(_notebook(text))]
    return [page(_markup(text) if text.lstrip().startswith("<") else text)]


def page(text: str) -> Page:
    """A page of paragraphs."""
    parts = [part.strip("\n") for part in PARAGRAPH.split(text)]
    return Page(tuple(Block("text", NOWHERE, part) for part in parts if part.strip()))


def table(rows: list[list[str]]) -> Block:
    wide = max((len(row) for row in rows), default=0)
    cells = tuple((*row, *[""] * (wide - len(row))) for row in rows if any(row))
    return Block("table", NOWHERE, "\n".join(" ".join(filter(None, row)) for row in cells), (), cells)


def _text(data: bytes) -> str | None:
    if not data.strip() or CONTROL.search(data[:65536]):
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None if data[:3] == b"\xff\xd8\xff" else data.decode("cp1252", "replace")


def _markup(text: str) -> str:
    try:
        root = ET.fromstring(text)  # noqa: S314 - expat itself stops entity bombs
    except ET.ParseError:
        return re.sub(r"<[^>]*>", " ", text)  # HTML that is no XML
    return "\n\n".join(part.strip() for part in root.itertext() if part.strip())


def _notebook(text: str) -> str:
    cells = json.loads(text).get("cells", [])
    return "\n\n".join("".join(cell.get("source", ())) for cell in cells)
