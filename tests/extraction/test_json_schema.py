"""A person's JSON Schema becomes fields, or a sentence says what to change."""

import json
from typing import Any

import pytest

from bot.core.errors import CommandRejected
from bot.extraction.fields import Group, Leaf, Many
from bot.extraction.json_schema import looks_like_schema, schema_fields


def fields_of(properties: dict[str, Any], **more: Any) -> Group:
    return schema_fields(json.dumps({"type": "object", "properties": properties, **more}))


def test_an_invoice_with_lines() -> None:
    found = fields_of(
        {
            "number": {"type": "string", "description": "invoice number"},
            "total": {"type": ["number", "null"]},
            "paid": {"type": "boolean"},
            "lines": {"type": "array", "items": {"type": "object", "properties": {"qty": {"type": "integer"}}}},
        }
    )
    assert found == Group(
        {
            "number": Leaf({"type": "string"}, "invoice number"),
            "total": Leaf({"type": "number"}),
            "paid": Leaf({"type": "boolean"}, derived=True),
            "lines": Many(Group({"qty": Leaf({"type": "integer"})})),
        }
    )


def test_a_choice_of_something_or_null_is_that_thing() -> None:
    found = fields_of({"due": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}], "title": "Due"}})
    assert found.fields == {"due": Leaf({"type": "string"}, "Due", derived=True)}


def test_references_are_followed() -> None:
    party = {"type": "object", "properties": {"name": {"type": "string"}}}
    found = fields_of({"seller": {"$ref": "#/$defs/Party"}}, **{"$defs": {"Party": party}})
    assert found.fields == {"seller": Group({"name": Leaf()})}


def test_choices_stay_choices_and_formats_are_said() -> None:
    found = fields_of({"kind": {"enum": ["credit", "debit", None]}, "id": {"type": "string", "pattern": "^A"}})
    assert found.fields["kind"] == Leaf({"enum": ["credit", "debit"]}, derived=True)
    assert found.fields["id"] == Leaf({"type": "string"}, "like ^A")


def test_fences_and_curly_quotation_marks_are_forgiven() -> None:
    line = "```json\n{“type”: “object”, “properties”: {“a”: {“type”: “string”}}}\n```"
    assert looks_like_schema(line)
    assert schema_fields(line).fields == {"a": Leaf()}
    assert not looks_like_schema("invoice number, date")


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        ("{", "not valid JSON"),
        ('{"type": "array", "items": {"type": "string"}}', "has to describe an object"),
        ('{"type": "object"}', "has no `properties`"),
        ('{"type": "object", "properties": {"a": {"type": "text"}}}', "`a` has the type `text`"),
        ('{"type": "object", "properties": {"a": {"type": ["string", "number"]}}}', "string, number"),
        ('{"type": "object", "properties": {"a": {"type": "array"}}}', "list without `items`"),
        ('{"type": "object", "properties": {"a": {"type": 3}}}', "no JSON Schema that I can use"),
        ('{"type": "object", "properties": []}', "no JSON Schema that I can use"),
        ('{"type": "object", "properties": {"a": {"$ref": "http://x/y"}}}', "refers to `http://x/y`"),
        ('{"type": "object", "properties": {"a": {"oneOf": [{"type": "string"}, {"type": "number"}]}}}', "several"),
        ("{" + " " * 20_000 + "}", "too long"),
        ("{" * 10 + '"a":' * 1, "not valid JSON"),
        ('{"a":' * 3_000, "too deeply|not valid JSON"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(schema: str, says: str) -> None:
    with pytest.raises(CommandRejected, match=says) as caught:
        schema_fields(schema)
    assert caught.value.notice.endswith((".", "…`."))


def test_a_schema_that_refers_to_itself_is_refused() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}, "a": {"type": "string"}}}
    with pytest.raises(CommandRejected, match="refers to itself"):
        fields_of({"first": {"$ref": "#/$defs/Node"}}, **{"$defs": {"Node": node}})


@pytest.mark.parametrize("refers", ["#/$defs/A", "#/$defs/B"])
def test_references_in_a_circle_are_refused(refers: str) -> None:
    with pytest.raises(CommandRejected, match="too many fields"):
        fields_of({"a": {"$ref": refers}}, **{"$defs": {"A": {"$ref": "#/$defs/B"}, "B": {"$ref": "#/$defs/A"}}})


def test_a_schema_that_unfolds_without_end_is_refused_at_once() -> None:
    defs = {
        f"D{n}": {"type": "object", "properties": {f"p{i}": {"$ref": f"#/$defs/D{n + 1}"} for i in range(50)}}
        for n in range(3)
    } | {"D3": {"type": "string"}}
    with pytest.raises(CommandRejected, match="too many fields"):
        fields_of({"a": {"$ref": "#/$defs/D0"}}, **{"$defs": defs})
