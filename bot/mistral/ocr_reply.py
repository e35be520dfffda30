"""What POST /v1/ocr answers, as our pages (Mistral OpenAPI: OCRResponse). Lenient: what is missing is left out."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.document_ports import OcrPage, OcrReply
from bot.core.documents import Charge
from bot.core.errors import ReplyBroken
from bot.mistral.decoding import decoded
from bot.mistral.ocr_pictures import covered, pictures_of

log = logging.getLogger(__name__)


def parse_reply(body: Any, *, model: str, asked: Sequence[int] | None, annotated: bool) -> OcrReply:
    """The pages that were asked for; all with None. Raises `ReplyBroken` for what is no such answer."""
    listed = body.get("pages") if isinstance(body, dict) else None
    if not isinstance(listed, list):
        raise ReplyBroken("The answer of OCR has no list of pages")
    found = [_page(page, place, asked) for place, page in enumerate(listed) if isinstance(page, dict)]
    pages = {page.number: page for page in found if asked is None or page.number in asked}
    if asked is not None and len(pages) < len(asked):
        log.warning("OCR was asked for %s pages and answered with %s of them", len(asked), len(pages))
    processed = _processed(body, len(found))
    return OcrReply(
        pages=tuple(pages[number] for number in sorted(pages)),
        charge=Charge(model, pages=processed, annotated=processed if annotated else 0),
        annotation=_annotation(body.get("document_annotation")) if annotated else None,
    )


def _processed(body: Mapping[str, Any], otherwise: int) -> int:
    usage = body.get("usage_info")
    said = usage.get("pages_processed") if isinstance(usage, dict) else None
    return said if isinstance(said, int) and said >= 0 else otherwise


def _page(page: Mapping[str, Any], place: int, asked: Sequence[int] | None) -> OcrPage:
    index = page.get("index")
    number = index + 1 if isinstance(index, int) else asked[min(place, len(asked) - 1)] if asked else place + 1
    return OcrPage(
        number=number,
        text=_with_tables(_text(page.get("markdown")), page.get("tables")),
        pictures=pictures_of(page.get("images")),
        header=_text(page.get("header")).strip(),
        footer=_text(page.get("footer")).strip(),
        confidence=_confidence(page.get("confidence_scores")),
        covered=covered(page.get("images"), page.get("dimensions")),
    )


def _with_tables(text: str, tables: Any) -> str:
    """Tables are asked for inline; one that is set apart all the same is put where the text refers to it."""
    for table in tables if isinstance(tables, list) else ():
        if isinstance(table, dict) and (name := _text(table.get("id"))):
            text = text.replace(f"[{name}]({name})", _text(table.get("content")))
    return text


def _confidence(scores: Any) -> float | None:
    average = scores.get("average_page_confidence_score") if isinstance(scores, dict) else None
    return min(max(float(average), 0.0), 1.0) if isinstance(average, int | float) else None


def _annotation(said: Any) -> Mapping[str, Any] | None:
    """What was extracted, which comes as JSON in a string; None if nothing came."""
    try:
        value = decoded(said.encode("utf-8", "replace")) if isinstance(said, str) else said
    except ValueError as error:
        raise ReplyBroken("What OCR extracted is not JSON") from error
    if value is None or isinstance(value, dict):
        return value
    raise ReplyBroken("What OCR extracted is not an object")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
