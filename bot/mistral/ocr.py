"""OCR (Mistral OpenAPI: /v1/ocr): small files inside each request, larger ones uploaded once and deleted afterwards."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from bot.core.document_ports import OcrDocument, OcrReply
from bot.core.documents import Charge
from bot.core.errors import ModelRefused, ReplyBroken
from bot.core.ports import Clock
from bot.mistral import notices
from bot.mistral.config import MistralConfig
from bot.mistral.failures import about_file
from bot.mistral.file_body import HOLE, FileBody
from bot.mistral.ocr_reply import parse_reply
from bot.mistral.ocr_request import file_chunk, ocr_body, url_chunk
from bot.mistral.uploads import Uploads
from bot.mistral.whole import Whole
from bot.mistral.wire import encoded

log = logging.getLogger(__name__)
INLINE: Final = 8 * 1024 * 1024  # bytes
_NO_FILES: Final = frozenset({403, 404, 405})  # a regional endpoint or a key that has no /v1/files


class MistralOcr:
    """Implements `bot.core.document_ports.Ocr`.

    A file of up to `inline_bytes` goes into each request; so does a larger one where uploads are not served.
    """

    def __init__(
        self, http: httpx.AsyncClient, config: MistralConfig, clock: Clock, *, inline_bytes: int = INLINE
    ) -> None:
        self._requests = Whole(http, config, clock)
        self._uploads = Uploads(self._requests, clock)
        self._inline_bytes = inline_bytes
        self._deleting: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def opened(self, path: Path, *, media_type: str, name: str, model: str) -> AsyncGenerator[OcrDocument, None]:
        """See the port. Raises `ModelFailed` if the file cannot be uploaded."""
        size = (await asyncio.to_thread(path.stat)).st_size
        file_id = "" if size <= self._inline_bytes else await self._uploaded(path, media_type, name)
        sent = _Sent(path, size, media_type, file_id)
        try:
            yield _Document(self._requests, sent, name=name, model=model)
        finally:
            if file_id:
                await self._let_go(file_id)

    async def sweep_uploads(self, older_than_seconds: float) -> int:
        """Delete uploads that earlier processes have left; how many they were. Raises `ModelFailed`."""
        return await self._uploads.sweep(older_than_seconds)

    async def _uploaded(self, path: Path, media_type: str, name: str) -> str:
        """The id of the upload; empty where there are none to be had."""
        try:
            with about_file(notices.DOCUMENT.format(name=name)):
                return await self._uploads.put(path, media_type)
        except ModelRefused as error:
            if error.status not in _NO_FILES:
                raise
            log.info("Uploads are not served here, so the file goes into each request: %s", error)
            return ""
        except ReplyBroken as error:
            raise ReplyBroken(str(error), notice=notices.UNUSABLE.format(name=name)) from error

    async def _let_go(self, file_id: str) -> None:
        """Whoever is cancelled while it is deleted leaves at once; the deletion goes on."""
        task = asyncio.create_task(self._uploads.delete(file_id))
        self._deleting.add(task)
        task.add_done_callback(self._deleting.discard)
        await asyncio.shield(task)


@dataclass(frozen=True, slots=True)
class _Sent:
    """How a file reaches the service: under the id of its upload, or, if that is empty, in the request."""

    path: Path
    size: int
    media_type: str
    file_id: str

    def body(self, **asked: Any) -> bytes | FileBody:
        if self.file_id:
            return encoded(ocr_body(file_chunk(self.file_id), **asked))
        chunk = url_chunk(self.media_type, f"data:{self.media_type};base64,{HOLE}")
        return FileBody.around(ocr_body(chunk, **asked), self.path, self.size)


class _Document:
    """Implements `bot.core.document_ports.OcrDocument`."""

    def __init__(self, requests: Whole, sent: _Sent, *, name: str, model: str) -> None:
        self._requests = requests
        self._sent = sent
        self._name = name
        self._model = model

    async def read(self, pages: Sequence[int] | None) -> OcrReply:
        return await self._ask(pages)

    async def extract(self, pages: Sequence[int], schema: Mapping[str, Any], prompt: str) -> OcrReply:
        return await self._ask(pages, schema=schema, prompt=prompt)

    async def _ask(self, pages: Sequence[int] | None, **extraction: Any) -> OcrReply:
        if pages is not None and not pages:
            return OcrReply((), Charge(self._model))
        wanted = None if self._sent.media_type.startswith("image/") else pages  # an image has no pages to choose from
        body = self._sent.body(model=self._model, pages=wanted, **extraction)
        units = 1 if pages is None else len(pages)  # the unit of its rate limit is pages
        with about_file(notices.DOCUMENT.format(name=self._name)):
            answer = await self._requests.post("ocr", body, model=self._model, tokens=units)
        annotated = bool(extraction)
        try:
            return await answer.read(
                lambda said: parse_reply(said, model=self._model, asked=pages, annotated=annotated)
            )
        except ReplyBroken as error:
            notice = notices.UNUSABLE.format(name=self._name)
            raise ReplyBroken(str(error), notice=notice, request_id=answer.request_id) from error
