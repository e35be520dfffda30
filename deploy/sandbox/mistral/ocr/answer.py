"""Pages in the shape of the answer (Mistral OpenAPI: OCRPageObject)."""

import base64
import html
import json
from collections.abc import Sequence
from typing import Any

from deploy.sandbox.mistral.ocr.confidence import block_scores, page_scores, word_scores
from deploy.sandbox.mistral.ocr.request import OcrRequest
from deploy.sandbox.mistral.quoter.fill import filled
from deploy.sandbox.mistral.reading.page import Block, Page

APART = {"header": "extract_header", "footer": "extract_footer"}
ANNOTATED = 8  # pictures of a document, at most


class Answered:
    """Writes the pages of one answer; pictures and tables are numbered through the whole of it."""

    def __init__(self, request: OcrRequest, *, blocks: bool) -> None:
        self._request = request
        self._blocks = blocks
        self._images = 0
        self._tables = 0

    def page(self, page: Page, index: int) -> dict[str, Any]:
        apart = {kind: _text_of(page, kind) for kind, flag in APART.items() if getattr(self._request, flag)}
        written = [self._written(block) for block in page.blocks if self._wanted(block) and block.kind not in apart]
        markdown = "\n\n".join(each["text"] for each in written)
        granularity = self._request.confidence_scores_granularity
        return {
            "index": index,
            "markdown": markdown,
            "images": [each["image"] for each in written if "image" in each],
            "tables": [each["table"] for each in written if "table" in each],
            "hyperlinks": list(page.links),
            "header": apart.get("header"),
            "footer": apart.get("footer"),
            "dimensions": _dimensions(page),
            "confidence_scores": page_scores(page, markdown, granularity) if granularity else None,
            "blocks": self._shown_blocks(page, written),
        }

    def _wanted(self, block: Block) -> bool:
        """Pictures beyond the limit, or smaller than asked for, are left out with their placeholders."""
        if block.kind != "image":
            return True
        limit, smallest = self._request.image_limit, self._request.image_min_size or 0
        beyond = limit is not None and self._images >= limit
        return not beyond and min(block.box.width, block.box.height) >= smallest

    def _written(self, block: Block) -> dict[str, Any]:
        """The block with its Markdown, and with what it adds to the page's pictures or tables."""
        match block.kind:
            case "image":
                image = self._image(block)
                return {"block": block, "image": image, "text": f"![{image['id']}]({image['id']})"}
            case "table" if self._request.table_format:
                table = self._table(block)
                return {"block": block, "table": table, "text": f"[{table['id']}]({table['id']})"}
            case "table":
                return {"block": block, "text": markdown_table(block.rows)}
            case "title":
                return {"block": block, "text": "# " + block.text.replace("\n", " ")}
        return {"block": block, "text": block.text}

    def _image(self, block: Block) -> dict[str, Any]:
        name = f"img-{self._images}.jpeg"
        self._images += 1
        wanted = self._request.bbox_annotation_format
        seen = wanted is not None and wanted.json_schema is not None and self._images <= ANNOTATED
        coded = base64.b64encode(block.jpeg).decode() if self._request.include_image_base64 else None
        return {
            "id": name,
            **_corners(block),
            "image_base64": None if coded is None else f"data:image/jpeg;base64,{coded}",
            "image_annotation": json.dumps(filled(wanted.json_schema.body, block.text), ensure_ascii=False)
            if seen and wanted is not None and wanted.json_schema is not None
            else None,
        }

    def _table(self, block: Block) -> dict[str, Any]:
        kind = self._request.table_format
        content = html_table(block.rows) if kind == "html" else markdown_table(block.rows)
        name = f"tbl-{self._tables}.{'html' if kind == 'html' else 'md'}"
        self._tables += 1
        scores = word_scores([block], content) if self._request.confidence_scores_granularity == "word" else None
        return {"id": name, "content": content, "format": kind, "word_confidence_scores": scores}

    def _shown_blocks(self, page: Page, written: Sequence[dict[str, Any]]) -> list[dict[str, Any]] | None:
        if not self._request.include_blocks:
            return None
        if not self._blocks or not page.width:
            return []
        scored = self._request.confidence_scores_granularity == "block"
        return [_shown(each, scored=scored) for each in written]


def _shown(written: dict[str, Any], *, scored: bool) -> dict[str, Any]:
    block: Block = written["block"]
    shown = {"type": block.kind, **_corners(block), "content": written["text"]}
    shown["confidence_scores"] = block_scores(block) if scored else None
    if "image" in written:
        shown["image_id"] = written["image"]["id"]
    if block.kind == "table":
        shown["table_id"] = written["table"]["id"] if "table" in written else None
    return shown


def _corners(block: Block) -> dict[str, int]:
    box = block.box
    return {
        "top_left_x": box.left,
        "top_left_y": box.top,
        "bottom_right_x": box.right,
        "bottom_right_y": box.bottom,
    }


def _dimensions(page: Page) -> dict[str, int] | None:
    return {"dpi": page.dpi, "height": page.height, "width": page.width} if page.width else None


def _text_of(page: Page, kind: str) -> str | None:
    return "\n".join(block.text for block in page.blocks if block.kind == kind) or None


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows]
    rule = "| " + " | ".join("---" for _ in rows[0]) + " |" if rows else ""
    return "\n".join([*lines[:1], rule, *lines[1:]])


def html_table(rows: Sequence[Sequence[str]]) -> str:
    lines = ["<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows]
    return "<table>" + "".join(lines) + "</table>"
