"""Long texts in pages that can be cited: some 3,000 characters each, cut where a reader would."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.core.documents import Page, Picture
from bot.documents.album import UNSHOWN
from bot.documents.limits import Limits

PAGE_CHARS = 3000
UNOPENED = "it holds only pictures that I cannot open"


@dataclass(frozen=True, slots=True)
class Draft:
    """A page before it has its number. One without text and without pictures is unreadable, and `reason` says why."""

    text: str
    pictures: tuple[Picture, ...] = ()
    reason: str = "it is blank"
    header: str = ""
    footer: str = ""


def cut(text: str, size: int = PAGE_CHARS) -> Iterator[str]:
    """Pieces of at most `size` characters that make up the text, less blank space where it is cut.

    Cut between paragraphs where one ends in the last third, else at a line's end, else between words.
    """
    start = 0
    while len(text) - start > size:
        end = _end(text, start, size)
        yield text[start:end].rstrip()
        start = end
        while start < len(text) and text[start] in "\r\n":
            start += 1
    if start < len(text) or not start:
        yield text[start:]


def _end(text: str, start: int, size: int) -> int:
    for mark, earliest in (("\n\n", size * 2 // 3), ("\n", size // 3), (" ", size // 2)):
        end = text.rfind(mark, start + earliest, start + size)
        if end > 0:
            return end
    return start + size


def fenced(text: str, language: str = "") -> str:
    """A code block whose fence is longer than any in the text."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def printable(text: str) -> str:
    """The text without NUL, half surrogates, carriage returns and the control characters that only terminals know."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"\x1b\[[0-9;?]*[ -/]*[@-~]", "", text)
    return re.sub(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufeff]", "", text)


def numbered(drafts: Iterable[Draft], limits: Limits) -> list[Page]:
    """Pages from 1. Where the limits end, one unreadable page stands for all that follows."""
    pages: list[Page] = []
    left = limits.text_chars
    for number, draft in enumerate(drafts, 1):
        if number > limits.pages:
            pages[-1] = _rest(limits.pages, f"it and what follows is beyond the {limits.pages:,} pages that I read")
            break
        if left <= 0:
            pages.append(
                _rest(number, f"it and what follows is beyond the {limits.text_chars:,} characters that I read")
            )
            break
        pages.append(_page(number, draft, left))
        left -= len(draft.text) or 1
    return pages or [_rest(1, "the file holds no text")]


def _page(number: int, draft: Draft, left: int) -> Page:
    text = draft.text[:left].strip("\n")
    if not text.strip() and not draft.pictures:
        return _rest(number, draft.reason)
    if not draft.pictures and not any(map(str.isalnum, UNSHOWN.sub("", text))) and UNSHOWN.search(text):
        return _rest(number, UNOPENED)
    return Page(number, "text", text, pictures=draft.pictures, header=draft.header, footer=draft.footer)


def _rest(number: int, reason: str) -> Page:
    return Page(number, None, reason=reason)
