import io
import struct
import zlib

import pytest
from PIL import Image

from deploy.sandbox.mistral.reading import pictures
from deploy.sandbox.mistral.reading.page import Unreadable
from tests.sandbox.mistral.material import png, sheet


def bomb(side: int) -> bytes:
    """A PNG whose header alone claims a square of that side."""

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", zlib.compress(b"\0")) + part(b"IEND", b"")


@pytest.mark.parametrize("side", [20_000, 11_000])
def test_bomb_is_refused_by_its_header(side: int) -> None:
    with pytest.raises(Unreadable, match="too large"):
        pictures.opened(bomb(side))


def test_garbage_and_truncated_pictures_are_unreadable() -> None:
    with pytest.raises(Unreadable, match="not in a known format"):
        pictures.opened(b"garbage")
    with pytest.raises(Unreadable, match="broken"):
        pictures.decoded(png(sheet("a"))[:3000])


def test_orientation_of_a_photograph_is_put_right() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    turned = pictures.decoded(png(Image.new("RGB", (300, 200)), "JPEG", exif=exif))

    assert turned.size == (200, 300)


def test_picture_of_a_phone_is_opened() -> None:
    heif = pytest.importorskip("pillow_heif")
    buffer = io.BytesIO()
    heif.from_pillow(sheet("a", paper=(320, 200))).save(buffer)

    assert pictures.decoded(buffer.getvalue()).size == (320, 200)


def test_transparent_parts_are_white() -> None:
    image = Image.new("RGBA", (20, 20), (0, 0, 0, 0))

    assert pictures.decoded(png(image)).getpixel((5, 5)) == (255, 255, 255)


def test_tiff_has_a_page_for_each_frame_and_a_gif_has_one() -> None:
    two = {"save_all": True, "append_images": [sheet("b", paper=(300, 300))]}

    assert pictures.frames(png(sheet("a", paper=(300, 300)), "TIFF", **two)) == 2
    assert pictures.frames(png(sheet("a", paper=(300, 300)), "GIF", **two)) == 1
