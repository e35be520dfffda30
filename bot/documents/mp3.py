"""How long an MP3 is, by what its first frames say (ISO/IEC 11172-3, 13818-3). Runs in a worker."""

from dataclasses import dataclass
from typing import Final

_HEADER: Final = 10  # bytes of an ID3v2 tag before its content
_JUNK: Final = 64 * 1024  # bytes among which the first frame is looked for
_FRAMES: Final = 400  # some ten seconds, from which the rate of the whole is taken
_RATES: Final = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}  # by version
_VERSION_1: Final = 3
_KILOBITS_1: Final = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KILOBITS_2: Final = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_VBRI: Final = 36  # bytes from the frame's begin


@dataclass(frozen=True, slots=True)
class _Frame:
    size: int  # bytes
    samples: int
    rate: int  # samples per second
    side: int  # bytes after the header before an encoder's own remarks begin


def seconds(data: bytes) -> float:
    """Exact where the encoder has written down the frames (Xing, Info, VBRI); else from the first frames' rate."""
    begin = _begin(data)
    first = _frame(data, begin)
    if first is None:
        return 0.0
    if counted := _counted(data, begin, first):
        return counted * first.samples / first.rate
    at, frames, lasted = begin, 0, 0.0
    while frames < _FRAMES and (frame := _frame(data, at)) is not None:
        at, frames, lasted = at + frame.size, frames + 1, lasted + frame.samples / frame.rate
    return lasted * (len(data) - begin) / (at - begin)


def _begin(data: bytes) -> int:
    """Where the first of two frames in a row begins."""
    start = 0
    while data[start : start + 3] == b"ID3" and len(data) >= start + _HEADER:
        size = 0
        for byte in data[start + 6 : start + _HEADER]:
            size = size << 7 | byte & 0x7F
        start += _HEADER + size
    for at in range(start, min(start + _JUNK, len(data))):
        frame = _frame(data, at)
        if frame is not None and (_frame(data, at + frame.size) is not None or at + frame.size == len(data)):
            return at
    return len(data)


def _frame(data: bytes, at: int) -> _Frame | None:
    """Of layer III; None if none begins there."""
    head = int.from_bytes(data[at : at + 4], "big")
    version, layer, bits, pace = head >> 19 & 3, head >> 17 & 3, head >> 12 & 15, head >> 10 & 3
    known = head >> 21 == 0x7FF and version in _RATES and layer == 1  # noqa: PLR2004 - the frame sync
    if not known or bits in {0, 15} or pace == 3 or at + 4 > len(data):  # noqa: PLR2004 - values that are not used
        return None
    first = version == _VERSION_1
    rate, samples = _RATES[version][pace], 1152 if first else 576
    kilobits = (_KILOBITS_1 if first else _KILOBITS_2)[bits]
    mono = head >> 6 & 3 == 3  # noqa: PLR2004 - one channel
    side = (17 if mono else 32) if first else (9 if mono else 17)
    return _Frame(samples // 8 * kilobits * 1000 // rate + (head >> 9 & 1), samples, rate, side)


def _counted(data: bytes, begin: int, frame: _Frame) -> int:
    """The frames that the encoder says there are; 0 if it says nothing."""
    at = begin + 4 + frame.side
    if data[at : at + 4] in {b"Xing", b"Info"} and data[at + 7 : at + 8] and data[at + 7] & 1:
        return int.from_bytes(data[at + 8 : at + 12], "big")
    at = begin + _VBRI
    return int.from_bytes(data[at + 14 : at + 18], "big") if data[at : at + 4] == b"VBRI" else 0
