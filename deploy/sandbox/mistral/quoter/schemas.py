"""Reading a JSON schema: references followed, and the one choice besides null taken in."""

from typing import Any, NamedTuple

DEEPEST = 20
CHOICES = ("anyOf", "oneOf", "allOf")


class Plain(NamedTuple):
    """A schema without references and choices. `kind` is its type, "string" where it names none."""

    body: dict[str, Any]
    kind: str
    nullable: bool


def plain(schema: Any, root: Any) -> Plain:
    body, nullable = _followed(schema, root), False
    for _ in range(DEEPEST):
        choices = [_followed(each, root) for name in CHOICES for each in body.get(name, ())]
        if not choices:
            break
        nullable |= any(each.get("type") == "null" for each in choices)
        chosen = next((each for each in choices if each.get("type") != "null"), {})
        body = {**chosen, **{key: value for key, value in body.items() if key not in CHOICES}}
    kinds = body.get("type", "object" if "properties" in body else "string")
    kinds = [kinds] if isinstance(kinds, str) else list(kinds)
    kind = next((each for each in kinds if each != "null"), "null")
    return Plain(body, kind, nullable or "null" in kinds)


def _followed(schema: Any, root: Any) -> dict[str, Any]:
    for _ in range(DEEPEST):
        if not isinstance(schema, dict):
            return {}
        if not (reference := schema.get("$ref")):
            return schema
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        schema = {**_resolved(root, str(reference)), **rest}
    return {}


def _resolved(root: Any, reference: str) -> dict[str, Any]:
    for name in reference.removeprefix("#").strip("/").split("/"):
        root = root.get(name, {}) if isinstance(root, dict) and name else root
    return root if isinstance(root, dict) else {}
