"""A tool is called because it is named."""

from typing import Any

import pytest

from deploy.sandbox.mistral.chat_request import Function
from deploy.sandbox.mistral.quoter.named import named


def function(name: str, **properties: str) -> Function:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {key: {"type": kind} for key, kind in properties.items()},
        "required": list(properties),
    }
    return Function.model_validate({"name": name, "description": "", "parameters": schema})


ADD = function("add_to_list", item="string")


@pytest.mark.parametrize("text", ["add to list: milk", "please add to the list: milk", "Add_to_list: milk"])
def test_what_follows_the_colon_is_its_argument(text: str) -> None:
    call = named(text, [function("look", query="string"), ADD])
    assert call is not None
    assert (call.name, call.arguments) == ("add_to_list", '{"item": "milk"}')


@pytest.mark.parametrize("text", ["add to the list", "to the list: milk", "look: there", "what is on the list?"])
def test_what_is_not_named_is_not_called(text: str) -> None:
    assert named(text, [function("look", query="string"), ADD]) is None


def test_a_tool_that_takes_something_else_is_not_called() -> None:
    assert named("add to list: 5", [function("add_to_list", number="integer")]) is None
    assert named("add to list: a", [function("add_to_list", a="string", b="string")]) is None
