"""How long a sound is, where the file says so in plain numbers: WAV, Ogg (Opus, Vorbis) and MP4. Runs in a worker."""

import wave
from pathlib import Path
from typing import Final

_END: Final = 65_536  # bytes at the end of an Ogg file, among which its last page begins
_OPUS_RATE: Final = 48_000  # RFC 7845: granule positions count at this rate, whatever the input's was


def seconds(path: Path) -> float:
    """The length; 0 where it is not known, as of MP3 and WebM, or where the file is damaged."""
    with path.open("rb") as file:
        head = file.read(16)
    if head[:4] == b"RIFF":
        return _wav(path)
    if head[:4] == b"OggS":
        return _ogg(path.read_bytes())
    if head[4:8] == b"ftyp":
        return _mp4(path.read_bytes())
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
    """The movie header's duration over its time scale (ISO/IEC 14496-12: `mvhd`)."""
    begin = data.find(b"mvhd") + 4
    if begin < 4 or begin + 32 > len(data):  # noqa: PLR2004 - the box's name and its fields
        return 0.0
    long = data[begin] == 1  # version 1 has 64-bit times
    at = begin + (20 if long else 12)
    scale = int.from_bytes(data[at : at + 4], "big")
    duration = int.from_bytes(data[at + 4 : at + (12 if long else 8)], "big")
    return duration / scale if scale else 0.0
