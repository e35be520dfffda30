"""A page as it was read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

DPI = 200  # of a page that is drawn to be read
Kind = Literal["text", "title", "list", "image", "table", "header", "footer"]


class Box(NamedTuple):
    """In pixels of the page image; right and bottom lie just outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def area(self) -> int:
        return self.width * self.height

    def holds(self, other: "Box") -> bool:
        """Whether the middle of the other lies inside."""
        x, y = (other.left + other.right) / 2, (other.top + other.bottom) / 2
        return self.left <= x < self.right and self.top <= y < self.bottom


NOWHERE = Box(0, 0, 0, 0)


class Line(NamedTuple):
    """A piece of text that the engine read in one go, with its confidence from 0 to 1."""

    box: Box
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, a picture or a table. `text` is what stands in it, without marks of Markdown."""

    kind: Kind
    box: Box
    text: str = ""
    scores: tuple[float, ...] = ()  # one for each line of text
    rows: tuple[tuple[str, ...], ...] = ()
    jpeg: bytes = b""


@dataclass(frozen=True, slots=True)
class Page:
    """Blocks in reading order. Width and height are 0 for what has no page image, such as an office file."""

    blocks: tuple[Block, ...]
    width: int = 0
    height: int = 0
    dpi: int = DPI
    links: tuple[str, ...] = ()


class Unreadable(Exception):
    """The document cannot be read; the text says why in a sentence."""


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds all of them."""
    return Box(
        min(each.left for each in boxes),
        min(each.top for each in boxes),
        max(each.right for each in boxes),
        max(each.bottom for each in boxes),
    )
