"""Containers that hold sound, a video or a picture: the signature alone does not say which."""

from pathlib import Path
from typing import Final

SOUNDS: Final = frozenset(
    f"audio/{name}" for name in ("mpeg", "wav", "ogg", "flac", "mp4", "webm", "aac", "aiff", "amr")
)
_OTHERS: Final = {
    b"RF64": "audio/x-rf64",
    b"RIFX": "audio/x-rifx",
    b"caff": "audio/x-caf",
    b".snd": "audio/basic",
    b"wvpk": "audio/x-wavpack",
    b"MAC ": "audio/x-ape",
    b"0&\xb2u": "video/x-ms-asf",
}
_SCAN: Final = 2**20  # bytes of each end in which tracks are named
_HEIC: Final = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis"}
_HEIF: Final = {b"mif1", b"msf1", b"mif2"}
_AVIF: Final = {b"avif", b"avis"}


def container(path: Path, head: bytes) -> str:
    """The media type of an ISO (MP4, M4A, HEIC, AVIF), Matroska (WebM) or Ogg file; empty for any other.

    So for a few that can only be named, since what is in them could pass for text.
    """
    if head[4:8] == b"ftyp":
        return _iso(path, head)
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "video/webm" if any(codec in head for codec in (b"V_VP", b"V_AV1", b"V_MPEG")) else "audio/webm"
    if head.startswith(b"OggS"):
        moving = any(codec in head[:4096] for codec in (b"\x80theora", b"BBCD\0", b"\x01video", b"OVP80"))
        return "video/ogg" if moving else "audio/ogg"
    if head.startswith(b"FORM") and head[8:12] in {b"AIFF", b"AIFC"}:
        return "audio/aiff"
    return _OTHERS.get(head[:4], "")


def _iso(path: Path, head: bytes) -> str:
    """By its brands, and by its tracks where the brands leave open whether it shows something."""
    size = min(int.from_bytes(head[:4], "big"), 256)
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, size, 4))]
    for known, media_type in ((_AVIF, "image/avif"), (_HEIC, "image/heic"), (_HEIF, "image/heif")):
        if known.intersection(brands):
            return media_type
    if brands[0] in {b"M4A ", b"M4B ", b"M4P "}:
        return "audio/mp4"
    ends = _ends(path)
    if b"vide" not in ends and b"soun" in ends:
        return "audio/mp4"
    return "video/quicktime" if brands[0] == b"qt  " else "video/mp4"


def _ends(path: Path) -> bytes:
    """The list of tracks stands at the beginning of a file made for streaming, else at its end."""
    with path.open("rb") as stream:
        first = stream.read(_SCAN)
        stream.seek(max(len(first), path.stat().st_size - _SCAN))
        return first + stream.read(_SCAN)
