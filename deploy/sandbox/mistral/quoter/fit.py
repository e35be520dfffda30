"""Putting an answer into the JSON that response_format asks for."""

import json
from typing import Any

from deploy.sandbox.mistral.chat_request import ResponseFormat

EMPTY: dict[str, Any] = {"integer": 0, "number": 0, "boolean": False, "null": None}
DEEPEST = 20


def fitted(text: str, wanted: ResponseFormat) -> str:
    """The text itself, {"answer": text}, or the smallest value of the schema with the text in its strings."""
    if wanted.type == "text":
        return text
    if wanted.json_schema is None or wanted.type == "json_object":
        return json.dumps({"answer": text}, ensure_ascii=False)
    body = wanted.json_schema.body
    return json.dumps(_value(body, body, text, 0), ensure_ascii=False)


def _value(schema: Any, root: Any, text: str, depth: int) -> Any:
    if not isinstance(schema, dict) or depth > DEEPEST:
        return text
    if reference := schema.get("$ref"):
        return _value(_resolved(root, str(reference)), root, text, depth + 1)
    for choices in ("anyOf", "oneOf", "allOf"):
        if schema.get(choices):
            return _value(schema[choices][0], root, text, depth + 1)
    if "const" in schema or schema.get("enum"):
        return schema.get("const", schema.get("enum", [None])[0])
    return _of_type(schema, root, text, depth)


def _of_type(schema: dict[str, Any], root: Any, text: str, depth: int) -> Any:
    kind = schema.get("type", "object" if "properties" in schema else "string")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        properties = schema.get("properties", {})
        return {
            name: _value(properties.get(name), root, text, depth + 1) for name in schema.get("required", properties)
        }
    if kind == "array":
        return [_value(schema.get("items"), root, text, depth + 1)] * int(schema.get("minItems", 0))
    if kind in ("integer", "number"):
        return schema.get("minimum", 0)
    return EMPTY.get(str(kind), text)


def _resolved(root: Any, reference: str) -> Any:
    for name in reference.removeprefix("#").strip("/").split("/"):
        root = root.get(name, {}) if isinstance(root, dict) and name else root
    return root
