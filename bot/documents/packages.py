"""What a packed (zip) or compound (OLE) file is: an office document, or something that cannot be read."""

import mmap
import zipfile
import zlib
from pathlib import Path
from typing import Final

from bot.core.errors import FileRefused
from bot.documents.archive import damaged, protected

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_XML: Final = "application/vnd.openxmlformats-officedocument."
DOCX: Final = _XML + "wordprocessingml.document"
PPTX: Final = _XML + "presentationml.presentation"
XLSX: Final = _XML + "spreadsheetml.sheet"
XLSB: Final = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
EPUB: Final = "application/epub+zip"
_ODF: Final = "application/vnd.oasis.opendocument."
ODT, ODS, ODP = _ODF + "text", _ODF + "spreadsheet", _ODF + "presentation"
DOC, XLS, PPT = "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"

_MAIN_PARTS: Final = (  # documents, templates, shows and those with macros differ in the words between
    (b"wordprocessingml.", DOCX),
    (b"ms-word.document", DOCX),
    (b"ms-word.template", DOCX),
    (b"presentationml.", PPTX),
    (b"ms-powerpoint.", PPTX),
    (b"ms-excel.sheet.binary", XLSB),
    (b"spreadsheetml.", XLSX),
    (b"ms-excel.", XLSX),
)
_STREAMS: Final = (("WordDocument", DOC), ("PowerPoint Document", PPT), ("Workbook", XLS), ("Book", XLS))
_MOST: Final = 2**20  # bytes of a part that says what the file is


def zipped(path: Path, name: str) -> str:
    """The media type of an office document or e-book; any other zip is refused."""
    try:
        with zipfile.ZipFile(path) as packed:
            found = _declared(packed) or _by_content_types(packed)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, UnicodeError) as error:
        raise FileRefused(damaged(name)) from error
    except RuntimeError as error:
        raise FileRefused(protected(name)) from error
    if not found:
        raise FileRefused(archive_sentence(name, "zip"))
    return found


def _declared(packed: zipfile.ZipFile) -> str:
    """What a part named `mimetype` says, as e-books and OpenDocument have it."""
    if "mimetype" not in packed.namelist():
        return ""
    said = _read(packed, "mimetype").decode("ascii", "replace").strip()
    for known in (EPUB, ODT, ODS, ODP):
        if said.removesuffix("-template") == known:
            return known
    return ""


def _by_content_types(packed: zipfile.ZipFile) -> str:
    if "[Content_Types].xml" not in packed.namelist():
        return ""
    listed = _read(packed, "[Content_Types].xml").lower()
    return next((found for mark, found in _MAIN_PARTS if mark in listed and b"main" in listed), "")


def _read(packed: zipfile.ZipFile, part: str) -> bytes:
    with packed.open(part) as stream:
        return stream.read(_MOST)


def compound(path: Path, name: str) -> str:
    """The media type of an office document of before 2007; what is encrypted, or something else, is refused.

    Its streams are named in UTF-16, anywhere in the file.
    """
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        holds = {word: data.find(word.encode("utf-16-le")) >= 0 for word in ("EncryptedPackage", "__substg1.0_")}
        found = next((known for word, known in _STREAMS if data.find(word.encode("utf-16-le")) >= 0), "")
    if holds["EncryptedPackage"]:
        raise FileRefused(protected(name))
    if holds["__substg1.0_"]:
        raise FileRefused(f"{name} is an Outlook message, which I cannot open; please save it as .eml or PDF.")
    if not found:
        raise FileRefused(f"{name} is not in a format that I can read; please send it as a PDF or as text.")
    return found


def archive_sentence(name: str, kind: str) -> str:
    return f"{name} is a {kind} archive, which I do not unpack; please send the files in it themselves."
