from typing import Any

import pytest
from hypothesis import given, strategies as st

from adapters.discord.fields import (
    as_snowflake,
    first_id,
    flag,
    obj,
    objs,
    snowflake,
    snowflakes,
    taken_at,
    text,
    whole,
)
from tests.adapters.discord.strategies import anything


@given(anything, st.sampled_from(["id", "content", "type", "a"]))
def test_no_json_surprises_a_reader(data: Any, key: str) -> None:
    assert isinstance(obj(data, key, key), dict)
    assert isinstance(text(data, key), str)
    assert isinstance(whole(data, key), int)
    assert isinstance(flag(data, key), bool)
    assert all(isinstance(each, dict) for each in objs(data, key))
    assert all(each.isdigit() for each in [*snowflakes(data, key), snowflake(data, key) or "0"])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("123", "123"),
        (123, "123"),
        ("", ""),
        ("12a", ""),
        (-1, ""),
        (True, ""),
        (None, ""),
        ("9" * 21, ""),
        ("１２", ""),
    ],
)
def test_only_digits_are_an_id(given: object, expected: str) -> None:
    assert as_snowflake(given) == expected


def test_text_can_be_stored_whatever_it_holds() -> None:
    found = text({"content": "a\0b\ud83dc\U0001f600"}, "content")
    assert found.encode().decode() == "ab\ufffdc\U0001f600"


def test_an_id_tells_when_it_was_given_out() -> None:
    assert taken_at("175928847299117063") == pytest.approx(1_462_015_105.796)  # Discord's own example
    assert taken_at("") == taken_at("0")


@pytest.mark.parametrize("number", [0, 1, 374_929_600_123, 374_929_600_999, (1 << 42) - 1])
def test_first_id_of_a_time_is_that_of_its_millisecond(number: int) -> None:
    assert first_id(taken_at(str(number << 22))) == str(number << 22)
    assert first_id(taken_at(str((number << 22) + 4_000_000))) == str(number << 22)


def test_first_id_after_a_time_between_milliseconds_is_that_of_the_next() -> None:
    at = taken_at(str(374_929_600_123 << 22))
    assert first_id(at + 0.000_002) == str(374_929_600_124 << 22)
    assert first_id(0.0) == first_id(-5.0) == "0"
