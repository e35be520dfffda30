"""PDF pages drawn as images. PDFium works on one thing at a time, so a lock stands around every use of it."""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from deploy.sandbox.mistral.optional import package
from deploy.sandbox.mistral.reading.page import DPI, Unreadable

LARGEST = 25_000_000  # pixels; a larger sheet is drawn with fewer dots per inch
_lock = threading.Lock()


def count(data: bytes) -> int:
    """How many pages a PDF has."""
    with _opened(data) as document:
        return len(document)


def drawn(data: bytes, index: int) -> tuple[Any, int, list[str]]:
    """A page as an RGB image, its dots per inch, and the addresses that its links lead to."""
    with _opened(data) as document:
        page = document[index]
        try:
            width, height = page.get_size()
            dots = min(DPI, int(72 * (LARGEST / max(1.0, width * height)) ** 0.5))
            image = page.render(scale=dots / 72).to_pil().convert("RGB")
            return image, dots, _links(document, page)
        finally:
            page.close()


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    pdfium = package("pypdfium2", "pypdfium2")
    with _lock:
        try:
            document = pdfium.PdfDocument(data)
            document.init_forms()
        except pdfium.PdfiumError as error:
            msg = "Document is not a valid PDF." if "assword" not in str(error) else "Document is password-protected."
            raise Unreadable(msg) from error
        try:
            yield document
        except pdfium.PdfiumError as error:
            msg = f"Document is not a valid PDF: {error}"
            raise Unreadable(msg) from error
        finally:
            document.close()


def _links(document: Any, page: Any) -> list[str]:
    raw = package("pypdfium2.raw", "pypdfium2")
    found, position, link = [], ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page.raw, position, link):
        action = raw.FPDFLink_GetAction(link)
        size = raw.FPDFAction_GetURIPath(document.raw, action, None, 0) if action else 0
        if size > 1:
            buffer = ctypes.create_string_buffer(size)
            raw.FPDFAction_GetURIPath(document.raw, action, buffer, size)
            found.append(buffer.value.decode("utf-8", "replace"))
    return found
