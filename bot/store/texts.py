"""Values as text that any database takes: JSON for what has a shape, and Unicode without its broken pieces."""

import json
from typing import Final, TypeVar

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from bot.core.values import Attachment

T = TypeVar("T")
_FILES: Final[TypeAdapter[tuple[Attachment | str, ...]]] = TypeAdapter(tuple[Attachment | str, ...])


def dumped(adapter: TypeAdapter[T], value: T) -> str:
    """JSON; half a surrogate pair, which hostile input may hold, becomes a question mark."""
    try:
        return adapter.dump_json(value).decode()
    except PydanticSerializationError:
        return storable(json.dumps(adapter.dump_python(value), ensure_ascii=False))


def storable(text: str) -> str:
    """The text without what UTF-8 (half a surrogate pair) or PostgreSQL (NUL) cannot hold."""
    if text.isascii() and "\0" not in text:
        return text
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def dumped_files(files: tuple[Attachment, ...]) -> str:
    """Files with their handles; empty for none."""
    return dumped(_FILES, files) if files else ""


def loaded_files(text: str) -> tuple[Attachment, ...]:
    """Of what was stored as a list of names, the names."""
    if not text:
        return ()
    return tuple(Attachment("", each, "", 0) if isinstance(each, str) else each for each in _FILES.validate_json(text))
