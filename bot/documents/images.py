"""Pictures as a model that sees wants them: upright, small enough, in plain colours, without place and time."""

import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from bot.core.documents import Picture
from bot.core.errors import FileRefused
from bot.documents.limits import Limits

if TYPE_CHECKING:
    from PIL.Image import Image

logger = logging.getLogger(__name__)

LONGEST: Final = 1540  # pixels: what Mistral's models scale a picture down to
_QUALITY: Final = 85
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
_HEIF: Final = "HEIF"
_SHADES: Final = 256  # colours up to which a picture is drawn rather than taken, and PNG keeps its letters sharp


def prepared(path: Path, name: str, limits: Limits, longest: int = LONGEST) -> Picture:
    """The picture (of a moving one, the first frame), its longer side at most `longest` pixels.

    JPEG, or PNG where that is exact and no larger: drawings, screens with few colours.
    """
    with _opened(path, name, limits) as image:
        return _picture(image, name, longest)


def embedded(data: bytes, name: str, limits: Limits, longest: int = LONGEST) -> Picture:
    """The same for a picture inside a document. Its name gets the ending that fits what it has become."""
    with _opened(io.BytesIO(data), name, limits) as image:
        found = _picture(image, name, longest)
    stem = name.rpartition(".")[0] or name
    return replace(found, name=f"{stem}.{'png' if found.media_type == 'image/png' else 'jpeg'}")


def frames(path: Path) -> int:
    """How many frames or pages a picture has; 1 for what cannot be opened."""
    from PIL import Image

    formats = _formats()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a bomb is refused by `prepared`
            with Image.open(path, formats=formats) as image:
                return int(getattr(image, "n_frames", 1))
    except Exception as error:  # noqa: BLE001 - as below; whether it can be read is said by `prepared`
        logger.info("The frames of a picture could not be counted: %r", error)
        return 1


def sampled(path: Path, name: str, limits: Limits, most: int = 4) -> list[Picture]:
    """At most that many frames, evenly from the first to the last."""
    with _opened(path, name, limits) as image:
        count = int(getattr(image, "n_frames", 1))
        if count == 1:
            return [_picture(image, name, LONGEST)]
        return [_frame(image, name, number) for number in _spread(count, most)]


def _spread(count: int, most: int) -> list[int]:
    if count <= most:
        return list(range(count))
    return sorted({round(step * (count - 1) / max(most - 1, 1)) for step in range(most)})


def _frame(image: "Image", name: str, number: int) -> Picture:
    image.seek(number)
    stem, dot, suffix = name.rpartition(".")
    numbered = f"{stem}-{number + 1}{dot}{suffix}" if dot else f"{name}-{number + 1}"
    return _picture(image.copy(), name if number == 0 else numbered, LONGEST)


@contextmanager
def _opened(source: Path | IO[bytes], name: str, limits: Limits) -> Iterator["Image"]:
    """Refuses by what the header says before a pixel is decoded; whatever is wrong becomes a sentence."""
    from PIL import Image, UnidentifiedImageError

    formats = _formats()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata, which is dropped; size is judged here
            with Image.open(source, formats=formats) as image:
                _check(image, name, limits)
                yield image
    except Image.DecompressionBombError as error:
        raise FileRefused(_too_large(name)) from error
    except UnidentifiedImageError as error:
        if _HEIF not in formats and isinstance(source, Path) and _is_heic(source):
            raise FileRefused(_needs_heif(name)) from error
        raise FileRefused(_broken(name)) from error
    except MemoryError as error:
        raise FileRefused(_too_large(name)) from error
    except FileRefused:
        raise
    except Exception as error:  # a broken picture makes Pillow's decoders raise errors of some fifteen kinds
        logger.info("A picture could not be decoded: %r", error)
        raise FileRefused(_broken(name)) from error


def _check(image: "Image", name: str, limits: Limits) -> None:
    if image.width * image.height > limits.pixels:
        raise FileRefused(_too_large(f"{name} ({image.width:,} x {image.height:,} pixels)"))
    if image.width < 1 or image.height < 1:
        raise FileRefused(_broken(name))


def _formats() -> tuple[str, ...]:
    """Those that Pillow can open here; HEIC is one where the `heic` extra is installed."""
    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        return _FORMATS
    register_heif_opener(thumbnails=False)
    return (*_FORMATS, _HEIF)


def _is_heic(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(12)[4:8] == b"ftyp"


def _picture(image: "Image", name: str, longest: int) -> Picture:
    from PIL import ImageOps

    if image.format in {"JPEG", "MPO"} and max(image.size) > 2 * longest:
        image.draft("RGB", (longest, longest))  # decodes at a fraction of the size, a fraction of the work
    if image.mode in {"RGB", "L", "CMYK", "YCbCr"}:
        image.thumbnail((longest, longest), reducing_gap=2.0)  # in place, before any copy is made
    flat = _flattened(ImageOps.exif_transpose(image))
    flat.thumbnail((longest, longest), reducing_gap=2.0)
    return _encoded(flat, name)


def _flattened(image: "Image") -> "Image":
    """In plain colours, on white where it is transparent."""
    from PIL import Image

    if image.mode in {"I", "F"} or image.mode.startswith("I;16"):
        return _stretched(image).convert("RGB")
    if "transparency" not in image.info and image.mode not in {"RGBA", "LA", "PA", "RGBa", "La"}:
        return image.convert("RGB")
    colours = image.convert("RGBA")
    white = Image.new("RGB", image.size, "white")
    white.paste(colours, mask=colours.getchannel("A"))
    return white


def _stretched(image: "Image") -> "Image":
    """Deep greys in 256 steps; scans with 16 bits use the whole range, others what they use of it."""
    from PIL import Image

    numbers = image.convert("F")
    low, high = _extremes(numbers)
    if image.mode.startswith("I") and low >= 0 and _SHADES <= high < 2**16:
        low, high = 0.0, float(2**16 - 1)
    scale = 255.0 / ((high - low) or 1.0)
    return numbers.point(lambda value: value * scale + -low * scale).convert("L", dither=Image.Dither.NONE)


def _extremes(image: "Image") -> tuple[float, float]:
    low, high = image.getextrema()
    return (low, high) if isinstance(low, float) and isinstance(high, float) else (0.0, 255.0)


def _encoded(image: "Image", name: str) -> Picture:
    image.info.clear()
    photo = io.BytesIO()
    image.save(photo, "JPEG", quality=_QUALITY)
    data, media_type = photo.getvalue(), "image/jpeg"
    if image.getcolors(_SHADES):
        drawing = io.BytesIO()
        image.save(drawing, "PNG", compress_level=4)
        if drawing.tell() <= len(data):
            data, media_type = drawing.getvalue(), "image/png"
    return Picture(name, data, media_type, image.width, image.height)


def _too_large(name: str) -> str:
    return f"{name} has more pixels than I can open; please send a smaller copy."


def _broken(name: str) -> str:
    return f"{name} is damaged or incomplete; please open it, save it again as JPEG or PNG and send that."


def _needs_heif(name: str) -> str:
    return f"I cannot open HEIC pictures here; please send {name} as JPEG, or ask your admin to install the heic extra."
