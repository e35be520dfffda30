"""A light check that a tool's parameters are a valid JSON Schema, Draft 7 (json-schema.org/draft-07/schema).

It follows the meta-schema keyword by keyword, formats excepted; it never resolves a `$ref`.
"""

from collections.abc import Callable, Iterator
from typing import Any

TYPES = {"array", "boolean", "integer", "null", "number", "object", "string"}
Problems = Iterator[str]


def problems(schema: Any, path: str = "schema") -> Problems:
    """What is wrong with `schema`, each with its place; nothing for a valid one."""
    if isinstance(schema, bool):
        return
    if not isinstance(schema, dict):
        yield f"{path} is not an object or a boolean"
        return
    for keyword, value in schema.items():
        if check := CHECKS.get(keyword):
            yield from check(value, f"{path}.{keyword}")


def _is(fits: Callable[[Any], bool], wanted: str) -> Callable[[Any, str], Problems]:
    def check(value: Any, path: str) -> Problems:
        if not fits(value):
            yield f"{path} is not {wanted}"

    return check


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: Any) -> bool:
    return _is_number(value) and value >= 0 and value == int(value)


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value) and len(set(value)) == len(value)


def _is_type(value: Any) -> bool:
    if isinstance(value, str):
        return value in TYPES
    return bool(value) and _is_names(value) and set(value) <= TYPES


def _map(value: Any, path: str) -> Problems:
    if not isinstance(value, dict):
        yield f"{path} is not an object"
        return
    for name, schema in value.items():
        yield from problems(schema, f"{path}.{name}")


def _several(value: Any, path: str) -> Problems:
    if not isinstance(value, list) or not value:
        yield f"{path} is not a list of at least one schema"
        return
    for position, schema in enumerate(value):
        yield from problems(schema, f"{path}[{position}]")


def _one_or_several(value: Any, path: str) -> Problems:
    return _several(value, path) if isinstance(value, list) else problems(value, path)


def _dependencies(value: Any, path: str) -> Problems:
    if not isinstance(value, dict):
        yield f"{path} is not an object"
        return
    for name, wanted in value.items():
        if not _is_names(wanted):
            yield from problems(wanted, f"{path}.{name}")


_number = _is(_is_number, "a number")
_count = _is(_is_count, "a whole number of at least 0")
_text = _is(lambda value: isinstance(value, str), "a string")
_flag = _is(lambda value: isinstance(value, bool), "true or false")
_list = _is(lambda value: isinstance(value, list), "a list")
CHECKS: dict[str, Callable[[Any, str], Problems]] = {
    "type": _is(_is_type, f"one or several of {', '.join(sorted(TYPES))}"),
    "required": _is(_is_names, "a list of different names"),
    "multipleOf": _is(lambda value: _is_number(value) and value > 0, "a number above 0"),
    "dependencies": _dependencies,
    "items": _one_or_several,
    **dict.fromkeys(("properties", "patternProperties", "definitions"), _map),
    **dict.fromkeys(("allOf", "anyOf", "oneOf"), _several),
    **dict.fromkeys(
        ("additionalItems", "additionalProperties", "contains", "propertyNames", "not", "if", "then", "else"), problems
    ),
    **dict.fromkeys(("maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum"), _number),
    **dict.fromkeys(
        ("maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties"), _count
    ),
    **dict.fromkeys(("$id", "$schema", "$ref", "$comment", "title", "description", "pattern", "format"), _text),
    **dict.fromkeys(("contentMediaType", "contentEncoding"), _text),
    **dict.fromkeys(("uniqueItems", "readOnly"), _flag),
    **dict.fromkeys(("enum", "examples"), _list),
}  # fmt: skip
