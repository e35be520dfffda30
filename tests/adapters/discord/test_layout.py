from itertools import pairwise

from hypothesis import given, strategies as st

from adapters.discord.layout import LIMIT, note, pages, small_print, status_line
from bot.core.markdown import utf16_length

WORDS = "the wind of western France "


def test_a_short_answer_is_one_page() -> None:
    [page] = pages("Two things.")
    assert (page.content, page.start, page.end) == ("Two things.", 0, 11)


def test_a_line_below_stands_alone_under_the_last_page() -> None:
    assert pages("Two.", small_print("3 messages\nread"))[-1].content == "Two.\n\n-# 3 messages read"
    assert [page.content for page in pages("", "Sorry.")] == ["Sorry."]
    assert pages("Two.", small_print(" ")) == pages("Two.")


def test_a_line_below_a_full_page_makes_a_page_of_its_own() -> None:
    full = ("x" * 1899 + "\n") * 2
    made = pages(full.strip(), "n" * 120)
    assert made[-1].content == "n" * 120
    assert made[-1].start == made[-1].end == len(full.strip())


def test_pages_grow_at_the_end_only() -> None:
    text = WORDS * 300
    whole = pages(text)
    for end in range(0, len(text), 997):
        part = pages(text[:end])
        assert part[:-1] == whole[: max(0, len(part) - 1)]


def test_a_fence_is_closed_and_opened_again() -> None:
    code = "```python\n" + "print('hello, wind')\n" * 200 + "```"
    made = pages(code)
    assert len(made) > 1
    assert all(page.content.startswith("```python\n") and page.content.endswith("```") for page in made)


def test_a_table_that_is_cut_keeps_its_head() -> None:
    table = "| port | harbour master |\n|---|---|\n" + "".join(f"| {n} | Ana Costa of pier {n} |\n" for n in range(160))
    made = pages(f"The ports:\n\n{table}")
    assert len(made) > 1
    assert all("harbour master" in page.content and "|---" not in page.content for page in made)
    shown = "\n".join(page.content for page in made)
    assert all(f"Ana Costa of pier {n}\n" in shown for n in range(160))


@given(st.text(max_size=300), st.integers(1, 30), st.text(max_size=200))
def test_every_page_fits_and_together_they_cover_the_answer(piece: str, times: int, below: str) -> None:
    text = piece * times
    made = pages(text, small_print(below))
    assert all(0 < utf16_length(page.content) <= LIMIT for page in made)
    assert all(earlier.end == later.start for earlier, later in pairwise(made))
    assert not text.strip() or not made or made[-1].end <= len(text)


def test_a_status_is_small_and_names_no_formatting() -> None:
    assert status_line("reading my_long_*name*.pdf:\npage 3") == r"-# reading my\_long\_\*name\*.pdf: page 3"
    assert len(status_line("x" * 5_000)) < LIMIT


def test_a_note_holds_nothing_of_the_answer_and_fits() -> None:
    made = note("word " * 1_000, 7)
    assert (made.start, made.end) == (7, 7)
    assert len(made.content) <= LIMIT
    assert note("", 0).content
