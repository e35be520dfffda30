"""Office documents, e-books and web pages as pages of Markdown, by converters that run here and cost nothing."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot.core.documents import Page
from bot.core.errors import FileRefused
from bot.documents import books, letters, markup, opendocument, sheets, slides
from bot.documents.album import Album
from bot.documents.archive import Archive, damaged, opened
from bot.documents.limits import Limits
from bot.documents.packages import DOCX, EPUB, ODP, ODS, ODT, PPTX, XLS, XLSB, XLSX
from bot.documents.paging import Draft, cut, numbered, printable

logger = logging.getLogger(__name__)

HTML: Final = "text/html"
_SHEETS: Final = frozenset({XLSX, XLSB, ODS})


def converted(path: Path, media_type: str, name: str, limits: Limits) -> list[Page]:
    """The document's pages: slides, chapters, parts of sheets; of a text, Word's own pages or pieces.

    Raises `FileRefused` for what is protected, damaged or dangerous.
    """
    try:
        return numbered(_drafts(path, media_type, name, limits), limits)
    except FileRefused:
        raise
    except MemoryError as error:
        raise FileRefused(f"{name} is longer than I can convert; please send it in parts, or as a PDF.") from error
    except Exception as error:  # converters meet files that no program of this world has written
        logger.warning("A document of type %s could not be converted: %r", media_type, error)
        raise FileRefused(damaged(name)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what a converter written in Rust raises where it is at a loss
            raise
        raise FileRefused(damaged(name)) from error


def _drafts(path: Path, media_type: str, name: str, limits: Limits) -> Iterator[Draft]:
    if media_type == HTML:
        yield from _web_page(path, name, limits)
    elif media_type == XLS:
        yield from sheets.drafts(path, name, None, limits)
    else:
        with opened(path, name, limits) as archive:
            yield from _unpacked(path, archive, media_type, name, limits)


def _web_page(path: Path, name: str, limits: Limits) -> Iterator[Draft]:
    """With the pictures that it holds itself; those that stand elsewhere are not fetched."""
    album = Album(limits)

    def mark(address: str) -> str | None:
        data = markup.enclosed(address)
        return album.mark(data, "picture") if data else None

    html = markup.with_pictures(printable(markup.decoded(path.read_bytes())), mark)
    for piece in cut(markup.markdown(html, name)):
        yield Draft(piece, album.shown(piece))


def _unpacked(path: Path, archive: Archive, media_type: str, name: str, limits: Limits) -> Iterator[Draft]:
    if media_type in _SHEETS:
        return sheets.drafts(path, name, archive, limits)
    if media_type == PPTX:
        return slides.drafts(archive, limits)
    if media_type == DOCX:
        return letters.drafts(archive, name, limits)
    if media_type == EPUB:
        return books.drafts(archive, name, limits)
    if media_type in {ODT, ODP}:
        return opendocument.drafts(archive, name, limits)
    raise FileRefused(f"{name} is not in a format that I can read; please send it as a PDF.")
