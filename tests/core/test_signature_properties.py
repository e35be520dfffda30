"""Schema and arguments say the same: what a tool's schema admits is accepted, and nothing else is."""

import json
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings, strategies as st
from jsonschema import Draft7Validator
from pydantic import BaseModel, Field

from bot.core.errors import ToolFailed
from bot.core.tool import Tool, tool

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.floats(-3, 3, width=16)
    | st.sampled_from([2.0, 1e3, -0.0, 10**25, 0.5])
    | st.sampled_from(["", "red", "green", "1", "2.5", "true", "null", "x" * 12]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "floor", "a", ""]), inner),
    max_leaves=6,
)


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Room(BaseModel):
    name: str
    floor: int = Field(0, ge=-1, le=2)
    exits: list["Room"] = []


class Desk(BaseModel, extra="forbid"):
    name: Annotated[str, Field(min_length=1, max_length=5)]
    a: float | None = None


KINDS = {
    "str": str,
    "int": int,
    "float": float,
    "bool": bool,
    "optional": int | None,
    "literal": Literal["red", 1, 2],
    "enum": Colour,
    "list": list[int],
    "bounded list": Annotated[list[str], Field(min_length=1, max_length=2)],
    "dict": dict[str, float],
    "union": int | str | list[bool],
    "nested": Room,
    "closed": Desk,
    "optional nested": Room | None,
    "list of nested": list[Desk],
    "described": Annotated[Annotated[int, Field(gt=0)] | None, "how many"],
}


def declared(kind: Any, *, default: bool = False) -> Tool:
    async def measure(_context: object, value: Any) -> str:
        """Measure."""
        return str(value)

    measure.__annotations__["value"] = kind
    measure.__defaults__ = (None,) if default else None
    return tool(measure)


def accepted(declaration: Tool, raw: str) -> bool:
    try:
        declaration.arguments(raw)
    except ToolFailed:
        return False
    return True


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@settings(max_examples=60, deadline=None)
@given(arguments=st.dictionaries(st.sampled_from(["value", "other"]), ANYTHING, max_size=2) | ANYTHING)
def test_what_the_schema_admits_is_accepted_and_nothing_else(kind: Any, arguments: Any) -> None:
    declaration = declared(kind)

    admitted = Draft7Validator(declaration.spec.parameters).is_valid(arguments)

    assert accepted(declaration, json.dumps(arguments)) == admitted


GOOD: dict[str, st.SearchStrategy[Any]] = {
    "str": st.text(max_size=8),
    "int": st.integers() | st.integers(-9, 9).map(float),
    "float": st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**60), 2**60),
    "bool": st.booleans(),
    "literal": st.sampled_from(["red", 1, 2, 2.0]),
    "enum": st.sampled_from(["red", "green"]),
    "list": st.lists(st.integers()),
    "dict": st.dictionaries(st.text(max_size=4), st.integers(-9, 9) | st.floats(-9, 9)),
    "nested": st.fixed_dictionaries({"name": st.text(max_size=4)}, optional={"floor": st.integers(-1, 2)}),
    "closed": st.fixed_dictionaries({"name": st.text(min_size=1, max_size=5)}, optional={"a": st.none()}),
}


@pytest.mark.parametrize("name", GOOD)
@given(data=st.data())
def test_arguments_made_by_the_schema_are_admitted_and_accepted(name: str, data: st.DataObject) -> None:
    declaration, arguments = declared(KINDS[name]), {"value": data.draw(GOOD[name])}

    assert Draft7Validator(declaration.spec.parameters).is_valid(arguments)
    assert accepted(declaration, json.dumps(arguments))


@given(raw=st.text(alphabet='{}[]":,0123456789eE.-+ntruefalsI\\ \n', max_size=40))
def test_whatever_the_model_writes_is_taken_or_refused_with_a_sentence(raw: str) -> None:
    declaration = declared(int | None, default=True)
    try:
        value = json.loads(raw) if raw.strip() else {}
        valid = Draft7Validator(declaration.spec.parameters).is_valid(value)
    except ValueError:
        valid = False

    assert accepted(declaration, raw) == valid


@pytest.mark.parametrize(
    "raw", ["[" * 100_000, '{"value":' * 50_000, '{"value": NaN}', '{"value": 1e999}', "9" * 5_000]
)
def test_what_no_model_of_good_will_writes_is_refused(raw: str) -> None:
    assert not accepted(declared(Any), raw)


def test_every_schema_is_one_of_draft_7() -> None:
    for kind in KINDS.values():
        Draft7Validator.check_schema(declared(kind).spec.parameters)


def test_descriptions_are_kept_within_unions_and_lists() -> None:
    listed: Any = declared(list[Annotated[str, "a name"]]).spec.parameters["properties"]["value"]
    optional: Any = declared(Annotated[int, "how many"] | None).spec.parameters["properties"]["value"]

    assert listed["items"] == {"type": "string", "description": "a name"}
    assert optional["anyOf"] == [{"type": "integer", "description": "how many"}, {"type": "null"}]
