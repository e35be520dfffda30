"""Confidence, from the engine's own score of each line; a word has that of the line in which it stands."""

from collections.abc import Iterator, Sequence
from statistics import fmean
from typing import Any

from deploy.sandbox.mistral.reading.page import Block, Page


def page_scores(page: Page, markdown: str, granularity: str) -> dict[str, Any]:
    """1.0 for a page without text, and for text that was not read from an image."""
    scores = [score for block in page.blocks for score in block.scores] or [1.0]
    shown: dict[str, Any] = {
        "average_page_confidence_score": round(fmean(scores), 4),
        "minimum_page_confidence_score": min(scores),
    }
    if granularity == "word":
        inline = [block for block in page.blocks if block.kind != "image"]
        shown["word_confidence_scores"] = word_scores(inline, markdown)
    return shown


def word_scores(blocks: Sequence[Block], written: str) -> list[dict[str, Any]]:
    """Each word that stands in what was written, with its place there."""
    found: list[dict[str, Any]] = []
    start = 0
    for word, score in _words(blocks):
        place = written.find(word, start)
        if place >= 0:
            found.append({"text": word, "confidence": score, "start_index": place})
            start = place + len(word)
    return found


def block_scores(block: Block) -> dict[str, float | None]:
    """The engine does not score kinds of blocks."""
    return {
        "average_content_confidence_score": round(fmean(block.scores), 4) if block.scores else None,
        "minimum_content_confidence_score": min(block.scores, default=None),
        "block_type_confidence_score": None,
    }


def _words(blocks: Sequence[Block]) -> Iterator[tuple[str, float]]:
    for block in blocks:
        lines = block.text.split("\n")
        scores = block.scores if len(block.scores) == len(lines) else [min(block.scores, default=1.0)] * len(lines)
        for line, score in zip(lines, scores, strict=True):
            for word in line.split():
                yield word, score
