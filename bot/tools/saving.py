"""A file's text as a Markdown file, with page markers; zipped with its pictures where there are any."""

import asyncio
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Final

from bot.core.desk import Desk
from bot.core.document_ports import Documents, Shelf
from bot.core.documents import Document, OutFile, Page, Picture
from bot.core.errors import ToolFailed
from bot.core.page_text import doubt, ranges
from bot.core.read_files import ReadFile

_FOLDER: Final = "images"
_MOST: Final = 20  # pages of an image that are read without asking about the price


class Saving:
    """Saves a file because somebody has asked for it in words. The text of an image is read for that."""

    def __init__(self, shelf: Shelf, documents: Documents) -> None:
        self._shelf = shelf
        self._documents = documents

    async def __call__(self, file: ReadFile, desk: Desk) -> OutFile:
        """Raises `ToolFailed`, or as `Documents.read`."""
        if file.document.kind == "image":
            plan = await self._documents.plan(file.source, ocr=True)
            if len(plan.paid) > _MOST:
                raise ToolFailed(f"{file.name} has {len(plan.paid)} pages; `/ocr` says what reading them costs.")
            await self._documents.read(file.source, plan, plan.paid, progress=desk.progress, charge=desk.charge)
        return await saved(self._shelf, file)


async def saved(shelf: Shelf, file: ReadFile) -> OutFile:
    """`report.md`, or `report.zip` with `report.md` and a folder of images beside it; of the pages that are wanted."""
    document, name, wanted = file.document, file.name, file.wanted
    pages = await shelf.pages(document.id, wanted or None)
    pictures = {page.number: await shelf.pictures(document.id, page.number) for page in pages}
    stem = PurePath(name).stem or "file"
    if document.kind == "image" or not any(pictures.values()):
        return OutFile(f"{stem}.md", "text/markdown", markdown(document, name, pages, wanted=wanted).encode())
    return await asyncio.to_thread(_zipped, stem, markdown(document, name, pages, pictures, wanted=wanted), pictures)


def markdown(
    document: Document,
    name: str,
    pages: Sequence[Page],
    pictures: Mapping[int, Sequence[Picture]] | None = None,
    *,
    wanted: Sequence[int] = (),
) -> str:
    """Every page below its number, the unreadable ones with their reason, those that were not read named."""
    parts = [f"# {name}"]
    for page in pages:
        parts.append(f"<!-- page {page.number} of {document.pages} -->")
        parts += _parts(page, pictures.get(page.number, ()) if pictures else ())
    known = {page.number for page in pages}
    if missing := [number for number in wanted or range(1, document.pages + 1) if number not in known]:
        parts.append(f"*Pages that were not read: {ranges(missing)}.*")
    return "\n\n".join(parts) + "\n"


def _parts(page: Page, pictures: Sequence[Picture]) -> list[str]:
    if page.how is None:
        return [f"*Page {page.number} could not be read: {page.reason}.*"]
    text = page.text
    for picture in pictures:
        text = text.replace(f"]({picture.name})", f"]({_path(page.number, picture)})")
    doubts = f"*{doubt(page)}*" if doubt(page) else ""
    return [piece.strip() for piece in (doubts, page.header, text, page.footer) if piece.strip()]


def _path(page: int, picture: Picture) -> str:
    return f"{_FOLDER}/page-{page}-{PurePath(picture.name).name}"


def _zipped(stem: str, text: str, pictures: Mapping[int, Sequence[Picture]]) -> OutFile:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{stem}.md", text)
        for page, found in pictures.items():
            for picture in found:
                archive.writestr(_path(page, picture), picture.data, zipfile.ZIP_STORED)
    return OutFile(f"{stem}.zip", "application/zip", made.getvalue())
