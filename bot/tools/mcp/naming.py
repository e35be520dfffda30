"""Names and schemas of foreign tools, as Mistral takes them."""

import hashlib
import re
from collections.abc import Collection, Mapping
from typing import Any, Final

LONGEST_NAME: Final = 64  # Mistral: function.name, [a-zA-Z0-9_-]
LONGEST_DESCRIPTION: Final = 1_024
_DIGITS: Final = 6
_UNKNOWN: Final = frozenset({"$schema", "$id", "$comment"})


def tool_name(server: str, tool: str, taken: Collection[str]) -> str:
    """`server_tool` in the letters that are allowed; one that is too long, or taken, ends in six digits of its own."""
    whole = f"{server}_{tool}"
    name = re.sub(r"[^a-zA-Z0-9_-]+", "_", whole).strip("_") or "tool"
    if len(name) > LONGEST_NAME or name in taken:
        mark = hashlib.sha256(whole.encode()).hexdigest()[:_DIGITS]
        name = f"{name[: LONGEST_NAME - _DIGITS - 1]}_{mark}"
    return name


def parameters(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of an object, which may have no properties."""
    kept = {key: value for key, value in schema.items() if key not in _UNKNOWN}
    kept["type"] = "object"
    kept.setdefault("properties", {})
    return kept


def described(server: str, description: str) -> str:
    words = " ".join(description.split()) or "(The server says nothing about it.)"
    text = f"[{server}] {words}"
    return text if len(text) <= LONGEST_DESCRIPTION else f"{text[: LONGEST_DESCRIPTION - 1]}…"
