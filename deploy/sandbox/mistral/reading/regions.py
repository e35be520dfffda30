"""Pictures on a page: regions of ink in which no text stands."""

from collections.abc import Iterable, Sequence
from typing import Any

from deploy.sandbox.mistral.optional import package
from deploy.sandbox.mistral.reading.page import Box, around

CELLS = 120  # of the grid on which regions are sought, along the shorter side
INKED = 0.1  # of a cell's pixels
FULL = 0.2  # of a region's cells: below it, it is a frame, a rule or dirt
LEAST = 0.05  # of the page's shorter side: both sides of a picture
MOST = 0.6  # of the page: a region that large, with text on the page, is the paper itself
WORDY = 0.1  # of a region covered by text: a coloured panel, not a picture
PAD = 6  # pixels around text that belong to it


def ink(gray: Any) -> Any:
    """Which pixels of a grey image differ from its commonest shade."""
    np = package("numpy", "numpy")
    shades = np.bincount(gray.ravel(), minlength=256)
    return np.abs(gray.astype(np.int16) - int(shades.argmax())) > 40


def pictures(inked: Any, text: Sequence[Box], tables: Iterable[Box]) -> list[Box]:
    """The boxes of pictures, from top to bottom."""
    height, width = inked.shape
    rest = inked.copy()
    for box in [*text, *tables]:
        rest[max(0, box.top - PAD) : box.bottom + PAD, max(0, box.left - PAD) : box.right + PAD] = False
    side = max(4, min(height, width) // CELLS)
    np = package("numpy", "numpy")
    tall, wide = height // side, width // side
    share = rest[: tall * side, : wide * side].reshape(tall, side, wide, side).mean(axis=(1, 3))
    cells = {(int(y), int(x)) for y, x in zip(*np.nonzero(share > INKED), strict=True)}
    found = []
    for group in _groups(cells):
        box = around([Box(x * side, y * side, (x + 1) * side, (y + 1) * side) for y, x in group])
        if _is_picture(box, len(group) * side * side, text, (width, height)):
            found.append(box)
    return sorted(found, key=lambda each: (each.top, each.left))


def _groups(cells: set[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Cells that touch, or have one empty cell between them."""
    groups = []
    while cells:
        edge = [cells.pop()]
        group = []
        while edge:
            y, x = edge.pop()
            group.append((y, x))
            near = {(y + down, x + right) for down in range(-2, 3) for right in range(-2, 3)} & cells
            cells -= near
            edge.extend(near)
        groups.append(group)
    return groups


def _is_picture(box: Box, covered: int, text: Sequence[Box], size: tuple[int, int]) -> bool:
    inside = [each for each in text if box.holds(each)]
    return (
        min(box.width, box.height) >= LEAST * min(size)
        and covered >= FULL * box.area
        and not (text and box.area > MOST * size[0] * size[1])
        and sum(each.area for each in inside) < WORDY * box.area
    )
