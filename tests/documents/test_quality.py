import pytest

from bot.documents.quality import Shown, enough, garbage, judged

SENTENCE = "The boats ran for the harbour before the wind had turned."


def test_a_text_beside_nothing_else_is_good() -> None:
    assert judged(SENTENCE, Shown()) == "good"
    assert judged("12", Shown()) == "good"


def test_a_page_that_is_mostly_a_picture_is_looked_at() -> None:
    assert judged(SENTENCE, Shown(pictures=0.9)) == "scan"
    assert judged(SENTENCE * 8, Shown(pictures=0.9)) == "good"
    assert judged("Figure 3", Shown(pictures=0.3)) == "scan"


def test_a_drawing_with_a_title_is_looked_at() -> None:
    assert judged("Sales 2026", Shown(strokes=200)) == "scan"
    assert judged("Sales 2026", Shown(strokes=2)) == "good"


def test_no_text_is_not_good() -> None:
    assert judged(" \n ", Shown()) == "scan"


@pytest.mark.parametrize("text", ["\ufffd" * 10 + SENTENCE, "\ue001\ue002\ue003 " * 20, "\x07\x06\x05 abc " * 9])
def test_a_text_of_unknown_glyphs_is_not_good(text: str) -> None:
    assert garbage(text) > 0.05
    assert judged(text, Shown()) == "scan"


def test_glyph_numbers_in_place_of_letters_are_not_good() -> None:
    assert judged("!\"#$%&' ()*+,-. /:;<=>?@ [\\]^_` " * 3, Shown()) == "scan"


@pytest.mark.parametrize(
    "text", ["海から吹く風は冷たい。" * 5, "12 345,67 € 89 012,34 € 56 789,01 € 23 456,78 €", "é" * 60]
)
def test_other_scripts_and_numbers_are_good(text: str) -> None:
    assert garbage(text) == 0
    assert judged(text, Shown()) == "good"


def test_enough_text_makes_the_rest_of_the_page_irrelevant() -> None:
    assert enough(SENTENCE * 5)
    assert not enough(SENTENCE)
