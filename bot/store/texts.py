"""Values as text that any database takes: JSON for what has a shape, and Unicode without its broken pieces."""

import json
from typing import TypeVar

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

T = TypeVar("T")


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


def dumped_names(names: tuple[str, ...]) -> str:
    """A list of names; empty for none."""
    return json.dumps(names) if names else ""


def loaded_names(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text)) if text else ()
