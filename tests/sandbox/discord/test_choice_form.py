"""What may be suggested while somebody types."""

from typing import Any

import pytest

from deploy.sandbox.discord.choice_form import INTEGER, STRING, read_suggestions
from deploy.sandbox.discord.refusals import Refusal


def choice(value: Any, name: str = "n") -> dict[str, Any]:
    return {"name": name, "value": value}


def test_suggestions_of_the_options_type_pass() -> None:
    assert read_suggestions({"choices": []}, {"type": STRING}) == []
    assert len(read_suggestions({"choices": [choice("v")] * 25}, {"type": STRING})) == 25
    assert read_suggestions({"choices": [choice(4)]}, {"type": INTEGER}) == [choice(4)]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({}, STRING),
        ({"choices": [choice("v")] * 26}, STRING),
        ({"choices": [choice("v", "")]}, STRING),
        ({"choices": [choice("v", "x" * 101)]}, STRING),
        ({"choices": [choice("x" * 101)]}, STRING),
        ({"choices": [choice("4")]}, INTEGER),
        ({"choices": [choice(4)]}, STRING),
    ],
)
def test_others_are_refused(data: dict[str, Any], kind: int) -> None:
    with pytest.raises(Refusal):
        read_suggestions(data, {"type": kind})
