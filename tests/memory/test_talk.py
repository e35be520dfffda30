"""How messages are grouped before they are embedded."""

from collections.abc import Sequence

from hypothesis import given, strategies as st

from bot.core.search_ports import IndexedMessage
from bot.core.values import Author
from bot.memory.talk import APART, LONGEST, MOST, QUIET, Group, groups

ANA, BAO = Author("U1", "Ana"), Author("U2", "Bao")
NOW = 1_000_000.0


def said(
    number: int, text: str = "", *, at: float | None = None, conversation: str = "slack:T1:C1:1.0"
) -> IndexedMessage:
    when = NOW - 10_000 + number if at is None else at
    who = (ANA, BAO)[number % 2]
    return IndexedMessage("slack:T1:C1", f"{number}.0", conversation, who, when, text or f"message {number}")


def grouped(messages: Sequence[IndexedMessage], now: float = NOW) -> list[list[str]]:
    return [[each.message_id for each in group.messages] for group in groups(messages, now)]


def test_messages_that_follow_each_other_are_embedded_together_with_their_names() -> None:
    [group] = groups([said(1, "Shall we launch?"), said(2, "Yes, on Friday.")], NOW)

    [chunk] = group.chunks
    assert chunk.text == "Bao: Shall we launch?\nAna: Yes, on Friday."
    assert [each.message_id for each in chunk.messages] == ["1.0", "2.0"]


def test_silence_and_another_conversation_part_them() -> None:
    later = said(3, at=NOW - 10_000 + 2 + APART + 1)

    assert grouped([said(1), said(2), later]) == [["1.0", "2.0"], ["3.0"]]
    assert grouped([said(1), said(2, conversation="slack:T1:C1:2.0")]) == [["1.0"], ["2.0"]]


def test_a_chunk_is_neither_long_nor_of_many_messages() -> None:
    assert [len(each) for each in grouped([said(n) for n in range(2 * MOST + 1)])] == [MOST, MOST, 1]
    long = "A sentence of a few words. " * 20
    assert [len(each) for each in grouped([said(n, long) for n in range(4)])] == [1, 1, 1, 1]


def test_a_long_message_is_embedded_in_pieces_that_leave_nothing_out() -> None:
    text = "\n\n".join(f"Paragraph {n}. " + "It goes on for a while. " * 20 for n in range(8))
    [group] = groups([said(1, text)], NOW)

    assert "".join(text[chunk.begins : chunk.ends] for chunk in group.chunks) == text
    assert len(group.chunks) > 3
    assert all(chunk.text.startswith("Bao: ") for chunk in group.chunks)


@given(st.text(min_size=LONGEST * 8, max_size=9_000))
def test_pieces_of_any_text_are_the_whole(text: str) -> None:
    group = Group((said(1, text),), closed=True)

    assert "".join(text[chunk.begins : chunk.ends] for chunk in group.chunks if chunk.ends) in {text, ""}


def test_the_last_messages_of_a_conversation_wait_until_it_has_been_quiet() -> None:
    fresh = [said(1, at=NOW - QUIET - 1), said(2, at=NOW - 1)]

    assert [group.closed for group in groups(fresh, NOW)] == [False]
    assert [group.closed for group in groups(fresh, NOW + QUIET)] == [True]
    assert [group.closed for group in groups([*fresh, said(3, conversation="slack:T1:C2:")], NOW)] == [True, True]
    full = [said(n, at=NOW) for n in range(MOST)]
    assert [group.closed for group in groups(full, NOW)] == [True]
