"""Files for the tests, made by real programs: PDFium writes PDFs, Pillow draws scans."""

import ctypes
from collections.abc import Sequence
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
from PIL import Image, ImageDraw, ImageFont
from pypdfium2 import raw as pdfium

A4 = (595.0, 842.0)  # points
Placed = tuple[float, float, str] | tuple[float, float, str, float]  # points from the lower left corner, text, size

PROSE = (
    "The galerne is a wind of western France; sailors of the bay feared it,",
    "for it comes out of the north-west on a warm and quiet afternoon.",
    "Within minutes the sea is white, and the boats run for the harbour.",
    "Those who know the sky see it coming: a dark line under bright clouds.",
)


def prose(*lines: str, top: float = 780.0, left: float = 72.0, size: float = 11.0) -> list[Placed]:
    """Lines below each other, as a text is set."""
    return [(left, top - number * size * 1.3, line, size) for number, line in enumerate(lines)]


def born_digital(path: Path, pages: Sequence[Sequence[Placed]]) -> Path:
    """A PDF with text of its own; a page without lines is blank."""
    document = pypdfium2.PdfDocument.new()
    for lines in pages:
        page = document.new_page(*A4)
        for left, bottom, text, *size in lines:
            written = pdfium.FPDFPageObj_NewTextObj(document, b"Helvetica", ctypes.c_float(size[0] if size else 11.0))
            utf16 = (text + "\0").encode("utf-16-le")
            pdfium.FPDFText_SetText(written, ctypes.cast(ctypes.c_char_p(utf16), pdfium.FPDF_WIDESTRING))
            pdfium.FPDFPageObj_Transform(written, 1, 0, 0, 1, left, bottom)
            pdfium.FPDFPage_InsertObject(page, written)
        page.gen_content()
        page.close()
    document.save(path)
    document.close()
    return path


def scan(lines: Sequence[str], *, turned: float = 0.0, size: tuple[int, int] = (1240, 1754)) -> Image.Image:
    """A page as a scanner gives it: grey, speckled, a little askew."""
    page = Image.new("L", size, 250)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(30)
    for number, line in enumerate(lines):
        draw.text((120, 150 + 48 * number), line, fill=25, font=font)
    if turned:
        page = page.rotate(turned, fillcolor=250)
    noise = Image.effect_noise(size, 24)
    return Image.blend(page, noise, 0.06)


def scanned(path: Path, pages: Sequence[Sequence[str]], *, turned: float = 0.4) -> Path:
    """A PDF of scans, as Pillow writes it."""
    first, *rest = [scan(lines, turned=turned) for lines in pages]
    first.save(path, "PDF", resolution=150, save_all=True, append_images=rest)
    return path
