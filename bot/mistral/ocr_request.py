"""The JSON body of POST /v1/ocr (Mistral OpenAPI: OCRRequest). A whitelist: an unknown key is answered with 422."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.mistral.wire import response_format

# Confidence came with OCR 4; the models before it are named by date, and the last of them also by its number.
_WITHOUT_CONFIDENCE: Final = re.compile(r"mistral-ocr-(?:2[0-9]{3}|[123])$")


def url_chunk(media_type: str, url: str) -> dict[str, str]:
    """The document by its URL, which may be a data URI."""
    kind = "image_url" if media_type.startswith("image/") else "document_url"
    return {"type": kind, kind: url}


def file_chunk(file_id: str) -> dict[str, str]:
    """The document as an uploaded file."""
    return {"type": "file", "file_id": file_id}


def ocr_body(
    document: Mapping[str, str],
    *,
    model: str,
    pages: Sequence[int] | None,
    schema: Mapping[str, Any] | None = None,
    prompt: str = "",
) -> dict[str, Any]:
    """`pages` are numbered from 1; None: all there are. With `schema`, what it asks for is extracted as well."""
    body: dict[str, Any] = {
        "model": model,
        "document": dict(document),
        "include_image_base64": True,
        "include_blocks": False,
        "extract_header": True,
        "extract_footer": True,
    }
    if pages is not None:
        body["pages"] = [number - 1 for number in pages]
    if not _WITHOUT_CONFIDENCE.fullmatch(model):
        body["confidence_scores_granularity"] = "page"
    if schema is not None:
        body["document_annotation_format"] = response_format(schema)
    if schema is not None and prompt:
        body["document_annotation_prompt"] = prompt
    return body
