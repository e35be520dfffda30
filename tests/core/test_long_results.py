"""Long results: kept whole, shown a page at a time."""

import pytest
from hypothesis import given, strategies as st

from bot.core.long_results import LONGEST, kept, page, pages

LINES = st.lists(st.text(alphabet="ab\n", max_size=60), max_size=40).map("".join)


@given(text=LINES, size=st.integers(201, 400))
def test_pages_are_the_whole_text_and_no_page_is_too_long(text: str, size: int) -> None:
    found = pages(text, size)

    assert "".join(found) == text
    assert max(len(each) for each in found) <= size
    assert all(len(page(text, number, "r", size)) <= size for number in range(1, len(found) + 1))


def test_a_page_ends_at_the_end_of_a_line_where_there_is_one() -> None:
    assert pages("one\ntwo\n" * 100, 300)[0].endswith("\n")


def test_each_page_says_how_to_read_the_next_one() -> None:
    text = "a" * 900

    assert page(text, 1, "abc", 500).endswith(
        '[page 1 of 3 of this result; the next with read_more(result="abc", page=2)]'
    )
    assert page(text, 3, "abc", 500).endswith("[page 3 of 3 of this result]")
    with pytest.raises(LookupError):
        page(text, 4, "abc", 500)


def test_a_short_result_is_shown_as_it_is() -> None:
    assert page("short\n", 1, "abc") == "short\n"


def test_a_result_without_end_is_cut_and_says_so() -> None:
    assert kept("a" * (LONGEST + 5)).endswith("[5 more characters were not kept]")
