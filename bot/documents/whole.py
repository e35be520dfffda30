"""A file that OCR reads all at once, since its pages can be counted only by reading them."""

from collections.abc import Iterator
from typing import Final

from bot.core.document_ports import OcrDocument, OcrPage, OcrReply
from bot.core.documents import Page
from bot.core.errors import FileRefused, ModelRefused
from bot.documents.ocr_pages import OF_THE_FILE, as_page
from bot.documents.pictured import is_picture

LEFT_OUT: Final = "OCR gave nothing for it"
EMPTY: Final = "OCR finds nothing on it"


async def asked(opened: OcrDocument, name: str) -> OcrReply:
    """All pages. Raises `FileRefused` where the service cannot open the file, or another `ModelFailed`."""
    try:
        return await opened.read(None)
    except ModelRefused as error:
        if error.status not in OF_THE_FILE:
            raise
        raise FileRefused(error.notice if name in error.notice else _sentence(name)) from error


def pages(reply: OcrReply) -> tuple[list[Page], list[Page]]:
    """Those from 1 to the last that are done with, and those that have to be looked at, as they are pictures."""
    found = {page.number: page for page in reply.pages}
    seen = [page for page in reply.pages if page.pictures and is_picture(page.text, page.pictures)]
    return list(_read(found, max(found, default=1), {page.number for page in seen})), list(map(as_page, seen))


def _read(found: dict[int, OcrPage], last: int, seen: set[int]) -> Iterator[Page]:
    for number in range(1, last + 1):
        page = found.get(number)
        if page is None:
            yield Page(number, None, reason=LEFT_OUT)
        elif number not in seen:
            yield Page(number, None, reason=EMPTY) if is_picture(page.text) else as_page(page)


def _sentence(name: str) -> str:
    return f"Mistral's OCR could not open {name}; please send it again, as a PDF."
