"""What a worker is asked to do with a file: plain functions that take a path and give back small values.

What opens a kind of file is imported when one comes.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.core.documents import Kind, Page, Picture
from bot.core.errors import FileRefused
from bot.documents.limits import Limits
from bot.documents.quality import Look

_MOMENTS: Final = 4  # of a moving image, that a model is shown
_TIFF_PAGES: Final = 100  # as pictures they take memory all at once


@dataclass(frozen=True, slots=True)
class Examined:
    """What a file is. `own` holds its pages where they were read in passing, as those of a text are.

    `pages` is 1 where they cannot be counted here.
    """

    kind: Kind
    media_type: str
    pages: int
    seconds: float = 0.0
    own: tuple[Page, ...] = ()


def examined(path: Path, name: str, limits: Limits) -> Examined:
    """Look at a file by its content. Raises `FileRefused`."""
    from bot.documents import kinds, old_formats

    found = kinds.sniffed(path, name)
    if found.kind == "pdf":
        from bot.documents import pdf

        return Examined("pdf", found.media_type, pdf.page_count(path, name, limits.pages))
    if found.kind == "audio":
        from bot.documents import sound

        return Examined("audio", found.media_type, 1, sound.seconds(path))
    if old_formats.needs_ocr(found.media_type):
        return Examined(found.kind, found.media_type, 1)
    own = converted(path, name, found.kind, found.media_type, limits)
    return Examined(found.kind, found.media_type, len(own), own=own)


def converted(path: Path, name: str, kind: Kind, media_type: str, limits: Limits) -> tuple[Page, ...]:
    """The pages of an image, an office file or a text. Raises `FileRefused`."""
    if kind == "image":
        return pictured(path, name, media_type, limits)
    if kind == "office":
        from bot.documents import office

        return tuple(office.converted(path, media_type, name, limits))
    from bot.documents import texts

    return tuple(texts.converted(path, name, limits))


def pictured(path: Path, name: str, media_type: str, limits: Limits) -> tuple[Page, ...]:
    """An image's page, for a model that sees; a moving one shows a few moments. Each page of a TIFF is one."""
    from bot.documents import images

    if media_type != "image/tiff" or (count := images.frames(path)) == 1:
        return (Page(1, "vision", pictures=tuple(images.sampled(path, name, limits, _MOMENTS))),)
    if count > _TIFF_PAGES:
        raise FileRefused(f"{name} has {count:,} pages; please send it as a PDF.")
    pages = images.sampled(path, name, limits, count)
    return tuple(Page(number, "vision", pictures=(picture,)) for number, picture in enumerate(pages, 1))


def prepared(path: Path, name: str, limits: Limits, longest: int) -> Picture:
    """An image as a model takes it, its longer side of at most `longest` pixels. Raises `FileRefused`."""
    from bot.documents import images

    return images.prepared(path, name, limits, longest)


def looks(path: Path, name: str, first: int, last: int) -> list[Look]:
    """Pages of a PDF, by their own text."""
    from bot.documents import pdf

    return pdf.looks(path, name, first, last)


def drawn(path: Path, name: str, number: int, longest: int) -> Picture:
    """A page of a PDF as a picture."""
    from bot.documents import pdf

    return pdf.picture(path, name, number, longest)
