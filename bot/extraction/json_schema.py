"""A person's JSON Schema (Draft 7) as fields: what can be asked of a model, and a sentence for what cannot."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.core.errors import CommandRejected
from bot.core.signature import problems
from bot.extraction.fields import MOST, Group, Leaf, Many, Node, leaves

_LONGEST: Final = 20_000  # characters
_DEEPEST: Final = 5  # groups and lists within each other
_PIECES: Final = 3 * MOST  # fields, groups, lists and references
_SCALARS: Final = ("string", "number", "integer", "boolean")
_CHOICES: Final = ("anyOf", "oneOf", "allOf")
_CURLY: Final = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_FENCE: Final = re.compile(r"\A```\w*\s*(.*?)\s*```\Z", re.DOTALL)

_Schemas = Mapping[str, "_Schema"]


class _Schema(BaseModel):
    """The keywords of Draft 7 that matter here, each of its right type; others say nothing about the values."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True, strict=True)

    type: str | list[str] = ""
    title: str = ""
    description: str = ""
    properties: dict[str, "_Schema"] | None = None
    items: "_Schema | None" = None
    enum: list[Any] | None = Field(None, min_length=1)
    const: Any = None
    format: str | None = None
    pattern: str | None = None
    anyOf: list["_Schema"] = []  # noqa: N815 - the keyword's own name
    oneOf: list["_Schema"] = []  # noqa: N815 - the keyword's own name
    allOf: list["_Schema"] = []  # noqa: N815 - the keyword's own name
    ref: str = Field("", alias="$ref")
    defs: dict[str, "_Schema"] = Field({}, alias="$defs")
    definitions: dict[str, "_Schema"] = {}


def looks_like_schema(line: str) -> bool:
    return _unfenced(line).startswith("{")


def schema_fields(line: str) -> Group:
    """The fields of a JSON Schema. Raises `CommandRejected` with what to change."""
    if len(line) > _LONGEST:
        raise CommandRejected(f"This schema is too long; please keep it below {_LONGEST:,} characters.")
    try:
        root = _Schema.model_validate(_decoded(_unfenced(line)))
    except ValidationError as error:
        raise CommandRejected(f"This is no JSON Schema that I can use: {problems(error)[:300]}.") from error
    node = _Reader(root).node(root, "the schema", 0)
    if not isinstance(node, Group):
        raise CommandRejected(
            'The schema has to describe an object: begin it with `{"type": "object", "properties": …`.'
        )
    if (count := sum(1 for _ in leaves(node))) > MOST:
        raise CommandRejected(f"This schema has {count} fields; please ask for at most {MOST} at once.")
    return node


def _unfenced(line: str) -> str:
    line = line.strip()
    found = _FENCE.match(line)
    return found[1] if found else line.strip("` \n")


def _decoded(line: str) -> Any:
    """JSON, also where a phone has made its quotation marks curly."""
    try:
        return json.loads(line)
    except RecursionError as error:
        raise CommandRejected("This schema is nested too deeply; please make it flatter.") from error
    except ValueError as error:
        try:
            return json.loads(line.translate(_CURLY))
        except ValueError:
            raise CommandRejected(f"This is not valid JSON: {error}; please correct it there.") from error


class _Reader:
    def __init__(self, root: _Schema) -> None:
        self._named = {f"#/definitions/{name}": each for name, each in root.definitions.items()}
        self._left = _PIECES
        self._named |= {f"#/$defs/{name}": each for name, each in root.defs.items()}

    def node(self, schema: _Schema, place: str, depth: int) -> Node:
        """Raises `CommandRejected`."""
        self._left -= 1
        if self._left < 0:  # a few references can stand for more than any memory holds
            raise CommandRejected(f"This schema has too many fields; please ask for at most {MOST} at once.")
        if depth > _DEEPEST:
            raise CommandRejected(
                f"`{place}` is nested too deeply or refers to itself; please keep to {_DEEPEST} levels."
            )
        if schema.ref:
            return self.node(self._followed(schema, place), place, depth)
        return self._node(schema, place, depth)

    def _node(self, schema: _Schema, place: str, depth: int) -> Node:
        if alternatives := [*schema.anyOf, *schema.oneOf, *schema.allOf]:
            return self._chosen(schema, alternatives, place, depth)
        about = schema.description or schema.title
        kind = _kind(schema, place)
        if kind == "object":
            fields = {
                name: self.node(inner, f"{place}.{name}" if depth else name, depth + 1)
                for name, inner in (schema.properties or {}).items()
            }
            if not fields:
                raise CommandRejected(f"`{place}` has no `properties`; please name the fields that I should look for.")
            return Group(fields, about)
        if kind == "array":
            if schema.items is None:
                raise CommandRejected(f"`{place}` is a list without `items`; please say what its entries are.")
            return Many(self.node(schema.items, place, depth + 1), about)
        derived = kind == "boolean" or schema.enum is not None or schema.const is not None or schema.format is not None
        return Leaf(_scalar(schema, kind), _about(schema, about), derived=derived)

    def _chosen(self, schema: _Schema, alternatives: Sequence[_Schema], place: str, depth: int) -> Node:
        """The one choice besides null, which every field has anyway."""
        real = [each for each in alternatives if each.type != "null"]
        if len(real) != 1:
            raise CommandRejected(f"`{place}` may be several things; please give it one `type`.")
        node = self.node(real[0], place, depth)
        about = schema.description or schema.title or node.about
        return replace(node, about=about)

    def _followed(self, schema: _Schema, place: str) -> _Schema:
        if (found := self._named.get(schema.ref)) is None:
            raise CommandRejected(f"`{place}` refers to `{schema.ref[:80]}`, which is not in the schema's `$defs`.")
        return found


def _kind(schema: _Schema, place: str) -> str:
    named = [schema.type] if isinstance(schema.type, str) else schema.type
    kinds = [kind for kind in named if kind and kind != "null"]
    if not kinds:
        return "object" if schema.properties is not None else "array" if schema.items is not None else "string"
    if len(kinds) > 1 or kinds[0] not in {*_SCALARS, "object", "array"}:
        raise CommandRejected(
            f"`{place}` has the type `{', '.join(kinds)}`; please give it one of "
            f"{', '.join(_SCALARS)}, object and array."
        )
    return kinds[0]


def _scalar(schema: _Schema, kind: str) -> dict[str, Any]:
    """Of its keywords those that every grammar of the service takes."""
    choices = [schema.const] if schema.const is not None else schema.enum
    if choices is None:
        return {"type": kind}
    return {**({"type": kind} if schema.type else {}), "enum": [each for each in choices if each is not None]}


def _about(schema: _Schema, about: str) -> str:
    """What a grammar does not enforce is at least said."""
    hints = [f"format {schema.format}" if schema.format else "", f"like {schema.pattern}" if schema.pattern else ""]
    return "; ".join(filter(None, [about, *hints]))
