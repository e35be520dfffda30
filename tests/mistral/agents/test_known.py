"""How to go on is found from the messages alone."""

from collections.abc import Sequence

from hypothesis import given, strategies as st

from bot.core.messages import AssistantMessage, Message, ToolCall, ToolMessage, UserMessage
from bot.mistral.agents.known import Known, digest, entry_before, marks_of, reply_mark, way

U1, U2, A1 = UserMessage("one"), UserMessage("two"), AssistantMessage("first")
CALL = ToolCall("abcdefghi", "look", "{}")


def known(*messages: Message) -> Known:
    """As after telling all but the last, which is the service's reply."""
    reply = messages[-1]
    assert isinstance(reply, AssistantMessage)
    return Known("conv_1", "ag@0", (*marks_of(messages[:-1]), reply_mark(reply)))


def test_what_only_grew_is_appended() -> None:
    found = way(known(U1, A1), "ag@0", (U1, A1, U2))

    assert (found.how, found.messages, found.kept) == ("append", (U2,), 2)


def test_another_agent_begins_anew() -> None:
    assert way(known(U1, A1), "ag@1", (U1, A1, U2)).how == "start"


def test_nothing_in_common_begins_anew() -> None:
    assert way(known(U1, A1), "ag@0", (U2, A1, U1)).how == "start"


def test_calls_that_were_sent_cannot_be_told_from_its_own() -> None:
    sent = (U1, AssistantMessage("", (CALL,)), ToolMessage(CALL.id, "look", "x"), U2, A1)

    assert way(known(*sent), "ag@0", (*sent[:3], UserMessage("edited"))).how == "start"


def test_the_entry_before_is_behind_all_that_the_reply_was_made_of() -> None:
    history = [
        {"type": "message.input", "id": "i1"},
        {"type": "tool.execution", "id": "t1"},
        {"type": "message.output", "id": "o1"},
        {"type": "message.input", "id": "i2"},
        {"type": "message.output", "id": "o2"},
    ]
    whole = Known("conv_1", "ag@0", (*marks_of([U1]), reply_mark(A1), *marks_of([U2]), reply_mark(A1)))

    assert [entry_before(whole, kept, history) for kept in range(5)] == [None, "i1", "o1", "i2", "o2"]
    assert entry_before(whole, 3, history[:2]) is None


def test_thinking_makes_no_other_message() -> None:
    assert digest(A1) == digest(AssistantMessage("first", thinking="hm"))
    assert digest(A1) != digest(UserMessage("first"))


texts = st.sampled_from("abc").map(UserMessage)
replies = st.sampled_from("xy").map(AssistantMessage)


@given(st.lists(texts, min_size=1, max_size=4), replies, st.lists(texts | replies, min_size=1, max_size=6))
def test_the_service_always_ends_with_exactly_these_messages(
    told: Sequence[Message], reply: AssistantMessage, now: Sequence[Message]
) -> None:
    before = [*told, reply]

    found = way(known(*told, reply), "ag@0", now)
    kept = [] if found.how == "start" else before[: found.kept]
    assert [*kept, *found.messages] == list(now)
    assert found.messages
