"""Trimming a request that the service found too long."""

import pytest
from hypothesis import given, settings, strategies as st

from bot.core.errors import WindowOverflow
from bot.core.messages import AssistantMessage, ImagePart, Message, SystemMessage, ToolCall, ToolMessage, UserMessage
from bot.core.trimming import trimmed
from bot.mistral.template import prompt_tokens
from tests.mistral import judge

CALL = ToolCall("call00001", "add", "{}")
RULES = SystemMessage("Be brief.")
TURN = (AssistantMessage("", (CALL,)), ToolMessage("call00001", "add", "1" * 100), AssistantMessage("One."))


def overflow(messages: list[Message], limit: int) -> WindowOverflow:
    """What the service answers, which counts characters here."""
    return WindowOverflow("too long", tokens=prompt_tokens(len, messages), limit=limit)


def test_the_oldest_messages_and_turns_go_whole_and_the_rest_stays_in_order() -> None:
    old = UserMessage("Ana: " + "a" * 100 + "\n\nBao: " + "b" * 100)
    newer = UserMessage("Ana: c\n\n  c\n\nBao: d")
    messages: list[Message] = [
        RULES,
        old,
        *TURN,
        newer,
        AssistantMessage("Yes."),
        UserMessage("Bao: e\n\nAna: And now?"),
    ]

    result = trimmed(messages, overflow(messages, 180))

    assert result.messages == (RULES, newer, AssistantMessage("Yes."), messages[-1])
    assert result.note == "the service found the conversation too long, so 3 of its oldest messages were left out"


def test_an_answer_does_not_stay_without_its_question() -> None:
    messages: list[Message] = [RULES, UserMessage("Ana: " + "a" * 100), *TURN, UserMessage("Bao: Why?")]

    assert trimmed(messages, overflow(messages, 220)).messages == (RULES, UserMessage("Bao: Why?"))


def test_what_came_of_the_question_stays() -> None:
    messages: list[Message] = [
        RULES,
        UserMessage("Bao: " + "b" * 400 + "\n\nAna: And now?", (ImagePart("data:", 9, 9),)),
        *TURN[:2],
    ]

    result = trimmed(messages, WindowOverflow("too long", tokens=1_000, limit=950))

    assert result.messages == (RULES, UserMessage("Ana: And now?", (ImagePart("data:", 9, 9),)), *TURN[:2])


def test_a_result_too_long_alone_loses_its_middle() -> None:
    messages: list[Message] = [
        RULES,
        UserMessage("Ana: Read it"),
        AssistantMessage("", (CALL,)),
        ToolMessage("call00001", "add", "x" * 9_000),
    ]

    result = trimmed(messages, overflow(messages, 3_000))

    assert result.messages[:3] == tuple(messages[:3])
    assert "characters left out" in result.messages[3].text
    assert result.note.endswith("so the longest texts were shortened")
    assert prompt_tokens(len, result.messages) <= 3_000


LINES = st.lists(st.sampled_from(["Ana: a", "Bao: " + "b" * 90, "Ana: a\n\n  still"]), min_size=1, max_size=3).map(
    "\n\n".join
)


@settings(max_examples=200, deadline=None)
@given(
    turns=st.lists(LINES.map(UserMessage) | st.just(TURN) | st.just(TURN[2:]), max_size=8),
    share=st.floats(0.3, 0.99),
    results=st.booleans(),
)
def test_any_request_is_legal_and_fits_after_it(
    turns: list[UserMessage | tuple[Message, ...]], share: float, *, results: bool
) -> None:
    before = [message for turn in turns for message in (turn if isinstance(turn, tuple) else (turn,))]
    messages: list[Message] = [RULES, *before, UserMessage("Ana: " + "And now? " * 40), *(TURN[:2] if results else ())]
    refusal = overflow(messages, int(prompt_tokens(len, messages) * share))

    result = trimmed(messages, refusal)

    judge.validate(result.messages)
    assert prompt_tokens(len, result.messages) <= max(refusal.limit, 560)
    assert result.messages[0] == RULES


@pytest.mark.parametrize("messages", [[], [RULES], [AssistantMessage("x")]], ids=["none", "rules", "an answer"])
def test_odd_requests_do_no_harm(messages: list[Message]) -> None:
    assert trimmed(messages, WindowOverflow("too long", tokens=10, limit=5)).note
