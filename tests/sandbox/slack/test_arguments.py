from collections.abc import Callable
from typing import Any

import pytest

from deploy.sandbox.slack.arguments import Arguments
from deploy.sandbox.slack.refusals import Refused


def test_arguments_are_read_by_their_type() -> None:
    args = Arguments({"a": "x", "n": "5", "yes": True, "one": "1", "list": "[1]", "object": {"b": 1}, "none": None})

    assert (args.text("a"), args.need("a"), args.number("n", 0)) == ("x", "x", 5)
    assert (args.flag("yes"), args.flag("one"), args.flag("a")) == (True, True, False)
    assert (args.items("list"), args.record("object")) == ([1], {"b": 1})
    assert (args.has("none"), args.text("none"), args.items("absent")) == (False, "", None)
    assert (args.number("absent", 7), args.ts("absent")) == (7, "")


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(lambda args: args.text("number"), id="number-for-text"),
        pytest.param(lambda args: args.need("absent"), id="absent"),
        pytest.param(lambda args: args.number("word", 0), id="word-for-number"),
        pytest.param(lambda args: args.items("object"), id="object-for-list"),
        pytest.param(lambda args: args.record("list"), id="list-for-object"),
        pytest.param(lambda args: args.items("word"), id="no-json"),
        pytest.param(lambda args: args.ts("word"), id="no-time"),
    ],
)
def test_a_wrong_type_is_an_invalid_argument(read: Callable[[Arguments], Any]) -> None:
    with pytest.raises(Refused, match="invalid_arguments") as refusal:
        read(Arguments({"number": 5, "word": "five", "object": {}, "list": []}))

    assert refusal.value.body()["response_metadata"]["messages"][0].startswith("[ERROR]")
