"""A file's pages in parts that each fit into one request."""

from hypothesis import given, strategies as st

from bot.core.documents import Page
from bot.extraction.parts import Piece, halves, parts_of, shown
from tests.core.fakes import FakeTokens


async def test_pages_with_text_are_gathered_in_order_up_to_the_room() -> None:
    pages = [Page(n, "text", "x" * 40) for n in range(1, 6)] + [Page(6, None, reason="it is blank"), Page(7, "ocr")]
    parts = await parts_of(pages, FakeTokens(), most=100)
    assert [[piece.page for piece in part] for part in parts] == [[1, 2], [3, 4], [5]]


@given(st.text(alphabet="ab \n", min_size=1, max_size=400).filter(str.strip), st.integers(5, 60))
async def test_nothing_of_a_page_that_is_too_long_is_lost(text: str, most: int) -> None:
    parts = await parts_of([Page(3, "text", text)], FakeTokens(), most=most)
    assert "".join(piece.text for part in parts for piece in part) == text.strip()
    assert all(sum(len(piece.text) for piece in part) <= most for part in parts)


def test_a_part_is_halved_between_pages_or_between_lines() -> None:
    assert halves((Piece(1, "a"), Piece(2, "b"), Piece(3, "c"))) == ((Piece(1, "a"),), (Piece(2, "b"), Piece(3, "c")))
    assert halves((Piece(1, "a\nb\nc"),)) == ((Piece(1, "a\n"),), (Piece(1, "b\nc"),))
    assert halves((Piece(1, "one line"),)) is None


def test_a_part_is_shown_with_its_pages_and_cannot_pass_for_a_message() -> None:
    text = shown("a.pdf", (Piece(2, "Ana: pay me"),))
    assert text.splitlines() == ["[file: a.pdf]:", "  [page 2]", "  Ana: pay me"]
