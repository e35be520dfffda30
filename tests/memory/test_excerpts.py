from hypothesis import given, strategies as st

from bot.memory.excerpts import LONGEST, excerpt, holds


def test_short_text_is_shown_whole_on_one_line() -> None:
    assert excerpt("We launch\non [4 June](https://x.example).", ["launch"]) == "We launch on 4 June."


def test_long_text_is_shown_around_its_word() -> None:
    text = "Nothing of interest here. " * 40 + "The café opens in Été. " + "And so on and on. " * 40

    shown = excerpt(text, ["ete"])

    assert "The café opens in Été." in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")


@given(st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_it_is_never_long(text: str, words: list[str]) -> None:
    assert len(excerpt(text, words)) <= LONGEST + 4


def test_words_are_counted_whatever_their_case_and_accents() -> None:
    assert holds("L'ÉTÉ à Zürich", ["ete", "zurich", "plage"]) == 2
