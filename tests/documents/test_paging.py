from hypothesis import given, strategies as st

from bot.documents.limits import Limits
from bot.documents.paging import Draft, cut, fenced, numbered, printable


def test_pages_end_between_paragraphs() -> None:
    text = "\n\n".join(f"Paragraph {number}. " + "word " * 60 for number in range(40))

    pages = list(cut(text))

    assert all(len(page) <= 3000 for page in pages)
    assert all(page.startswith("Paragraph") for page in pages)
    assert len(pages) == 5


def test_a_long_line_is_cut_between_words_and_a_word_without_end_anywhere() -> None:
    assert all(not page.strip().startswith("ord") for page in cut("word " * 2000))
    assert [len(page) for page in cut("x" * 7000)] == [3000, 3000, 1000]


@given(st.text(st.sampled_from("ab \n"), max_size=400), st.integers(6, 50))
def test_nothing_but_blank_space_is_lost_where_a_text_is_cut(text: str, size: int) -> None:
    pages = list(cut(text, size))

    assert "".join("".join(pages).split()) == "".join(text.split())
    assert all(len(page) <= size for page in pages)


def test_a_fence_is_longer_than_those_inside() -> None:
    assert fenced("x", "python") == "```python\nx\n```"
    assert fenced("````\nx\n````").startswith("`````\n")


def test_terminal_colours_and_controls_are_removed() -> None:
    assert printable("\x1b[31mred\x1b[0m\0 a\r\nb\rc\ud800\x07") == "red a\nb\nc"


def test_a_blank_page_says_so() -> None:
    blank, slide, text = numbered([Draft(" \n"), Draft("", reason="the slide is empty"), Draft("\nhello\n")], Limits())

    assert (blank.number, blank.how, blank.reason) == (1, None, "it is blank")
    assert slide.reason == "the slide is empty"
    assert (text.number, text.how, text.text) == (3, "text", "hello")


def test_what_is_beyond_the_limits_is_one_unreadable_page() -> None:
    many = numbered((Draft("x") for _ in range(30)), Limits(pages=10))
    long = numbered((Draft("x" * 100) for _ in range(30)), Limits(text_chars=250))

    assert (len(many), many[-1].how) == (10, None)
    assert many[-1].reason == "it and what follows is beyond the 10 pages that I read"
    assert [len(page.text) for page in long] == [100, 100, 50, 0]
    assert long[-1].reason == "it and what follows is beyond the 250 characters that I read"


def test_a_file_without_pages_has_one_that_says_so() -> None:
    (page,) = numbered([], Limits())

    assert (page.how, page.reason) == (None, "the file holds no text")
