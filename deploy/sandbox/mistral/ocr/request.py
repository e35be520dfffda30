"""The body of POST /v1/ocr (Mistral OpenAPI: OCRRequest, August 2026), and what of it is refused."""

import re
from typing import Annotated, Any, Literal

from pydantic import Field

from deploy.sandbox.mistral.chat_request import ResponseFormat
from deploy.sandbox.mistral.chunks import UUID, ImageAddress
from deploy.sandbox.mistral.closed import Closed
from deploy.sandbox.mistral.refusals import Refusal, misfit

PAGES = re.compile(r"\s*\d+\s*(?:-\s*\d+\s*)?(?:,\s*\d+\s*(?:-\s*\d+\s*)?)*")
LARGEST = 50 * 1024 * 1024  # bytes of a document
MOST_PAGES = 1000


class FileDocument(Closed):
    """The three documents may leave out their type here, other than the chunks of a chat."""

    type: Literal["file"] = "file"
    file_id: Annotated[str, Field(pattern=UUID)]


class UrlDocument(Closed):
    type: Literal["document_url"] = "document_url"
    document_url: str
    document_name: str | None = None


class ImageDocument(Closed):
    type: Literal["image_url"] = "image_url"
    image_url: str | ImageAddress

    def address(self) -> str:
        return self.image_url if isinstance(self.image_url, str) else self.image_url.url


class OcrRequest(Closed):
    model: str | None
    document: FileDocument | UrlDocument | ImageDocument
    pages: str | list[Annotated[int, Field(ge=0)]] | None = None
    include_image_base64: bool | None = None
    image_limit: int | None = None
    image_min_size: int | None = None
    bbox_annotation_format: ResponseFormat | None = None
    document_annotation_format: ResponseFormat | None = None
    document_annotation_prompt: str | None = None
    table_format: Literal["markdown", "html"] | None = None
    extract_header: bool = False
    extract_footer: bool = False
    include_blocks: bool = True
    confidence_scores_granularity: Literal["word", "page", "block"] | None = None


def judge(request: OcrRequest) -> None:
    """422 for fields that do not go together."""
    for name in ("bbox_annotation_format", "document_annotation_format"):
        wanted: ResponseFormat | None = getattr(request, name)
        if wanted is not None and (wanted.type != "json_schema" or wanted.json_schema is None):
            raise _wrong(name, "Only json_schema is valid, with a schema", wanted.model_dump(by_alias=True))
    if request.document_annotation_prompt is not None and request.document_annotation_format is None:
        value = request.document_annotation_prompt
        raise _wrong("document_annotation_prompt", "document_annotation_format must be provided", value)
    if isinstance(request.pages, str) and not PAGES.fullmatch(request.pages):
        raise _wrong("pages", "Pages must be numbers and ranges, as in '0,2-4'", request.pages)


def chosen(pages: str | list[int] | None, count: int) -> list[int]:
    """The pages asked for, from 0, each once and in order; 400 for one that the document does not have."""
    if count > MOST_PAGES:
        raise Refusal(400, f"Document has {count} pages: {MOST_PAGES} at most", "document_parser_invalid_file", "3740")
    if pages is None:
        return list(range(count))
    wanted = set(_spelled(pages, count) if isinstance(pages, str) else pages)
    if beyond := sorted(page for page in wanted if page >= count):
        raise Refusal(400, f"Page {beyond[0]} is out of range: the document has {count} pages, counted from 0")
    return sorted(wanted)


def _spelled(pages: str, count: int) -> list[int]:
    found: list[int] = []
    for part in pages.split(","):
        first, _, last = part.partition("-")
        start, end = int(first), int(last or first)
        if end < start:
            raise _wrong("pages", "A range must not end before it begins", pages)
        found += [start, *range(start + 1, min(end, count) + 1)]
    return found


def _wrong(place: str, message: str, value: Any) -> Refusal:
    return misfit("value_error", (place,), f"Value error, {message}", value)
