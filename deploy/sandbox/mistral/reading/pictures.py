"""Opening pictures without being hurt by them, and writing parts of them."""

import io
from typing import Any

from deploy.sandbox.mistral.optional import package
from deploy.sandbox.mistral.reading.page import Box, Unreadable

PIXELS = 100_000_000  # of one picture
FRAMES = 1000
HEIC = frozenset({b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1"})  # how these pictures begin, behind a length


def opened(data: bytes) -> Any:
    """A Pillow image of which only the header has been read."""
    pillow = package("PIL.Image", "pillow")
    if data[4:12] in HEIC:
        package("pillow_heif", "pillow-heif").register_heif_opener()
    try:
        image = pillow.open(io.BytesIO(data))
    except (pillow.DecompressionBombError, pillow.DecompressionBombWarning) as error:
        raise Unreadable(_too_large("picture")) from error
    except (OSError, ValueError, SyntaxError) as error:
        msg = "Image is not in a known format."
        raise Unreadable(msg) from error
    if image.width * image.height > PIXELS:
        raise Unreadable(_too_large(f"{image.width} x {image.height}"))
    return image


def frames(data: bytes) -> int:
    """How many pages a picture has: as many as a TIFF has frames, otherwise one."""
    image = opened(data)
    return min(FRAMES, int(getattr(image, "n_frames", 1))) if image.format == "TIFF" else 1


def decoded(data: bytes, frame: int = 0) -> Any:
    """The picture in RGB, turned as its EXIF data says, transparent parts white."""
    image = opened(data)
    try:
        image.seek(frame)
        image.load()
        image = package("PIL.ImageOps", "pillow").exif_transpose(image)
        return flat(image)
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        msg = f"Image is broken: {error}"
        raise Unreadable(msg) from error


def flat(image: Any) -> Any:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        white = package("PIL.Image", "pillow").new("RGBA", image.size, "white")
        white.alpha_composite(image.convert("RGBA"))
        return white.convert("RGB")
    return image.convert("RGB")


def encoded(image: Any, kind: str) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def cut_out(image: Any, box: Box) -> bytes:
    """That part as JPEG."""
    return encoded(image.crop(box), "JPEG")


def _too_large(what: str) -> str:
    return f"Image is too large ({what}): {PIXELS // 1_000_000} million pixels at most."
