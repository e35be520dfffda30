import json

from jsonschema import validate

from tests.sandbox.mistral.conftest import Desk, assistant, result, tool

ONE, TWO = "abcdefgh1", "abcdefgh2"


async def test_results_are_stated_in_one_sentence(desk: Desk) -> None:
    answer = await desk.text("go", assistant("", ONE, TWO), result(TWO, "391"), result(ONE, "12:30 in Paris."))

    assert answer == "look answered 391; look answered 12:30 in Paris."


async def test_long_result_is_stated_by_its_beginning(desk: Desk) -> None:
    answer = await desk.text("go", assistant("", ONE), result(ONE, "wind " * 1000))

    assert answer.startswith("look answered 4999 characters, beginning with wind wind")
    assert len(answer) < 1400


async def test_calculation_goes_all_the_way_round(desk: Desk) -> None:
    tools = [tool("calculator", expression={"type": "string"})]
    asked = await desk.ask("what is 17 * 23?", tools=tools)
    message = asked.json()["choices"][0]["message"]
    (call,) = message["tool_calls"]

    answer = await desk.text("what is 17 * 23?", message, result(call["id"], "391"), tools=tools)

    assert answer == "calculator answered 391."


async def test_json_is_answered_where_json_is_demanded(desk: Desk) -> None:
    schema = {
        "type": "object",
        "properties": {
            "title": {"type": "string"},
            "count": {"type": "integer", "minimum": 3},
            "tags": {"type": "array", "items": {"$ref": "#/$defs/tag"}, "minItems": 1},
            "kind": {"enum": ["a", "b"]},
            "done": {"type": ["boolean", "null"]},
        },
        "required": ["title", "count", "tags", "kind", "done"],
        "additionalProperties": False,
        "$defs": {"tag": {"type": "string"}},
    }
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}

    free = await desk.text("Ana: we ship on Thursday", "when do we ship?", response_format={"type": "json_object"})
    fitted = await desk.text("Ana: we ship on Thursday", "when do we ship?", response_format=wanted)

    assert json.loads(free) == {"answer": 'Ana wrote: "we ship on Thursday".'}
    validate(json.loads(fitted), schema)


async def test_thinking_tells_what_is_really_done(desk: Desk) -> None:
    reply = await desk.ask("Ana: we ship on Thursday", "when do we ship?", reasoning_effort="high")

    thinking, text = reply.json()["choices"][0]["message"]["content"]
    assert thinking["thinking"][0]["text"] == "I look for ship in 1 earlier texts and quote what I find."
    assert text["text"] == 'Ana wrote: "we ship on Thursday".'
