"""PDF files, by PDFium: opened, read where they have text of their own, and drawn where they have to be seen.

Runs in a worker. Errors of PDFium become sentences here.
"""

import io
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
from pypdfium2 import raw as pdfium

from bot.core.documents import Picture
from bot.core.errors import FileRefused
from bot.documents import pdf_text
from bot.documents.layout import markdown
from bot.documents.quality import Look, Shown, enough, judged, legible

_MOST_OBJECTS: Final = 2000  # of a page, that are looked at
_DEEPEST: Final = 4  # groups within groups
_GLANCE: Final = 160  # pixels that the longer side of a page has when it is looked at for being blank
_WHITE: Final = 0.02  # bytes per pixel that a compressed picture of nothing takes, at most
_EVEN: Final = 6  # of 255: differences in brightness that are none
_CLOSEST: Final = 200 / 72  # pixels per point, so that a stamp is not blown up to a poster
_UNSEEN: Final = {pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP}
_JPEG_QUALITY: Final = 85


@contextmanager
def opened(path: Path, name: str) -> Iterator[pypdfium2.PdfDocument]:
    """Raises `FileRefused`."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise FileRefused(_sentence(error.err_code, name)) from error
    try:
        document.init_forms()
        yield document
    finally:
        document.close()


def _sentence(code: int | None, name: str) -> str:
    if code == pdfium.FPDF_ERR_PASSWORD:
        return f"{name} is protected by a password; please send it without one."
    if code == pdfium.FPDF_ERR_SECURITY:
        return f"{name} is protected in a way I cannot open; please send it without protection."
    if code == pdfium.FPDF_ERR_SUCCESS:
        return f"{name} has no pages; please check the file and send it again."
    return f"{name} is damaged or incomplete; please save it again and send that."


def page_count(path: Path, name: str, most: int) -> int:
    """How many pages the file has. Raises `FileRefused`, also for more than `most`."""
    with opened(path, name) as document:
        pages = len(document)
    if pages > most:
        raise FileRefused(f"{name} has {pages:,} pages, and I read at most {most:,}; please send a part of it.")
    return pages


def looks(path: Path, name: str, first: int, last: int) -> list[Look]:
    """Pages `first` to `last`, from 1. A page that PDFium cannot load is left to whoever can see it."""
    with opened(path, name) as document:
        return [_look(document, number) for number in range(first, last + 1)]


def _look(document: pypdfium2.PdfDocument, number: int) -> Look:
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        return Look(number, "scan")
    try:
        text = _text(document, page)
        if not text and _blank(page):
            return Look(number, "blank")
        verdict = judged(text, Shown() if enough(text) and legible(text) else _shown(page))
        return Look(number, verdict, text if verdict == "good" else "")
    except pypdfium2.PdfiumError:
        return Look(number, "scan")
    finally:
        page.close()


def _text(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> str:
    text = markdown(pdf_text.lines(page))
    filled = [f"- {name}: {value}" for name, value in pdf_text.fields(page, document)]
    hidden = [f"- <{link}>" for link in pdf_text.links(page, document) if text and link not in text]
    return "\n\n".join(filter(None, (text, _listed("Filled in:", filled), _listed("Links:", hidden))))


def _listed(title: str, items: list[str]) -> str:
    return "\n".join([title, *items]) if items else ""


def _shown(page: pypdfium2.PdfPage) -> Shown:
    width, height = page.get_size()
    covered, strokes, unseen, seen = 0.0, 0, 0, 0
    for count, each in enumerate(page.get_objects(max_depth=_DEEPEST)):
        if each.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = each.get_bounds()
            covered += max(min(right, width) - max(left, 0), 0) * max(min(top, height) - max(bottom, 0), 0)
        elif each.type in {pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING}:
            strokes += 1
        elif each.type == pdfium.FPDF_PAGEOBJ_TEXT:
            mode = pdfium.FPDFTextObj_GetTextRenderMode(each)
            unseen, seen = (unseen + 1, seen) if mode in _UNSEEN else (unseen, seen + 1)
        if count >= _MOST_OBJECTS:
            break
    return Shown(min(covered / max(width * height, 1), 1.0), strokes, unseen > seen)


def _blank(page: pypdfium2.PdfPage) -> bool:
    """Whether nothing is to be seen, however the page is made: one shade all over.

    A picture that takes many bytes shows something, and is not decoded to find that out.
    """
    images = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST)
    if any(_detailed(image) for image in itertools.islice(images, _MOST_OBJECTS)):
        return False
    glance = page.render(scale=_GLANCE / max(*page.get_size(), 1), grayscale=True).to_pil()
    darkest, brightest = glance.getextrema()
    return bool(brightest - darkest <= _EVEN)


def _detailed(image: Any) -> bool:
    width, height = image.get_px_size()
    return bool(pdfium.FPDFImageObj_GetImageDataRaw(image, None, 0) > _WHITE * width * height)


def picture(path: Path, name: str, number: int, longest: int) -> Picture:
    """A page as a JPEG, drawn so that its longer side has at most `longest` pixels."""
    with opened(path, name) as document:
        try:
            page = document[number - 1]
            image = page.render(scale=min(longest / max(*page.get_size(), 1), _CLOSEST)).to_pil().convert("RGB")
        except pypdfium2.PdfiumError as error:
            raise FileRefused(f"{name}, page {number}, is damaged; please save it again and send that.") from error
    if max(image.size) > longest:  # PDFium rounds up
        image = image.crop((0, 0, min(image.width, longest), min(image.height, longest)))
    data = io.BytesIO()
    image.save(data, "JPEG", quality=_JPEG_QUALITY)
    return Picture(f"page-{number}.jpeg", data.getvalue(), "image/jpeg", image.width, image.height)
