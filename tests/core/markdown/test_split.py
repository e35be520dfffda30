"""Cutting texts into pieces."""

import pytest
from hypothesis import example, given, settings, strategies as st

from bot.core.markdown import Piece, split, utf16_length
from bot.core.markdown.fences import open_at_end
from bot.core.markdown.measure import Measure

LINES = st.sampled_from(
    [
        *(
            "",
            "",
            "Some words. And more of them!",
            "```",
            "```py",
            "````",
            "~~~ text",
            "  - item",
            "> ```",
            "> quoted",
            "a",
        ),
        *(
            "x" * 70,
            "word " * 30,
            "    indented()",
            "# Heading",
            "- ```sh",
            "   ```",
            "`` ` ``",
            "👨‍👩‍👧‍👦" * 9,
            "é" * 20,
            "🇫🇷" * 15,
        ),
        *(
            "مرحبا بالعالم. كيف حالك؟",
            "日本語の文章です。次の文。" * 3,
            " " * 50,
            "```" + "z" * 60,
            "`" * 40,
            "\t",
            "\r",
            "```x`",
        ),
    ]
)
TEXTS = st.lists(LINES, max_size=14).map("\n".join) | st.text(alphabet="a .\n`~>-é\u0301👩‍\ud83d", max_size=150)
MEASURES = st.sampled_from([len, utf16_length])


def shown(text: str, limit: int) -> list[str]:
    return [piece.text for piece in split(text, limit)]


def test_a_short_text_is_one_piece() -> None:
    assert split("Hello.", 100) == [Piece("Hello.", 0, 6)]
    assert split("", 100) == []
    assert split(" \n ", 100) == []


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        pytest.param("One one.\n\nTwo two two two.", ["One one.", "Two two two two."], id="paragraph"),
        pytest.param("One one one.\nTwo two two two.", ["One one one.", "Two two two two."], id="line"),
        pytest.param("One one one one. Two two two.", ["One one one one.", "Two two two."], id="sentence"),
        pytest.param("one two three four five six seven", ["one two three four", "five six seven"], id="word"),
        pytest.param(
            "日本語の文章です。日本語の文章です。まだまだ",
            ["日本語の文章です。日本語の文章です。", "まだまだ"],
            id="without spaces",
        ),
        pytest.param("x" * 30, ["x" * 20, "x" * 10], id="nothing but a torn word"),
        pytest.param("a\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\nb", ["a", "b"], id="blank lines are not shown"),
    ],
)
def test_a_cut_is_made_at_the_best_place_that_fills_the_piece(text: str, pieces: list[str]) -> None:
    assert shown(text, 20) == pieces


def test_an_open_fence_is_closed_and_opened_again_with_its_info_string() -> None:
    text = "Look:\n\n```python\n" + "print('hello')\n" * 6 + "```\nDone."

    first, second, third = shown(text, 64)

    assert first == "Look:\n\n```python\nprint('hello')\nprint('hello')\n```"
    assert second == "```python\nprint('hello')\nprint('hello')\nprint('hello')\n```"
    assert third == "```python\nprint('hello')\n```\nDone."


def test_a_closing_fence_alone_makes_no_empty_block() -> None:
    pieces = split("```\n" + "x" * 12 + "\n" + "y" * 12 + "\n```\n\nAfter it.", 22)

    assert [piece.text for piece in pieces] == ["```\nxxxxxxxxxxxx\n```", "```\nyyyyyyyyyyyy\n```", "After it."]
    assert [piece.text for piece in split("```\n" + "y" * 14 + "\n```", 22)] == ["```\nyyyyyyyyyyyyyy\n```"]


@pytest.mark.parametrize("mark", ["````", "~~~", "~~~~~"])
def test_longer_fences_and_tildes_hold_shorter_ones(mark: str) -> None:
    text = f"{mark}md\n```\ninner\n```\nmore text here\nmore text here\n{mark}"

    assert shown(text, 45)[1].startswith(f"{mark}md\n")
    assert all(piece.startswith(f"{mark}md\n") and piece.endswith(f"\n{mark}") for piece in shown(text, 45))


def test_a_cut_comes_before_a_fence_rather_than_through_it() -> None:
    text = "Some words before it.\n```\n" + "code\n" * 6 + "```"

    assert shown(text, 45) == ["Some words before it.", "```\n" + "code\n" * 6 + "```"]


@pytest.mark.parametrize(
    "cluster",
    ["👨‍👩‍👧‍👦", "e\u0301\u0323", "🇫🇷", "👍🏽", "\ud83d\ude00"],
    ids=["family", "accents", "flag", "tone", "pair"],
)
def test_no_character_is_torn(cluster: str) -> None:
    for before in range(6):
        for piece in split("x" * before + cluster * 20, 20):
            assert piece.text.lstrip("x").replace(cluster, "") == ""


def test_a_limit_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match="too small"):
        split("text", 8)


@settings(max_examples=400, deadline=None)
@given(text=TEXTS, limit=st.integers(16, 120), measure=MEASURES)
def test_pieces_cover_the_text_and_fit(text: str, limit: int, measure: Measure) -> None:
    pieces = split(text, limit, measure)

    assert all(measure(piece.text) <= limit for piece in pieces)
    assert all(piece.text.strip() for piece in pieces)
    assert [piece.start for piece in pieces] == [0, *(piece.end for piece in pieces)][: len(pieces)]
    assert not pieces or pieces[-1].end == len(text)
    assert pieces or not text.strip()
    kept = "".join("".join(piece.text for piece in pieces).split())
    for char in set(text) - set("`~>-").union(" \n\t\r"):
        assert kept.count(char) >= text.count(char)


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, limit=st.integers(16, 120), measure=MEASURES)
@example(text="```\n" + "a" * 20 + "\n``", limit=28, measure=len)
def test_a_piece_that_another_follows_never_changes_as_the_text_grows(text: str, limit: int, measure: Measure) -> None:
    whole = split(text, limit, measure)

    for length in range(len(text)):
        settled = split(text[:length], limit, measure)[:-1]
        assert settled == whole[: len(settled)]


@settings(max_examples=200, deadline=None)
@given(text=TEXTS)
def test_every_piece_closes_the_fences_it_opens(text: str) -> None:
    for piece in split(text, 400):
        fence = open_at_end(piece.text + "\n")
        assert fence is None or ">" in fence.lead, "a quotation ends what was open in it"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\n" * 100_000, id="line breaks"),
        pytest.param("a\n" * 50_000, id="short lines"),
        pytest.param("a" * 100_000, id="one word"),
        pytest.param("`" * 100_000, id="backticks"),
        pytest.param("```\ncode\n```\n" * 7_700, id="fences"),
        pytest.param("".join("`" * (3 + n % 50) + "\n" for n in range(4_000)), id="nested fences"),
        pytest.param("👨‍👩‍👧‍👦" * 14_000, id="joined emoji"),
        pytest.param("a" + "\u0301" * 100_000, id="accents"),
        pytest.param("مرحبا بالعالم. " * 7_000, id="right to left"),
        pytest.param(" " * 99_999 + "x", id="indentation"),
    ],
)
@pytest.mark.timeout(10)  # about 0.1 s; what must not come is minutes
def test_a_hundred_thousand_characters_are_split(text: str) -> None:
    assert all(utf16_length(piece.text) <= 1_900 for piece in split(text, 1_900, utf16_length))
