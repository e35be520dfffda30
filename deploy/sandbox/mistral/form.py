"""The fields and the file of a multipart body."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Upload:
    """A part with a file name."""

    filename: str
    media: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """`fields` are strings, or lists of them where a name came more than once."""

    fields: Mapping[str, Any]
    uploads: Mapping[str, Upload]

    def recorded(self) -> dict[str, Any]:
        """What the log keeps: everything but the bytes."""
        files = {
            name: {"filename": each.filename, "content_type": each.media, "bytes": len(each.data)}
            for name, each in self.uploads.items()
        }
        return {**self.fields, **files}


async def read_form(request: web.Request) -> Form:
    """Raises `ValueError` for a body that is no multipart form."""
    fields: dict[str, Any] = {}
    uploads: dict[str, Upload] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            with value.file as file:
                uploads[name] = Upload(value.filename, value.content_type, file.read())
        else:
            text = value.decode("utf-8", "replace") if isinstance(value, bytes | bytearray) else str(value)
            fields[name] = [*_listed(fields[name]), text] if name in fields else text
    return Form(fields, uploads)


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
