"""The pictures that OCR cuts out of a page, as bytes (Mistral OpenAPI: OCRImageObject)."""

import base64
import binascii
import io
import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.core.documents import Picture

log = logging.getLogger(__name__)
_TYPES: Final = {"JPEG": "image/jpeg", "PNG": "image/png"}
_SIDES: Final = ("top_left_x", "top_left_y", "bottom_right_x", "bottom_right_y")


def pictures_of(images: Any) -> tuple[Picture, ...]:
    """Those that came with their bytes. To be called off the event loop."""
    return tuple(_pictures(images if isinstance(images, list) else ()))


def covered(images: Any, dimensions: Any) -> float:
    """The share of a page that its pictures cover, 0 to 1; 0 where the page's size is not said."""
    page = _numbers(dimensions, ("width", "height"))
    if not page or min(page) < 1:
        return 0.0
    boxes = [_numbers(image, _SIDES) for image in (images if isinstance(images, list) else ())]
    area = sum(max(box[2] - box[0], 0) * max(box[3] - box[1], 0) for box in boxes if box)
    return min(area / (page[0] * page[1]), 1.0)


def _numbers(value: Any, names: Sequence[str]) -> list[int]:
    """Those of an object; none where one is missing."""
    found = [value.get(name) for name in names] if isinstance(value, dict) else []
    numbers = [each for each in found if isinstance(each, int)]
    return numbers if len(numbers) == len(names) else []


def _pictures(images: Any) -> Iterator[Picture]:
    for image in images:
        if isinstance(image, dict) and isinstance(image.get("id"), str) and isinstance(image.get("image_base64"), str):
            try:
                data = base64.b64decode(image["image_base64"].rpartition(",")[2])
            except (binascii.Error, ValueError) as error:
                log.warning("OCR sent a picture that is no base64: %s", error)
                continue
            if (picture := _picture(image["id"], data, image)) is not None:
                yield picture


def _picture(name: str, data: bytes, image: Mapping[str, Any]) -> Picture | None:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=tuple(_TYPES)) as opened:  # reads the header only
            kind, (width, height) = _TYPES[opened.format or ""], opened.size
    except (OSError, ValueError, SyntaxError, KeyError, Image.DecompressionBombError) as error:
        log.warning("OCR sent a picture of %s bytes, %s, that cannot be opened: %s", len(data), _box(image), error)
        return None
    return Picture(name, data, kind, width, height)


def _box(image: Mapping[str, Any]) -> str:
    return " ".join(str(image.get(side)) for side in _SIDES)
