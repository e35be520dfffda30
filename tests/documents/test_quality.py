import pytest

from bot.documents.quality import Shown, enough, garbage, judged, legible

SENTENCE = "The boats ran for the harbour before the wind had turned."


def test_a_text_beside_nothing_else_is_good() -> None:
    assert judged(SENTENCE, Shown()) == "good"
    assert judged("12", Shown()) == "good"


def test_a_page_that_is_mostly_a_picture_is_looked_at() -> None:
    assert judged(SENTENCE, Shown(pictures=0.9)) == "scan"
    assert judged(SENTENCE * 8, Shown(pictures=0.9)) == "good"
    assert judged("Figure 3", Shown(pictures=0.3)) == "scan"
    assert judged(SENTENCE, Shown(pictures=0.1)) == "good"


def test_a_drawing_with_a_title_is_looked_at() -> None:
    assert judged("Sales 2026", Shown(strokes=200)) == "scan"
    assert judged("Sales 2026", Shown(strokes=2)) == "good"
    assert judged("., dP . i, .. ? .i 14 e. rP Nsr # ki LIL k 1 sa s % 2 Y. g %Z.. v", Shown(strokes=900)) == "scan"


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


GOOD = "THE SIEGE OF VICKSBUEG. 49 however, did not last long; it became too conspicuous and dangerous for use. " * 3
BROKEN = "9 Nort h Buon a Vist a Driv e #14-0 1 Th e Metropoli s Towe r 1 Singapor e 13858 8 Lt d Unite d States " * 3


def test_what_ocr_broke_is_read_again_only_where_it_lies_unseen_over_a_scan() -> None:
    scan = Shown(pictures=1.0, unseen=True)

    assert judged(BROKEN, scan) == "scan"
    assert judged(GOOD, scan) == "good"
    assert judged(BROKEN, Shown(pictures=1.0)) == "good"
    assert judged(BROKEN, Shown(unseen=True)) == "good"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD, True),
        (BROKEN, False),
        ("# sw | \\ + 400 + 300 —esupport BH No vote{note 1] 200 4 t= Oppose SeNet{note 2]", False),
        ("海 から 吹 く 風 は 冷 た い 。", True),
        ("Les bateaux rentrèrent l'après-midi à 17:30, p. 3/4; 1.250,00 EUR", True),
        ("", True),
    ],
)
def test_words_are_told_from_their_pieces(text: str, words: bool) -> None:
    assert legible(text) is words
