"""What a file is, by its content; its name only decides among texts."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.core.documents import Kind
from bot.core.errors import FileRefused
from bot.documents import media, old_formats, packages, plain

HEAD: Final = 64 * 1024  # bytes that are looked at
PDF_JUNK: Final = 1024  # bytes that may stand before a PDF's header, as its readers have it

PICTURES: Final = frozenset(
    f"image/{name}" for name in ("jpeg", "png", "webp", "gif", "bmp", "tiff", "heic", "heif", "avif")
)
ARCHIVES: Final = {
    "application/zip": "zip",
    "application/gzip": "gzip",
    "application/x-tar": "tar",
    "application/x-7z-compressed": "7z",
    "application/x-rar-compressed": "rar",
    "application/x-bzip2": "bzip2",
    "application/x-xz": "xz",
    "application/zstd": "zstd",
    "application/x-lzip": "lzip",
}


@dataclass(frozen=True, slots=True)
class Sniffed:
    kind: Kind
    media_type: str


def sniffed(path: Path, claimed_name: str) -> Sniffed:
    """What the file is. Raises `FileRefused` for what cannot be read: nothing, a video, an archive, an unknown format.

    A file whose name claims another type is taken for what it is.
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head:
        raise FileRefused(f"{claimed_name} is empty (0 bytes); please check it and send it again.")
    if _is_pdf(head):
        return Sniffed("pdf", "application/pdf")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return Sniffed("office", packages.zipped(path, claimed_name))
    if head.startswith(packages.OLE):
        return Sniffed("office", packages.compound(path, claimed_name))
    if head.startswith(b"{\\rtf"):
        return Sniffed("office", old_formats.RTF)
    known = media.container(path, head) or _guessed(head) if b"\0" in head else ""
    if not known and plain.is_text(head, claimed_name):
        return _text(head, claimed_name)
    return _binary(known or _guessed(head), claimed_name)


def _is_pdf(head: bytes) -> bool:
    """Junk before the header is let through where what follows is binary, as in PDFs but not in texts about them."""
    at = head.find(b"%PDF-", 0, PDF_JUNK)
    return at == 0 or (at > 0 and (b"\0" in head or b" obj" in head[at : at + PDF_JUNK]))


def _text(head: bytes, name: str) -> Sniffed:
    media_type = plain.media_type(head, name)
    return Sniffed("office" if media_type == "text/html" else "text", media_type)


def _binary(found: str, name: str) -> Sniffed:
    family = found.partition("/")[0]
    if found in PICTURES:
        return Sniffed("image", found)
    if found in media.SOUNDS:
        return Sniffed("audio", found)
    if found in ARCHIVES:
        raise FileRefused(packages.archive_sentence(name, ARCHIVES[found]))
    if family == "video":
        raise FileRefused(
            f"{name} is a video, which I cannot watch; please send its sound as an MP3, or pictures of what matters."
        )
    if family == "image":
        raise FileRefused(f"{name} is a picture in a format that I cannot read; please send it as JPEG or PNG.")
    if family == "audio":
        raise FileRefused(f"{name} is a recording in a format that I cannot hear; please send it as MP3 or WAV.")
    raise FileRefused(
        f"{name} is not in a format that I can read; please send it as a PDF, an office file, text, a picture or sound."
    )


def _guessed(head: bytes) -> str:
    """By the signatures that the `filetype` library knows; empty for none."""
    import filetype  # type: ignore[import-untyped]  # it ships no types

    found = filetype.guess(head[:8192])
    mime = str(found.mime) if found else ""
    return {"audio/x-wav": "audio/wav", "audio/x-flac": "audio/flac", "audio/x-aiff": "audio/aiff"}.get(mime, mime)
