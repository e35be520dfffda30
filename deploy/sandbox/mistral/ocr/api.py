"""POST /v1/ocr."""

import json
from typing import Any

from aiohttp import web

from deploy.sandbox.mistral.addresses import Content, document_at, image_at, uploaded
from deploy.sandbox.mistral.admission import admit
from deploy.sandbox.mistral.chat_request import ResponseFormat
from deploy.sandbox.mistral.closed import read
from deploy.sandbox.mistral.gate import Arrival, decoded, ok
from deploy.sandbox.mistral.ocr.answer import Answered
from deploy.sandbox.mistral.ocr.request import (
    LARGEST,
    FileDocument,
    ImageDocument,
    OcrRequest,
    UrlDocument,
    chosen,
    judge,
)
from deploy.sandbox.mistral.quoter.fill import filled
from deploy.sandbox.mistral.reading.page import Block, Unreadable
from deploy.sandbox.mistral.reading.reader import Document, in_worker
from deploy.sandbox.mistral.refusals import Refusal
from deploy.sandbox.mistral.state import State

BLOCKS_SINCE = "mistral-ocr-4"  # older models answer with an empty list of blocks
PDF = "application/pdf"


class Ocr:
    """The pages of a minute count as the tokens of other models do: that is the unit of its rate limit."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def read(self, arrival: Arrival) -> web.Response:
        request = read(OcrRequest, decoded(arrival))
        model = admit(self._state, arrival, request.model or "", lambda found: "ocr" in found.capabilities)
        judge(request)
        try:
            content = await in_worker(self._content, request)
            document = judged(content, request)
            indices = chosen(request.pages, await document.count())
            self._state.limits.cover(model.id, len(indices))
            arrival.accepted()
            pages = await document.pages(indices)
        except Unreadable as error:
            raise Refusal(400, str(error), "document_parser_invalid_file", "3740") from error
        arrival.headers.update(self._state.limits.charge(model.id, len(indices), 0))
        answered = Answered(request, blocks=model.id.startswith(BLOCKS_SINCE))
        shown = [answered.page(page, index) for page, index in zip(pages, indices, strict=True)]
        text = "\n\n".join(text_of(block) for page in pages for block in page.blocks)
        return ok(
            {
                "pages": shown,
                "model": request.model,
                "document_annotation": annotation(request.document_annotation_format, text),
                "usage_info": {"pages_processed": len(indices), "doc_size_bytes": len(document.data)},
            }
        )

    def _content(self, request: OcrRequest) -> Content:
        match request.document:
            case FileDocument(file_id=file_id):
                return uploaded(self._state, file_id)
            case UrlDocument(document_url=address):
                return document_at(self._state, address)
            case image:
                return image_at(self._state, image.address())


def text_of(block: Block) -> str:
    """What an annotation is made from; a picture's own text stands beside it already."""
    return {"image": "", "table": "\n".join(" | ".join(row) for row in block.rows)}.get(block.kind, block.text)


def judged(content: Content, request: OcrRequest) -> Document:
    """The document; 400 for one that is too large, is not what its type says, or has pictures that cannot be left out.

    That the pictures of a DOCX need `include_image_base64` was seen in June 2025 (LibreChat#7667).
    """
    if len(content.data) > LARGEST:
        raise Refusal(400, f"Document is too large: {LARGEST // 1024 // 1024} MB at most")
    picture = isinstance(request.document, ImageDocument)
    document = Document(content.data, content.name, content.media, picture=picture)
    if content.media == PDF and not document.is_pdf:
        msg = "Document is not a valid PDF."
        raise Unreadable(msg)
    if document.has_pictures_inside and not request.include_image_base64 and request.image_limit != 0:
        raise Refusal(
            400,
            "For .docx files, extracted images can only be returned in base64. "
            "If you don't want images, try setting `image_limit=0` instead.",
        )
    return document


def annotation(wanted: ResponseFormat | None, text: str) -> str | None:
    """The JSON that a schema asks for, as a string."""
    if wanted is None or wanted.json_schema is None:
        return None
    value: Any = filled(wanted.json_schema.body, text)
    return json.dumps(value, ensure_ascii=False)
