import re

import pytest
from hypothesis import given, strategies as st

from bot.mistral.call_ids import fitting


@pytest.mark.parametrize("good", ["9v45XkLNV", "abcdefghi", "000000000"])
def test_id_that_fits_is_kept(good: str) -> None:
    assert fitting(good) == good


@pytest.mark.parametrize(
    "bad", ["", "null", "call_abc123", "abcdefgh", "abcdefghij", "abcd-fghi", "abcdefghi\n", "é" * 9, "\ud800"]
)
def test_other_ids_become_nine_letters_or_digits(bad: str) -> None:
    assert re.fullmatch("[a-zA-Z0-9]{9}", fitting(bad))
    assert fitting(bad) == fitting(bad)


@given(st.lists(st.text(), unique=True, max_size=20))
def test_different_ids_stay_different(ids: list[str]) -> None:
    assert len({fitting(each) for each in ids}) == len(ids)
