"""The schema that a model is given."""

import pytest
from jsonschema import Draft7Validator

from bot.extraction.fields import Group, Leaf, Many, named_fields
from bot.extraction.findings import Found, nothing, read
from bot.extraction.wrapping import wrapped

INVOICE = Group(
    {
        "total": Leaf({"type": "number"}),
        "kind": Leaf({"enum": ["credit", "debit"]}, derived=True),
        "lines": Many(Group({"qty": Leaf(about="how many")})),
    }
)


@pytest.mark.parametrize("fields", [INVOICE, named_fields("a, b (c)")])
def test_the_schema_is_a_strict_one_of_draft_7(fields: Group) -> None:
    schema = wrapped(fields)
    Draft7Validator.check_schema(schema)
    assert schema["required"] == list(fields.fields)
    assert schema["additionalProperties"] is False


def test_each_value_has_its_page_and_its_quote_and_may_be_missing() -> None:
    told = {"value": 3, "page": 1, "quote": "3 pieces"}
    missing = {"value": None, "page": None, "quote": None}
    line = {"qty": {"value": "2", "page": 1, "quote": "2 x"}}
    check = Draft7Validator(wrapped(INVOICE))
    assert check.is_valid({"total": told, "kind": missing, "lines": [line]})
    assert not check.is_valid({"total": 3, "kind": missing, "lines": []})
    assert not check.is_valid({"total": told, "lines": []})
    assert not check.is_valid({"total": told, "kind": {**missing, "value": "other"}, "lines": []})


def test_a_field_is_described_by_its_name_and_by_what_was_said_of_it() -> None:
    value = wrapped(named_fields("total (with VAT)"))["properties"]["total"]["properties"]["value"]
    assert value["description"].startswith("total; with VAT; word for word")


def test_what_keeps_to_the_schema_is_read_back() -> None:
    said = {"total": {"value": 3, "page": "2", "quote": " 3 "}, "kind": {"value": "", "page": 1}, "lines": [{}, 7]}
    assert read(INVOICE, said) == {"total": Found(3, 2, "3"), "kind": Found(), "lines": []}


def test_a_number_that_is_whole_is_written_as_one_and_one_that_is_none_was_not_found() -> None:
    assert [read(Leaf(), {"value": said}) for said in (7.0, 7.5, 7, float("nan"), float("inf"), [7])] == [
        Found(7),
        Found(7.5),
        Found(7),
        Found(),
        Found(),
        Found(),
    ]


@pytest.mark.parametrize("said", [None, [], "x", {"total": {"value": {"deep": 1}}, "lines": "none"}])
def test_what_does_not_keep_to_it_was_not_found(said: object) -> None:
    assert read(INVOICE, said) == nothing(INVOICE)
