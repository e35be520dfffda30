"""Files that are lent to the service for as long as they are read (Mistral OpenAPI: /v1/files).

They are people's files: only this key's own user may see them, and they are deleted as soon as they have been read.
"""

import logging
import mimetypes
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bot.core.errors import ModelFailed, ModelRefused, ReplyBroken
from bot.core.ports import Clock
from bot.mistral.exchange import Form
from bot.mistral.whole import Whole

log = logging.getLogger(__name__)
PREFIX: Final = "galerne-"  # of the names of our uploads, by which a later process knows them
_PAGE: Final = 100  # entries of the list at once
_PAGES: Final = 50  # that are looked at
_NOT_SERVED: Final = frozenset({404, 405})


class Uploads:
    def __init__(self, requests: Whole, clock: Clock) -> None:
        self._requests = requests
        self._clock = clock

    async def put(self, path: Path, media_type: str) -> str:
        """Upload a file to be read by OCR, under a name that says nothing about it; its id."""
        name = f"{PREFIX}{uuid.uuid4().hex}{mimetypes.guess_extension(media_type) or ''}"
        form = Form(path, name, media_type, {"purpose": "ocr", "visibility": "user"})
        return await (await self._requests.upload("files", form)).read(_id_of)

    async def delete(self, file_id: str) -> None:
        """Never raises `ModelFailed`: what is left over is swept later."""
        try:
            await self._requests.delete(f"files/{file_id}")
        except ModelFailed as error:
            log.warning("The uploaded file %s could not be deleted, the next start tries again: %s", file_id, error)

    async def sweep(self, older_than_seconds: float) -> int:
        """Delete what earlier processes have left; how many files that were. Raises `ModelFailed`."""
        before = self._clock.time() - older_than_seconds
        try:
            left = [file_id for page in await self._listed() for file_id in _ours(page, before)]
        except ModelRefused as error:
            if error.status not in _NOT_SERVED:
                raise
            log.info("This endpoint keeps no files: %s", error)
            return 0
        for file_id in left:
            await self.delete(file_id)
        return len(left)

    async def _listed(self) -> list[Sequence[Any]]:
        """Whole before anything is deleted, which would move the rest of the list."""
        pages: list[Sequence[Any]] = []
        for number in range(_PAGES):
            query = {"page": str(number), "page_size": str(_PAGE), "purpose": "ocr", "search": PREFIX}
            page = await (await self._requests.get("files", query)).read(_data_of)
            pages.append(page)
            if len(page) < _PAGE:
                break
        return pages


def _id_of(body: Any) -> str:
    if isinstance(body, dict) and isinstance(found := body.get("id"), str) and found:
        return found
    raise ReplyBroken("The answer to an upload names no file")


def _data_of(body: Any) -> Sequence[Any]:
    data = body.get("data") if isinstance(body, dict) else None
    return data if isinstance(data, list) else []


def _ours(files: Sequence[Any], before: float) -> list[str]:
    return [file["id"] for file in files if isinstance(file, dict) and _left(file, before)]


def _left(file: Mapping[str, Any], before: float) -> bool:
    created = file.get("created_at")
    ours = str(file.get("filename")).startswith(PREFIX) and isinstance(file.get("id"), str)
    return ours and isinstance(created, int | float) and created <= before
