"""A file as the model reads it: its pages with their numbers, framed as a file's words and nobody's message."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from bot.core.documents import Document, How, Page, Passage
from bot.core.speech import headed, on_one_line

BLANK: Final = "it is blank"  # the reason of a page that holds nothing
DOUBTED: Final = 0.75  # OCR that is less sure than this of a page has often misread it: upside down, or too faint


def page_text(page: Page) -> str:
    """A page below its number; one that could not be read says why."""
    if page.how is None:
        return f"[page {page.number} could not be read: {page.reason or 'no reason is known'}]"
    pieces = [piece.strip() for piece in (doubt(page), page.header, page.text, page.footer) if piece.strip()]
    return "\n".join([f"[page {page.number}]", *(pieces or ["(nothing is written on it)"])])


def doubt(page: Page) -> str:
    """Says how sure OCR is of a page that was hard to read; empty for any other."""
    if page.confidence is None or page.confidence >= DOUBTED:
        return ""
    return f"(This page was hard to read: OCR is {page.confidence:.0%} sure of it.)"


def whole(name: str, document: Document, pages: Iterable[Page]) -> str:
    """The whole file, as far as it was read."""
    shown = list(pages)
    parts = [page_text(page) for page in shown]
    return headed(_title(name, document), "\n\n".join([*parts, *_not_read(document, {page.number for page in shown})]))


def _not_read(document: Document, known: Collection[int]) -> list[str]:
    missing = [number for number in range(1, document.pages + 1) if number not in known]
    return [f"[page {ranges(missing)} of it: not read so far]"] if missing else []


def excerpts(name: str, document: Document, found: Sequence[Passage], ledger: Mapping[int, How | None]) -> str:
    """What a search has found in a file that is too long to be shown; `ledger` says how its pages were read."""
    parts: list[str] = []
    last = 0
    for passage in sorted(found, key=lambda passage: passage.page):
        parts.append(f"[page {passage.page}]\n{passage.text.strip()}" if passage.page != last else passage.text.strip())
        last = passage.page
    title = f"{_title(name, document)}, too long to be shown; these passages may matter, and tools read the rest"
    body = "\n\n".join(parts) or "(no passage matches the question)"
    unreadable = [number for number, how in ledger.items() if how is None]
    notes = [unreadable_words(unreadable)] if unreadable else []
    return headed(title, "\n\n".join([body, *notes, *_not_read(document, ledger)]))


def image_line(name: str, number: int) -> str:
    """Which of the images that come with the request a file is."""
    return headed(f"file: {on_one_line(name)}", f"It is image {number} of those that come with the question.")


def refused_line(name: str, notice: str) -> str:
    return headed(f"file: {on_one_line(name)}", f"It could not be read: {notice}")


def unreadable_words(numbers: Sequence[int]) -> str:
    """For example `pages 7 and 19 had no readable text`."""
    if not numbers:
        return ""
    return f"page{'s' if len(numbers) > 1 else ''} {ranges(numbers)} had no readable text"


def doubtful_words(numbers: Sequence[int]) -> str:
    """For example `pages 3-4 were hard to read, so please check what I say of that against the file`."""
    pages, of = ("page", "was") if len(numbers) == 1 else ("pages", "were")
    return f"{pages} {ranges(numbers)} {of} hard to read, so please check what I say of that against the file"


def reasons_words(reasons: Mapping[int, str]) -> str:
    """For example `page 2 had no readable text; pages 4-5 could not be read: OCR is switched off here`."""
    by_reason: dict[str, list[int]] = {}
    for number, reason in reasons.items():
        by_reason.setdefault("" if reason == BLANK else reason, []).append(number)
    return "; ".join(
        f"page{'s' if len(numbers) > 1 else ''} {ranges(numbers)} could not be read: {reason}"
        if reason
        else unreadable_words(numbers)
        for reason, numbers in by_reason.items()
    )


def ranges(numbers: Sequence[int]) -> str:
    """`1-3, 7 and 19` for 1, 2, 3, 7, 19."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    words = [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def _title(name: str, document: Document) -> str:
    if document.kind in {"image", "audio"}:
        return f"file: {on_one_line(name)}"
    return f"file: {on_one_line(name)}, {document.pages:,} page{'s' if document.pages != 1 else ''}"
