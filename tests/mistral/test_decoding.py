import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from bot.mistral.decoding import decoded

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES, st.booleans())
def test_value_comes_back_as_it_was_written(value: Any, ascii_only: bool) -> None:
    assert decoded(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@pytest.mark.parametrize(
    ("data", "text"),
    [(rb'"a\ud83cb"', "a?b"), (rb'"\ude00"', "?"), (rb'"\ud83d\ude00"', "\U0001f600"), (rb'["\ud83d", 1]', ["?", 1])],
)
def test_half_a_surrogate_pair_becomes_a_question_mark(data: bytes, text: Any) -> None:
    assert decoded(data) == text


@pytest.mark.parametrize("data", [b"", b"{", b'{"a":', b"<html>", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whose words they are does not matter
        decoded(data)
