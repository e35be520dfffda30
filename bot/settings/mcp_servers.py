"""`MCP_SERVERS`: JSON, or the path of a file of it; `${NAME}` stands for a variable, so that no secret is in it."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_VARIABLE = re.compile(r"\$\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)\}")


def mcp_document(text: str, variables: Mapping[str, str]) -> str:
    """The JSON with its variables filled in; their names are those of `variables` in small letters.

    Raises `ValueError` with what is wrong.
    """
    source = text.strip()
    if not source.startswith("{"):
        try:
            source = Path(source).expanduser().read_text(encoding="utf-8")
        except OSError as error:
            raise ValueError(f"cannot be read from {text.strip()}: {error.strerror}") from error
    try:
        document = json.loads(source)
    except ValueError as error:
        raise ValueError(f"is no JSON: {error}") from error
    return json.dumps(_filled(document, variables))


def _filled(value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(inner, variables) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, variables) for inner in value]
    return _VARIABLE.sub(lambda found: _variable(found[1], variables), value) if isinstance(value, str) else value


def _variable(name: str, variables: Mapping[str, str]) -> str:
    if name.lower() not in variables:
        raise ValueError(f"names the variable {name}, which is not set")
    return variables[name.lower()]
