"""How long a sound is: WAV, Ogg (Opus, Vorbis), FLAC, MP3, MP4 and WebM. Runs in a worker.

It is what the price is estimated from before a clip is transcribed.
"""

import wave
from pathlib import Path
from typing import Final

from bot.documents import mp3, webm

_END: Final = 65_536  # bytes at the end of an Ogg file, among which its last page begins
_LONGEST: Final = 1_000_000.0  # seconds; who says more is damaged
_OPUS_RATE: Final = 48_000  # RFC 7845: granule positions count at this rate, whatever the input's was


def seconds(path: Path) -> float:
    """The length; 0 where it is not known, as of AAC, AIFF and AMR, or where the file is damaged."""
    said = _said(path)
    return said if 0 < said < _LONGEST else 0.0


def _said(path: Path) -> float:
    with path.open("rb") as file:
        head = file.read(16)
    if head[:4] == b"RIFF":
        return _wav(path)
    if head[:4] == b"OggS":
        return _ogg(path.read_bytes())
    if head[4:8] == b"ftyp":
        return _mp4(path.read_bytes())
    if head[:4] == b"\x1aE\xdf\xa3":
        return webm.seconds(path.read_bytes())
    if head[:4] == b"fLaC":
        return _flac(path.read_bytes())
    if head[:3] == b"ID3" or head[:1] == b"\xff":
        return mp3.seconds(path.read_bytes())
    return 0.0


def _wav(path: Path) -> float:
    try:
        with wave.open(str(path)) as sound:
            return float(sound.getnframes() / sound.getframerate())
    except (wave.Error, EOFError, ZeroDivisionError):
        return 0.0


def _ogg(data: bytes) -> float:
    """The last page's granule position (RFC 3533: bytes 6 to 13) over the rate that the first packet names."""
    last = data.rfind(b"OggS", -_END)
    position = int.from_bytes(data[last + 6 : last + 14], "little", signed=True)
    vorbis = data.find(b"\x01vorbis", 0, 512)
    rate = int.from_bytes(data[vorbis + 12 : vorbis + 16], "little") if vorbis >= 0 else _OPUS_RATE
    return position / rate if last >= 0 and rate and position > 0 else 0.0


def _mp4(data: bytes) -> float:
    """The movie header's duration over its time scale (ISO/IEC 14496-12: `mvhd`).

    What is recorded in fragments says none there, but at what time each fragment begins (`tfdt`).
    """
    duration, scale = _timed(data, b"mvhd")
    if duration:
        return duration / scale
    _, scale = _timed(data, b"mdhd")
    last = data.rfind(b"tfdt") + 4
    if last < 4 or not scale:  # noqa: PLR2004 - the box's name
        return 0.0
    width = 8 if data[last : last + 1] == b"\1" else 4
    return int.from_bytes(data[last + 4 : last + 4 + width], "big") / scale


def _timed(data: bytes, box: bytes) -> tuple[int, int]:
    """The duration and the time scale, never 0 where there is a duration, of a movie or one of its tracks."""
    begin = data.find(box) + 4
    if begin < 4 or begin + 32 > len(data):  # noqa: PLR2004 - the box's name and its fields
        return 0, 0
    long = data[begin] == 1  # version 1 has 64-bit times
    at = begin + (20 if long else 12)
    scale, duration = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + (12 if long else 8)]
    unknown = not scale or duration == b"\xff" * len(duration)
    return 0 if unknown else int.from_bytes(duration, "big"), scale


def _flac(data: bytes) -> float:
    """Of the first block (RFC 9639: STREAMINFO): 20 bits of rate, 8 of format, 36 of samples."""
    fields = int.from_bytes(data[18:26].ljust(8, b"\0"), "big")
    rate, samples = fields >> 44, fields & (1 << 36) - 1
    return samples / rate if rate else 0.0
