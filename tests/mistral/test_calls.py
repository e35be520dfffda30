import re
from typing import Any

import pytest

from bot.core.messages import ToolCall
from bot.mistral.calls import Calls


def call(index: int | None = None, id: str | None = None, name: str | None = None, arguments: Any = None) -> Any:  # noqa: A002 - the wire's word
    delta: dict[str, Any] = {"function": {"name": name, "arguments": arguments}}
    return delta | ({} if index is None else {"index": index}) | ({} if id is None else {"id": id})


def together(*deltas: Any) -> list[ToolCall]:
    calls = Calls("seed")
    for delta in deltas:
        calls.add(delta if isinstance(delta, list) else [delta])
    return list(calls)


AB = [ToolCall("aaaaaaaaa", "look", '{"x":1}'), ToolCall("bbbbbbbbb", "find", '{"y":2}')]


@pytest.mark.parametrize(
    "deltas",
    [
        pytest.param(
            [[call(0, "aaaaaaaaa", "look", '{"x":1}'), call(1, "bbbbbbbbb", "find", '{"y":2}')]],
            id="whole, in one delta",
        ),
        pytest.param(
            [[call(None, "aaaaaaaaa", "look", '{"x":1}'), call(None, "bbbbbbbbb", "find", '{"y":2}')]],
            id="whole, without an index",
        ),
        pytest.param(
            [[call(0, "aaaaaaaaa", "look", '{"x":1}'), call(0, "bbbbbbbbb", "find", '{"y":2}')]],
            id="whole, all under the index 0",
        ),
        pytest.param(
            [
                call(0, "aaaaaaaaa", "look", ""),
                call(0, "null", "", '{"x"'),
                call(0, None, "", ":1}"),
                call(1, "bbbbbbbbb", "find", ""),
                call(1, "", None, '{"y":2}'),
            ],
            id="in pieces",
        ),
        pytest.param(
            [
                [call(0, "aaaaaaaaa", "look", ""), call(1, "bbbbbbbbb", "find", "")],
                [call(1, "null", "", '{"y":'), call(0, "null", "", '{"x":')],
                [call(0, "null", "", "1}"), call(1, "null", "", "2}")],
            ],
            id="in pieces that alternate",
        ),
        pytest.param(
            [
                call(None, "aaaaaaaaa", "look", ""),
                call(None, None, "", '{"x":1}'),
                call(None, "bbbbbbbbb", "find", '{"y"'),
                call(None, "bbbbbbbbb", "", ":2}"),
            ],
            id="in pieces, by id or after the last",
        ),
    ],
)
def test_both_shapes_come_out_as_the_same_calls(deltas: list[Any]) -> None:
    assert together(*deltas) == AB


def test_arguments_as_an_object_are_written_as_json() -> None:
    assert together(call(0, "aaaaaaaaa", "look", {"ville": "Orléans"}))[0].arguments == '{"ville": "Orléans"}'


def test_broken_arguments_are_kept_as_they_came() -> None:
    assert together(call(0, "aaaaaaaaa", "look", '{"x":'))[0].arguments == '{"x":'


@pytest.mark.parametrize("missing", [None, "", "null"])
def test_calls_without_an_id_get_ids_of_their_own(missing: str | None) -> None:
    made = [each.id for each in together([call(0, missing, "look", "{}"), call(1, missing, "look", "{}")])]

    assert len(set(made)) == 2
    assert all(re.fullmatch("[a-zA-Z0-9]{9}", each) for each in made)


def test_two_calls_never_share_an_id() -> None:
    first, second = together([call(0, "aaaaaaaaa", "look", "{}"), call(1, "aaaaaaaaa", "find", "{}")])

    assert first.id == "aaaaaaaaa"
    assert second.id != first.id


@pytest.mark.parametrize(
    "nonsense", [None, "x", 3, [None], [3], [{}], [{"function": None}], [{"function": 3, "id": 4}]]
)
def test_what_is_no_call_does_no_harm(nonsense: Any) -> None:
    calls = Calls("seed")

    calls.add(nonsense)

    assert all(each.name == "" and each.arguments == "" for each in calls)
