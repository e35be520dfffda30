"""Long results of tools: kept whole in the journal, shown to the model a page at a time."""

from typing import Final

PAGE: Final = 20_000  # characters
LONGEST: Final = 1_000_000  # characters that are kept of one result
_SLACK: Final = 2_000  # characters before a page's end in which a line's end is looked for
_SIGN: Final = 200  # characters that a page's last line takes, which says how to go on


def pages(text: str, size: int = PAGE) -> tuple[str, ...]:
    """The text in pages of at most `size` characters, cut at the end of a line where there is one near."""
    cut, at = [], 0
    size = size if len(text) <= size else max(size - _SIGN, 1)
    while len(text) - at > size:
        end = text.rfind("\n", at + max(size - _SLACK, 1), at + size)
        end = end + 1 if end >= 0 else at + size
        cut.append(text[at:end])
        at = end
    return (*cut, text[at:])


def page(text: str, number: int, name: str, size: int = PAGE) -> str:
    """One page, from 1, and how to read the next one. `name` is what `read_more` knows the result by.

    Raises `LookupError` for a page that it does not have.
    """
    found = pages(text, size)
    if not 1 <= number <= len(found):
        raise LookupError(number)
    if len(found) == 1:
        return found[0]
    next_one = f'; the next with read_more(result="{name}", page={number + 1})' if number < len(found) else ""
    return f"{found[number - 1].rstrip()}\n[page {number} of {len(found)} of this result{next_one}]"


def kept(text: str) -> str:
    """What is kept of a result."""
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]}\n[{len(text) - LONGEST:,} more characters were not kept]"
