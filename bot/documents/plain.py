"""Whether bytes are text, in which encoding, and what kind of text."""

import re
from pathlib import PurePosixPath
from typing import Final

from bot.core.errors import FileRefused

_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROLS: Final = bytes({*range(1, 32), 127} - set(b"\t\n\v\f\r\b\x1a\x1b"))
_MOST_CONTROLS: Final = 0.01  # of all bytes; noise has a tenth
_MOST_NULS: Final = 0.5  # in a log that a crash has padded
_SAMPLE: Final = 64 * 1024
_TWO_BYTES: Final = ("cp932", "euc_jp", "gb18030", "big5", "cp949")
_ONE_BYTE: Final = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "iso8859_2")
_ENOUGH: Final = 24  # letters beyond ASCII from which an encoding can be told

_TYPES: Final = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "tab": "text/tab-separated-values",
    "md": "text/markdown",
    "markdown": "text/markdown",
    "json": "application/json",
    "ipynb": "application/x-ipynb+json",
    "xml": "application/xml",
    "svg": "image/svg+xml",
    "ics": "text/calendar",
    "eml": "message/rfc822",
}
_PAGES: Final = frozenset({"html", "htm", "xhtml", "xht"})
_BINARY: Final = """
    pdf png jpg jpeg webp gif heic heif avif bmp tif tiff doc docx docm xls xlsx xlsm xlsb ppt pptx pptm odt ods odp
    epub zip gz 7z rar mp3 m4a wav ogg oga opus flac mp4 mov webm avi mkv aac
"""
_NEVER_TEXT: Final = frozenset(_BINARY.split())
_WEB_PAGE: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL
)
_MAIL: Final = re.compile(rb"(?:[\w-]+: [^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){3}", re.ASCII)
_MAIL_ONLY: Final = re.compile(rb"^(?:Received|Message-ID|Return-Path|MIME-Version): ", re.IGNORECASE | re.MULTILINE)


def extension(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.removeprefix(".").lower()


def is_text(head: bytes, name: str) -> bool:
    """Whether the beginning of a file reads as text."""
    if head.startswith(tuple(bom for bom, _ in _BOMS)) or _wide(head):
        return True
    nuls = head.count(0)
    if nuls and (extension(name) in _NEVER_TEXT or not extension(name) or nuls > _MOST_NULS * len(head)):
        return False
    body = len(head) - nuls
    return len(head) - len(head.translate(None, _CONTROLS)) <= _MOST_CONTROLS * body


def media_type(head: bytes, name: str) -> str:
    """The kind of text; a web page that came under the name of something else is refused."""
    named = extension(name)
    if _WEB_PAGE.match(head.removeprefix(b"\xef\xbb\xbf")):
        if named in _NEVER_TEXT:
            raise FileRefused(
                f"I was given a web page, probably one to sign in, instead of {name}; please send it again, and ask "
                "your admin to check that I may read files (in Slack, the permission files:read)."
            )
        if not named:
            return "text/html"
    if named in _PAGES:
        return "text/html"
    if _MAIL.match(head) and _MAIL_ONLY.search(head[:4096]):
        return "message/rfc822"
    return _TYPES.get(named, "text/plain")


def decoded(data: bytes) -> str:
    """The text of bytes in any encoding; what cannot be decoded becomes a replacement character, never an error."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace")
    if wide := _wide(data):
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3:
            return data.decode("utf-8", "ignore")  # cut within its last letter
    return data.decode(_legacy(data), "replace")


def _wide(data: bytes) -> str:
    """UTF-16 without its mark: every other byte of Western text is NUL."""
    sample = data[:4096]
    if len(sample) < 4 or b"\0" not in sample:  # noqa: PLR2004 - two letters
        return ""
    if len(sample) - len(sample.translate(None, _CONTROLS)) > _MOST_CONTROLS * len(sample):
        return ""  # small numbers of 16 bits, such as a sound that is nearly silent
    even, odd = sample[::2].count(0) / len(sample[::2]), sample[1::2].count(0) / len(sample[1::2])
    few, many = 0.1, 0.6
    if odd > many and even < few:
        return "utf-16-le"
    return "utf-16-be" if even > many and odd < few else ""


def _legacy(data: bytes) -> str:
    """UTF-8 with a few broken bytes, else what the letters look like, else Western European."""
    letters = len(data) - len(data.translate(None, bytes(range(128, 256))))
    if data.decode("utf-8", "replace").count("\ufffd") < letters / 10:
        return "utf-8"
    if letters < _ENOUGH:
        return "cp1252"
    from charset_normalizer import from_bytes

    matches = from_bytes(_rich(data), cp_isolation=[*_ONE_BYTE, *_TWO_BYTES])
    best = matches.best()
    if best and best.encoding in _TWO_BYTES:
        return best.encoding
    if not best or not best.coherence:
        return "cp1252"
    western = [match for match in matches if "cp1252" in match.could_be_from_charset]
    tied = any(match.chaos <= best.chaos and match.coherence >= best.coherence for match in western)
    return "cp1252" if tied else best.encoding


def _rich(data: bytes) -> bytes:
    """The part of a text that begins where its letters beyond ASCII do."""
    first = re.search(rb"[\x80-\xff]", data)
    at = max(0, (first.start() if first else 0) - 256)
    return data[at : at + _SAMPLE]
