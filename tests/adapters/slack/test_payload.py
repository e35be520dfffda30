from typing import Any

import pytest
from hypothesis import given, strategies as st

from adapters.slack.payload import identifier, number, record, records, text, timestamp

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_every_look_up_gives_its_own_type(value: Any) -> None:
    assert isinstance(text(value, "a", "b"), str)
    assert isinstance(number(value, "a"), int)
    assert isinstance(records(value, "a"), list)
    assert record(value, "a") == {} or record(value, "a")
    assert identifier(value, "a") == "" or timestamp(value, "a") == ""


def test_what_is_there_is_found() -> None:
    value = {"a": {"b": "word", "n": 3, "list": [{"c": 1}, 2]}, "ts": "1795000000.000100", "id": "U0ANA0001"}
    assert text(value, "a", "b") == "word"
    assert number(value, "a", "n") == 3
    assert records(value, "a", "list") == [{"c": 1}]
    assert timestamp(value, "ts") == "1795000000.000100"
    assert identifier(value, "id") == "U0ANA0001"


@pytest.mark.parametrize("value", ["U1:C2", "", "a b", "x" * 65, "../..", "U1\n"])
def test_what_is_no_id_does_not_come_into_an_address(value: str) -> None:
    assert identifier({"id": value}, "id") == ""


@pytest.mark.parametrize("value", ["1", "1.x", "-1.5", "1e9.0", "99999999999999.1", "١.٢"])
def test_what_is_no_timestamp_is_none(value: str) -> None:
    assert timestamp({"ts": value}, "ts") == ""


def test_what_no_database_stores_is_replaced() -> None:
    assert text({"a": "x\ud83dy\0"}, "a") == "x?y"
    assert text({"a": "plain\0"}, "a") == "plain"
