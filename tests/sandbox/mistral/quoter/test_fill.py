import json
from typing import Any

import pytest
from jsonschema import validate

from deploy.sandbox.mistral.quoter.fill import filled
from deploy.sandbox.mistral.quoter.labels import labels, number
from tests.sandbox.mistral.conftest import Desk, Json, system
from tests.sandbox.mistral.material import INVOICE

TEXT = "\n".join([*INVOICE, "| Rope | 12 |", "**Paid:** yes", "Kind: credit note", "- Due date : 3 May"])


@pytest.mark.parametrize(
    ("name", "schema", "value"),
    [
        ("invoice_number", {"type": "string"}, "INV-2026-0042"),
        ("invoiceNumber", {"type": "string"}, "INV-2026-0042"),
        ("x", {"type": "string", "title": "Invoice number"}, "INV-2026-0042"),
        ("x", {"type": "string", "description": "who it is for; the customer"}, "Zoe Martin"),
        ("total", {"type": "number"}, 4200.5),
        ("total", {"type": "integer"}, 4200),
        ("total", {"anyOf": [{"type": "number"}, {"type": "null"}]}, 4200.5),
        ("rope", {"type": "integer"}, 12),
        ("paid", {"type": "boolean"}, True),
        ("kind", {"enum": ["invoice", "credit note"]}, "credit note"),
        ("due_date", {"$ref": "#/$defs/date"}, "3 May"),
        ("discount", {"type": "string"}, ""),
        ("discount", {"type": ["string", "null"]}, None),
        ("discount", {"anyOf": [{"type": "number"}, {"type": "null"}]}, None),
        ("discount", {"type": "number"}, 0),
        ("discount", {"type": "array", "items": {"type": "string"}}, []),
        ("customer", {"type": "array", "items": {"type": "string"}}, ["Zoe Martin"]),
        ("buyer", {"type": "object", "properties": {"customer": {"type": "string"}}}, {"customer": "Zoe Martin"}),
        ("version", {"const": 1}, 1),
    ],
)
def test_property_takes_what_is_labelled_as_it_is(name: str, schema: Json, value: Any) -> None:
    whole = {"type": "object", "properties": {name: schema}, "$defs": {"date": {"type": "string"}}}

    assert filled(whole, TEXT) == {name: value}


def test_schema_that_contains_itself_comes_to_an_end() -> None:
    node: Json = {"type": "object", "properties": {"next": {"$ref": "#"}}}

    assert "next" in json.dumps(filled(node, TEXT))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4,200.50 EUR", 4200.5),
        ("4.200,50", 4200.5),
        ("1,200", 1200),
        ("-3.5", -3.5),
        ("12 345", 12345),
        ("none", None),
    ],
)
def test_numbers_are_read_as_they_are_written(text: str, value: float | None) -> None:
    assert number(text) == value


def test_labels_need_a_word_and_a_value() -> None:
    assert [each.value for each in labels("Total: 4\n: 5\nEmpty:\nhttps://example.org\nThe: 6")] == [
        "4",
        "//example.org",
    ]


async def test_chat_fills_a_schema_from_what_it_was_given_and_not_from_its_rules(desk: Desk) -> None:
    schema = {
        "type": "object",
        "properties": {
            "total": {"type": "number"},
            "customer": {"type": ["string", "null"]},
            "answer": {"type": "string"},
        },
        "required": ["total", "customer", "answer"],
        "additionalProperties": False,
    }
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema, "strict": True}}

    said = await desk.text(system("customer: none of yours"), "Total: 42 EUR", "fill it", response_format=wanted)

    assert json.loads(said)["total"] == 42
    assert json.loads(said)["customer"] is None
    validate(json.loads(said), schema)
