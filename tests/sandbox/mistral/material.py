"""Documents and pictures made for the tests, from text that is known."""

import base64
import io
import textwrap
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
from PIL import Image, ImageDraw, ImageFont

SHEET = (1700, 2200)  # letter paper at 200 dots per inch
PROSE = (
    "The harbour master wrote that the new breakwater is 311 metres long. It was paid for in three parts, and nobody "
    "knows who asked for it first. The gulls do not mind; they sit on it all day long. In winter the storms reach the "
    "second lamp, and the fishermen say that the wall should have been two metres higher. Their letter of 14 March "
    "2026 was answered in May. A further 4,200 euros were set aside for a rail along the western side."
)
INVOICE = ("Invoice number: INV-2026-0042", "Date: 2026-11-22", "Customer: Zoe Martin", "Total: 4,200.50 EUR")


@cache
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def sheet(*lines: str, size: int = 32, at: tuple[int, int] = (150, 250), paper: tuple[int, int] = SHEET) -> Image.Image:
    """White paper with those lines on it."""
    image = Image.new("RGB", paper, "white")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((at[0], at[1] + number * size * 3 // 2), line, font=font(size), fill="black")
    return image


def wrapped(text: str, width: int = 70) -> list[str]:
    return textwrap.wrap(text, width)


def ruled(image: Image.Image, rows: Sequence[Sequence[str]], at: tuple[int, int] = (150, 1000)) -> Image.Image:
    """The image with a table drawn on it."""
    draw = ImageDraw.Draw(image)
    xs = [at[0] + 350 * column for column in range(len(rows[0]) + 1)]
    ys = [at[1] + 70 * row for row in range(len(rows) + 1)]
    for x in xs:
        draw.line((x, ys[0], x, ys[-1]), fill="black", width=3)
    for y in ys:
        draw.line((xs[0], y, xs[-1], y), fill="black", width=3)
    for y, row in zip(ys, rows, strict=False):
        for x, cell in zip(xs, row, strict=False):
            draw.text((x + 15, y + 16), cell, font=font(30), fill="black")
    return image


def pictured(image: Image.Image, at: tuple[int, int] = (500, 1300), size: tuple[int, int] = (600, 400)) -> Image.Image:
    """The image with a picture in it that shows no text."""
    gradient = Image.linear_gradient("L").resize(size)
    image.paste(Image.merge("RGB", (gradient, Image.new("L", size, 90), gradient.rotate(180))), at)
    return image


def png(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def pdf(*images: Image.Image) -> bytes:
    """A scanned PDF: each page is one image."""
    buffer = io.BytesIO()
    images[0].save(buffer, "PDF", resolution=200, save_all=True, append_images=images[1:])
    return buffer.getvalue()


def blank_pdf(pages: int, size: tuple[int, int] = (612, 792)) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(*size).close()
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def data_uri(data: bytes, media: str = "application/pdf") -> str:
    return f"data:{media};base64,{base64.b64encode(data).decode()}"


def picture_chunk(image: Image.Image, kind: str = "PNG") -> dict[str, str]:
    return {"type": "image_url", "image_url": data_uri(png(image, kind), f"image/{kind.lower()}")}


def error_rate(wanted: str, found: str) -> float:
    """Wrong characters per character wanted, white space taken as one blank."""
    wanted, found = " ".join(wanted.split()), " ".join(found.split())
    above = list(range(len(found) + 1))
    for row, letter in enumerate(wanted, 1):
        line = [row]
        for column, other in enumerate(found, 1):
            line.append(min(above[column] + 1, line[-1] + 1, above[column - 1] + (letter != other)))
        above = line
    return above[-1] / max(1, len(wanted))
