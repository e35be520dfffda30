"""A file on its way to Discord (Discord: "Uploading Files")."""

import io
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import discord

from adapters.discord.fields import Json, objs, text, whole
from adapters.discord.payload import NOBODY
from bot.core.documents import OutFile

_LONGEST_NAME: Final = 100
_UNUSUAL: Final = re.compile(r"[^\w.\-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Upload:
    """`below` is the message that it belongs to. `again`: it may be there already, under none of the `known` marks."""

    file: OutFile
    below: str
    nonce: str
    again: bool
    known: Collection[str]


def file_name(file: OutFile) -> str:
    """The name as Discord would store it anyway: it can then be compared."""
    plain = _UNUSUAL.sub("_", file.name.strip()).strip("._") or "file"
    stem, dot, suffix = plain.rpartition(".")
    return f"{stem[: _LONGEST_NAME - len(suffix)]}.{suffix}" if dot else plain[:_LONGEST_NAME]


def upload_body(body: Json, file: OutFile) -> Any:
    """A body that says of the file with which it comes what it is called."""
    return {**body, "attachments": [_new(file)]}


def adding_body(message: Json, file: OutFile) -> Any:
    """The body of an edit that adds a file and changes nothing else."""
    kept = [{"id": text(each, "id")} for each in objs(message, "attachments")]
    return {"allowed_mentions": NOBODY, "attachments": [*kept, _new(file)]}


def multipart(body: Any, file: OutFile) -> tuple[list[dict[str, Any]], list[discord.File]]:
    """The fields of the form, as discord.py wants them, and the file that they read, which is good for one call."""
    opened = discord.File(io.BytesIO(file.data), file_name(file))
    fields: list[dict[str, Any]] = [
        {"name": "payload_json", "value": json.dumps(body)},
        {
            "name": "files[0]",
            "value": opened.fp,
            "filename": opened.filename,
            "content_type": "application/octet-stream",
        },
    ]
    return fields, [opened]


def attachment_in(message: Json, upload: Upload) -> str:
    """The id of the message's attachment that looks like this file; empty if none does."""
    for each in objs(message, "attachments"):
        alike = whole(each, "size", -1) == len(upload.file.data) and text(each, "filename") == file_name(upload.file)
        if alike and text(each, "id") not in upload.known:
            return text(each, "id")
    return ""


def _new(file: OutFile) -> dict[str, Any]:
    name = file_name(file)
    entry: dict[str, Any] = {"id": 0, "filename": name}
    return entry if name == file.name else entry | {"title": file.name.rpartition(".")[0] or file.name}
