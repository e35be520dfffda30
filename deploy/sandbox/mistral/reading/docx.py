"""The body of a DOCX: paragraphs, headings, tables and pictures in their order."""

from collections.abc import Iterator
from typing import Any

from deploy.sandbox.mistral.reading.page import NOWHERE, Block, Box, Unreadable
from deploy.sandbox.mistral.reading.parts import Parts
from deploy.sandbox.mistral.reading.pictures import decoded, encoded
from deploy.sandbox.mistral.reading.plain import table

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"


def blocks(parts: Parts) -> Iterator[Block]:
    related = _related(parts)
    body = parts.tree("word/document.xml").find(f"{W}body")
    for element in body if body is not None else ():
        if element.tag == f"{W}tbl":
            yield table([[_text(cell) for cell in row.iter(f"{W}tc")] for row in element.iter(f"{W}tr")])
        elif element.tag == f"{W}p":
            yield from _paragraph(element, parts, related)


def _paragraph(element: Any, parts: Parts, related: dict[str, str]) -> Iterator[Block]:
    for blip in element.iter(BLIP):
        name = related.get(blip.get(EMBED, ""), "")
        if parts.has(name) and (picture := _picture(parts.read(name))):
            yield picture
    if text := _text(element):
        yield Block(_kind(element), NOWHERE, text)


def _kind(element: Any) -> Any:
    style = element.find(f"{W}pPr/{W}pStyle")
    named = "" if style is None else style.get(f"{W}val", "").casefold()
    if named.startswith(("heading", "title", "titre")):
        return "title"
    return "list" if element.find(f"{W}pPr/{W}numPr") is not None else "text"


def _text(element: Any) -> str:
    """The text of an element; tabs and breaks are kept."""
    marks = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n"}
    found = ((each.text or "") if each.tag == f"{W}t" else marks.get(each.tag, "") for each in element.iter())
    return "".join(found).strip()


def _picture(data: bytes) -> Block | None:
    """`None` for drawings that Pillow does not know, such as EMF."""
    try:
        image = decoded(data)
    except Unreadable:
        return None
    return Block("image", Box(0, 0, image.width, image.height), jpeg=encoded(image, "JPEG"))


def _related(parts: Parts) -> dict[str, str]:
    name = "word/_rels/document.xml.rels"
    if not parts.has(name):
        return {}
    return {each.get("Id", ""): "word/" + each.get("Target", "").removeprefix("/word/") for each in parts.tree(name)}
