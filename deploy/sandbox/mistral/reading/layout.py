"""What stands on one page image, in reading order."""

import re
from collections.abc import Sequence
from typing import Any

from deploy.sandbox.mistral.optional import package
from deploy.sandbox.mistral.reading.engine import recognise
from deploy.sandbox.mistral.reading.grid import tables
from deploy.sandbox.mistral.reading.page import DPI, Block, Box, Line, Page
from deploy.sandbox.mistral.reading.pictures import cut_out
from deploy.sandbox.mistral.reading.regions import ink, pictures
from deploy.sandbox.mistral.reading.rows import paragraphs

LINK = re.compile(r"https?://[^\s<>\"')\]]+")
MARGIN = 0.08  # of the page's height: where a header or footer stands
CALM = 12  # shades by which an empty page may vary
MARGIN_LINES = 2  # of a header or footer, at most


def page_of(image: Any, links: Sequence[str] = (), dpi: int = DPI) -> Page:
    """Read an RGB image."""
    gray = image.convert("L")
    low, high = gray.getextrema()
    if high - low < CALM:
        return Page((), image.width, image.height, dpi, tuple(links))
    blocks = _blocks(image, package("numpy", "numpy").asarray(gray))
    seen = [link.rstrip(".,;:") for block in blocks for link in LINK.findall(block.text)]
    return Page(tuple(blocks), image.width, image.height, dpi, tuple(dict.fromkeys([*links, *seen])))


def _blocks(image: Any, gray: Any) -> list[Block]:
    def again(cell: Box) -> list[Line]:
        part = image.crop(cell)
        return [Line(_moved(line.box, cell), line.text, line.score) for line in recognise(part)]

    lines, inked = recognise(image), ink(gray)
    grids = tables(inked, lines, again)
    free = [line for line in lines if not any(grid.box.holds(line.box) for grid in grids)]
    shown = pictures(inked, [line.box for line in lines], [grid.box for grid in grids])
    apart = [*grids, *(_picture(image, box, free) for box in shown)]
    return _with_margins(_in_order(paragraphs(free), apart), image.height)


def _picture(image: Any, box: Box, lines: Sequence[Line]) -> Block:
    """Text that stands in a picture is known to it, and is told apart from it all the same."""
    text = "\n".join(line.text for line in lines if box.holds(line.box))
    return Block("image", box, text, jpeg=cut_out(image, box))


def _moved(box: Box, by: Box) -> Box:
    return Box(box.left + by.left, box.top + by.top, box.right + by.left, box.bottom + by.top)


def _in_order(texts: Sequence[Block], apart: Sequence[Block]) -> list[Block]:
    """Tables and pictures put before the first text that begins below them in their own column."""
    found = list(texts)
    for block in sorted(apart, key=lambda each: each.box.top):
        below = (
            place
            for place, each in enumerate(found)
            if each.box.top >= block.box.top and each.box.left < block.box.right and each.box.right > block.box.left
        )
        found.insert(next(below, len(found)), block)
    return found


def _with_margins(blocks: list[Block], height: int) -> list[Block]:
    """The first and last text marked as header and footer where they stand in the page's margins."""
    texts = [place for place, each in enumerate(blocks) if each.kind in {"text", "title"}]
    if len(texts) < 2:
        return blocks
    first, last = texts[0], texts[-1]
    if blocks[first].box.bottom <= MARGIN * height and _short(blocks[first]):
        blocks[first] = _as(blocks[first], "header")
    if blocks[last].box.top >= (1 - MARGIN) * height and _short(blocks[last]):
        blocks[last] = _as(blocks[last], "footer")
    return blocks


def _short(block: Block) -> bool:
    return block.text.count("\n") < MARGIN_LINES


def _as(block: Block, kind: Any) -> Block:
    return Block(kind, block.box, block.text, block.scores)
