import pytest
from hypothesis import given, settings, strategies as st

from adapters.slack.pieces import ITEMS, LIMIT, Piece, break_in, calm, cut, skip_blank
from bot.core.markdown import utf16_length
from tests.adapters.slack.test_outgoing import TEXTS


def pieces(text: str, limit: int = LIMIT) -> list[Piece]:
    found: list[Piece] = []
    start = 0
    while (end := cut(text, start, limit=limit)) is not None:
        found.append(Piece(text, start, end))
        start = skip_blank(text, end)
    return [*found, Piece(text, start, len(text))]


@given(TEXTS, st.integers(60, 120))
@settings(max_examples=200)
def test_pieces_are_within_the_limit_and_together_all_of_the_text(text: str, limit: int) -> None:
    found = pieces(text, limit)
    assert all(utf16_length(piece.shown()) <= limit for piece in found)
    ends = [0, *(piece.end for piece in found[:-1])]
    between = [text[end : piece.start] for end, piece in zip(ends, found, strict=True)]
    assert "".join(gap + text[piece.start : piece.end] for gap, piece in zip(between, found, strict=True)) == text
    assert not "".join(between).strip()


@given(TEXTS)
@settings(max_examples=200)
def test_what_has_been_streamed_of_a_piece_begins_its_final_form(text: str) -> None:
    for end in range(0, len(text), 7):
        begun, _ = Piece(text[:end], 0, end).so_far()
        assert Piece(text, 0, len(text)).shown().startswith(begun.rstrip())


@pytest.mark.parametrize("character", ["<", "é", "😀", "a"])
def test_a_text_without_any_blank_is_cut_where_it_must(character: str) -> None:
    found = pieces(character * 30_000)
    assert all(utf16_length(piece.shown()) <= LIMIT for piece in found)
    assert sum(piece.end - piece.start for piece in found) == 30_000


def test_a_cut_is_made_between_paragraphs_rather_than_in_code() -> None:
    text = "some words\n\nand some more of them\n\n```\n" + "\n\n".join(["code"] * 20) + "\n```"
    end = cut(text, 0, limit=100)
    assert end is not None
    assert Piece(text, 0, end).shown() == "some words\n\nand some more of them"


def test_a_cut_inside_code_closes_and_reopens_it() -> None:
    first, second = pieces("```py\n" + "line of code\n" * 10 + "```", 110)
    assert first.shown().endswith("line of code\n```")
    assert second.shown().startswith("```py\nline of code")


def test_no_more_headings_than_slack_unfolds() -> None:
    found = pieces("# heading\n" * 100)
    assert [piece.shown().count("#") for piece in found] == [ITEMS, ITEMS, 20]


def test_a_cut_is_never_before_what_has_been_shown() -> None:
    text = "one two\n\n" + "word " * 40
    assert cut(text, 0, shown=60, limit=100) == 99


def test_near_the_limit_only_whole_paragraphs_are_shown() -> None:
    text = "word " * 1_900 + "\n\n" + "word " * 50
    assert calm(text, 0) == 9_502
    assert calm("word", 0) == 4


def test_a_line_is_no_place_to_end_while_there_is_none_and_blanks_do_not_count() -> None:
    assert break_in("one two three", 0, 13, at_blanks=False) is None
    assert break_in("one two three", 0, 13) == 8
