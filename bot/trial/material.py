"""What people drop into the chat in the story: a scanned offer with a blank page, and a photo taken sideways."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

OFFER: Final = (
    ("Offer 2026-117", "Printing of 5,000 posters in four colours", "The price of the posters is 1,840.00 EUR."),
    (),
    ("Terms", "This offer holds until Friday 29 May.", "Payment within 30 days of delivery."),
)
WHITEBOARD: Final = ("Launch day", "Dev opens the doors at 9:30", "Bao brings the banners")
_ORIENTATION: Final = 0x0112  # the EXIF tag; 6: the camera was turned to the right
_TURNED: Final = 6


def offer_pdf() -> bytes:
    """Three scanned pages, the second of them blank."""
    first, *rest = (_sheet(lines, size=(1240, 1754)) for lines in OFFER)
    made = io.BytesIO()
    first.save(made, "PDF", resolution=150.0, save_all=True, append_images=rest)
    return made.getvalue()


def whiteboard_jpeg() -> bytes:
    """As a telephone keeps it: the picture lies on its side, and a tag says so."""
    from PIL import Image

    lying = _sheet(WHITEBOARD, size=(1600, 1200)).transpose(Image.Transpose.ROTATE_90)
    tags = Image.Exif()
    tags[_ORIENTATION] = _TURNED
    made = io.BytesIO()
    lying.save(made, "JPEG", quality=90, exif=tags)
    return made.getvalue()


def _sheet(lines: Sequence[str], *, size: tuple[int, int]) -> "Image":
    from PIL import Image, ImageDraw, ImageFont

    sheet = Image.new("RGB", size, "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(44)
    for number, line in enumerate(lines):
        draw.text((110, 140 + 90 * number), line, fill=(30, 30, 40), font=font)
    return sheet
