"""Office files, read with the standard library: the text in its order, tables, and the pictures of a DOCX.

A DOCX is one page whatever its length, as the API was seen to answer (client-python#287); a PPTX has a page for each
slide, an XLSX one for each sheet, an EPUB one for each chapter, an ODT one.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from deploy.sandbox.mistral.reading import docx, sheets
from deploy.sandbox.mistral.reading.page import NOWHERE, Block, Page, Unreadable
from deploy.sandbox.mistral.reading.parts import Parts

NUMBER = re.compile(r"(\d+)\.xml$")


def is_office(data: bytes) -> bool:
    return data[:4] == b"PK\x03\x04"


def docx_pictures(data: bytes) -> bool:
    try:
        return any(name.startswith("word/media/") for name in zipfile.ZipFile(io.BytesIO(data)).namelist())
    except zipfile.BadZipFile:
        return False


def pages(data: bytes) -> list[Page]:
    try:
        parts = Parts(data)
        return list(_pages(parts))
    except (zipfile.BadZipFile, ET.ParseError, KeyError, RuntimeError, EOFError, OSError) as error:
        msg = f"Document is not a valid office file: {error}"
        raise Unreadable(msg) from error


def _pages(parts: Parts) -> Iterator[Page]:
    if parts.has("word/document.xml"):
        yield Page(tuple(docx.blocks(parts)))
    elif parts.has("ppt/presentation.xml"):
        for name in _numbered(parts, "ppt/slides/slide"):
            yield _paragraphs(parts.tree(name), "p", "t")
    elif parts.has("xl/workbook.xml"):
        yield from sheets.pages(parts)
    elif parts.has("META-INF/container.xml"):
        for name in parts.named((".xhtml", ".html", ".htm")):
            yield _paragraphs(parts.tree(name), "p", "")
    elif parts.has("content.xml"):
        yield _paragraphs(parts.tree("content.xml"), "p", "")
    else:
        msg = "Document is not of a kind that can be read."
        raise Unreadable(msg)


def _numbered(parts: Parts, start: str) -> list[str]:
    names = [name for name in parts.named((".xml",)) if name.startswith(start)]
    return sorted(names, key=lambda name: int(found[1]) if (found := NUMBER.search(name)) else 0)


def _paragraphs(root: Any, paragraph: str, run: str) -> Page:
    """The paragraphs and headings below an element; with `run`, only the text in elements of that name."""
    blocks = []
    for each in root.iter():
        name = local(each.tag)
        if name not in {paragraph, "h", "h1", "h2", "h3", "li"}:
            continue
        texts = (inner.text or "" for inner in each.iter() if local(inner.tag) == run) if run else each.itertext()
        if text := "".join(texts).strip():
            blocks.append(Block("title" if name.startswith("h") else "text", NOWHERE, text))
    return Page(tuple(blocks))


def local(tag: Any) -> str:
    """An element's name without its namespace."""
    return str(tag).rpartition("}")[2]
