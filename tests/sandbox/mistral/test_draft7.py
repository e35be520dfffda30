from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from jsonschema import Draft7Validator, SchemaError

from deploy.sandbox.mistral.draft7 import CHECKS, problems

SCALARS = st.none() | st.booleans() | st.integers(-2, 3) | st.floats(-1, 2) | st.sampled_from(["a", "string", "object"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from([*CHECKS, "x"]), inner, max_size=3),
    max_leaves=6,
)
SCHEMAS = st.dictionaries(st.sampled_from(sorted(CHECKS)), VALUES, max_size=4)


def is_valid(schema: Any) -> bool:
    try:
        Draft7Validator.check_schema(schema)
    except SchemaError:
        return False
    return True


@settings(max_examples=400, deadline=None)
@given(SCHEMAS)
def test_light_check_agrees_with_the_meta_schema(schema: dict[str, Any]) -> None:
    assert (not list(problems(schema))) == is_valid(schema)


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        ({"type": "text"}, "schema.type"),
        ({"properties": {"a": {"required": "b"}}}, "schema.properties.a.required"),
        ({"items": [{"minItems": -1}]}, "schema.items[0].minItems"),
        ({"anyOf": []}, "schema.anyOf"),
        ([], "schema"),
    ],
)
def test_problem_names_its_place(schema: Any, place: str) -> None:
    assert next(problems(schema)).startswith(f"{place} is not ")
