"""Pages that are their pictures: there is no word beside them, or hardly one."""

import re
from collections.abc import Sequence
from typing import Final

from bot.core.document_ports import OcrPage
from bot.core.documents import Page, Picture

_PICTURE: Final = re.compile(r"!\[[^\]]*\]\([^)]*\)(?: *\([^()]*\))?")  # with what its author says it shows
_CAPTION: Final = 12  # letters and digits, below which a page with a picture is its picture

_COVERED: Final = 0.25  # share of a page, from which its pictures are what it is about
_FEW: Final = 150  # letters and digits, unless there are as many as that beside them


def is_picture(text: str, pictures: Sequence[Picture] = ()) -> bool:
    """Whether a page has no text at all, or so little beside a picture that the picture is the page."""
    size = sum(map(str.isalnum, _PICTURE.sub("", text)))
    pictured = bool(pictures) or _PICTURE.search(text) is not None
    return size == 0 or (pictured and size < _CAPTION)


def is_mostly_picture(page: OcrPage) -> bool:
    """Whether OCR leaves out what a page is about: a chart or a photo with hardly more than its title."""
    size = sum(map(str.isalnum, _PICTURE.sub("", page.text)))
    return is_picture(page.text, page.pictures) or (page.covered >= _COVERED and size < _FEW)


def to_be_seen(page: Page) -> bool:
    """Whether a page of an office document has to be looked at, since its own text does not say what it shows."""
    return page.how == "text" and bool(page.pictures) and is_picture(page.text, page.pictures)
