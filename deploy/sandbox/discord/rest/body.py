"""Reading the body of a request: JSON, or multipart with `payload_json` and `files[n]` (Discord: "Uploading Files")."""

import json
import re
from typing import Any

from aiohttp import BodyPartReader, web

from deploy.sandbox.discord.attachments import Upload
from deploy.sandbox.discord.refusals import Refusal

WHOLE = 25 * 1024 * 1024  # bytes of one request; more only where boosts allow a larger file
_BESIDE = 1024 * 1024  # bytes for what comes beside a file
_FILE = re.compile(r"files?\[?(\d*)\]?")


async def read_body(request: web.Request, largest: int) -> tuple[Any, dict[int, Upload]]:
    """The JSON body and the uploads by number; refuses what is no JSON, and any file of more than `largest` bytes."""
    most = max(WHOLE, largest + _BESIDE)
    if (request.content_length or 0) > most:
        raise Refusal(40005)
    if request.content_type.startswith("multipart/"):
        return await _multipart(request, largest, most)
    try:
        raw = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise Refusal(40005) from None
    return (_decoded(raw) if raw else None), {}


async def _multipart(request: web.Request, largest: int, most: int) -> tuple[Any, dict[int, Upload]]:
    body: Any = None
    files: dict[int, Upload] = {}
    read = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise Refusal(50109)
        raw = bytes(await part.read())
        read += len(raw)
        if part.name == "payload_json":
            body = _decoded(raw)
        elif part.name and (found := _FILE.fullmatch(part.name)):
            if len(raw) > largest or read > most:
                raise Refusal(40005)
            kind = part.headers.get("Content-Type", "")
            files[int(found[1] or 0)] = Upload(part.filename or "unknown", raw, kind)
    return body, files


def _decoded(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        raise Refusal(50109) from None
