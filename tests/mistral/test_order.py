from bot.core.messages import AssistantMessage, Message, SystemMessage, ToolCall, ToolMessage, UserMessage
from bot.mistral.order import INTERRUPTED, NO_RESULT, in_order

A, B = "aaaaaaaaa", "bbbbbbbbb"


def calling(*ids: str, text: str = "") -> AssistantMessage:
    return AssistantMessage(text, tuple(ToolCall(each, "look", "{}") for each in ids))


def result(call_id: str, text: str = "found") -> ToolMessage:
    return ToolMessage(call_id, "look", text)


def test_conversation_of_whole_turns_stays_as_it_is() -> None:
    messages: list[Message] = [
        SystemMessage("be kind"),
        UserMessage("one"),
        UserMessage("two"),
        calling(A, B, text="let me look"),
        result(A),
        result(B),
        AssistantMessage("done"),
        UserMessage("three"),
    ]

    assert in_order(messages) == messages


def test_system_messages_come_first_and_none_is_empty() -> None:
    messages: list[Message] = [UserMessage("one"), SystemMessage("later"), SystemMessage("")]

    assert in_order(messages) == [SystemMessage("later"), UserMessage("one")]


def test_assistant_comes_between_a_result_and_the_next_user() -> None:
    messages: list[Message] = [UserMessage("one"), calling(A), result(A), UserMessage("two")]

    assert in_order(messages)[3:] == [AssistantMessage(INTERRUPTED), UserMessage("two")]


def test_assistant_message_without_content_is_dropped() -> None:
    messages: list[Message] = [UserMessage("one"), AssistantMessage("", thinking="hm"), UserMessage("two")]

    assert in_order(messages) == [UserMessage("one"), UserMessage("two")]


def test_call_without_a_result_is_given_one_that_says_so() -> None:
    messages: list[Message] = [UserMessage("one"), calling(A, B), result(B), UserMessage("two")]

    assert in_order(messages)[2:4] == [result(A, NO_RESULT), result(B)]


def test_results_without_a_call_are_dropped() -> None:
    messages: list[Message] = [UserMessage("one"), result(A), AssistantMessage("hi"), result(B), UserMessage("two")]

    assert in_order(messages) == [UserMessage("one"), AssistantMessage("hi"), UserMessage("two")]


def test_second_result_of_a_call_and_a_late_one_are_dropped() -> None:
    messages: list[Message] = [
        UserMessage("one"),
        calling(A),
        result(A),
        result(A, "again"),
        AssistantMessage("x"),
        result(A, "late"),
    ]

    assert in_order(messages) == [UserMessage("one"), calling(A), result(A), AssistantMessage("x")]


def test_foreign_ids_are_changed_alike_in_call_and_result() -> None:
    _, called, answered = in_order([UserMessage("one"), calling("call_0123456789"), result("call_0123456789")])

    assert isinstance(called, AssistantMessage)
    assert isinstance(answered, ToolMessage)
    assert called.calls[0].id == answered.call_id
    assert len(answered.call_id) == 9


def test_calls_under_one_id_are_told_apart() -> None:
    _, called, *results = in_order([UserMessage("one"), calling(A, A), result(A)])

    assert isinstance(called, AssistantMessage)
    ids = [call.id for call in called.calls]
    assert len(set(ids)) == 2
    assert [each.call_id for each in results if isinstance(each, ToolMessage)] == ids
