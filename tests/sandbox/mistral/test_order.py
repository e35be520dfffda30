from itertools import chain
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from mistral_common.exceptions import MistralCommonException
from mistral_common.protocol.instruct.messages import (
    AssistantMessage,
    SystemMessage,
    ToolMessage,
    UserMessage,
)
from mistral_common.protocol.instruct.tool_calls import FunctionCall, ToolCall
from mistral_common.protocol.instruct.validator import ValidationMode, get_validator
from mistral_common.tokens.tokenizers.base import TokenizerVersion

from deploy.sandbox.mistral.chat_request import ChatRequest
from deploy.sandbox.mistral.closed import read
from deploy.sandbox.mistral.order import judge_order
from deploy.sandbox.mistral.refusals import Refusal
from tests.sandbox.mistral.conftest import Desk, assistant, body, result, system, user

ONE, TWO = "abcdefgh1", "abcdefgh2"
VALIDATOR = get_validator(TokenizerVersion.v13, ValidationMode.serving)


def ours(messages: list[dict[str, Any]]) -> str:
    """What the sandbox refuses the messages with; empty if it takes them."""
    try:
        judge_order(read(ChatRequest, body(*messages)).messages)
    except Refusal as refusal:
        return refusal.message
    return ""


def theirs(messages: list[dict[str, Any]]) -> str:
    """What the vendor's validator refuses them with."""
    try:
        VALIDATOR.validate_messages([as_vendor(each) for each in messages])
    except MistralCommonException as error:
        return error.message
    return ""


def as_vendor(message: dict[str, Any]) -> SystemMessage | UserMessage | ToolMessage | AssistantMessage:
    match message["role"]:
        case "system":
            return SystemMessage(content=message["content"])
        case "user":
            return UserMessage(content=message["content"])
        case "tool":
            return ToolMessage(**message)
    calls = [
        ToolCall(id=call["id"], function=FunctionCall(**call["function"])) for call in message.get("tool_calls", ())
    ]
    return AssistantMessage(content=message["content"], tool_calls=calls or None, prefix=message.get("prefix", False))


IDS = st.sampled_from([ONE, TWO, "abcdefgh3", "short", "null"])
MESSAGES = st.one_of(
    st.just(system("be brief")),
    st.just(user("go")),
    st.builds(assistant, st.sampled_from(["", "yes"]), prefix=st.booleans()),
    st.builds(lambda content, ids: assistant(content, *ids), st.sampled_from(["", "yes"]), st.lists(IDS, max_size=3)),
    st.builds(result, IDS),
)
LIKELY = st.sampled_from(
    [
        [user("go")],
        [system("be brief"), user("go")],
        [user("go"), assistant("", ONE), result(ONE)],
        [user("go"), assistant("", ONE, TWO), result(TWO), result(ONE)],
        [assistant("hello"), user("go")],
    ]
)
STRICTER = ("but must be a-z", "but not none", "role 'user' after role 'tool'", "in the first message")


CONVERSATIONS = st.builds(
    lambda likely, free: [*chain.from_iterable(likely), *free],
    st.lists(LIKELY, max_size=3),
    st.lists(MESSAGES, max_size=4),
)


@settings(max_examples=400, deadline=None)
@given(CONVERSATIONS)
def test_judge_agrees_with_the_vendor_or_is_stricter_where_the_live_api_was(messages: list[dict[str, Any]]) -> None:
    mine, vendor = ours(messages), theirs(messages)

    if vendor:
        assert mine
    elif mine:
        assert any(reason in mine for reason in STRICTER), mine


ACCEPTED = [
    [system("x")],
    [user("x"), user("y")],
    [assistant("x"), user("y")],
    [user("x"), assistant("y"), assistant("z"), user("x")],
    [user("x"), system("y")],
    [user("x"), assistant("y", prefix=True)],
    [user("x"), assistant("y", ONE), result(ONE)],
    [user("x"), assistant("", ONE, TWO), result(TWO), result(ONE), assistant("y"), user("z")],
]


@pytest.mark.parametrize("messages", ACCEPTED)
def test_order_is_taken_by_both(messages: list[dict[str, Any]]) -> None:
    assert (ours(messages), theirs(messages)) == ("", "")


REFUSED: list[tuple[list[dict[str, Any]], str]] = [
    ([], "Conversation must have at least one message"),
    ([assistant("x")], "Conversation must start with a user message or system message"),
    ([user("x"), assistant("y")], "Expected last role User or Tool (or Assistant with prefix"),
    ([user("x"), assistant("y", prefix=True), user("z")], "Assistant message with prefix True must be last message"),
    ([user("x"), assistant("y"), system("z")], "Unexpected role 'system' after role 'assistant'"),
    ([user("x"), assistant("", ONE), result(ONE), system("z")], "Unexpected role 'system' after role 'tool'"),
    ([user("x"), result(ONE)], "Unexpected role 'tool' after role 'user'"),
    ([user("x"), assistant("", ONE), user("y")], "Not the same number of function calls and responses"),
    ([user("x"), assistant("", ONE, TWO), result(ONE)], "Not the same number of function calls and responses"),
    ([user("x"), assistant("", ONE), result(TWO)], f"Unexpected tool call id {TWO}"),
    ([user("x"), assistant("", ONE), result(ONE), result(ONE)], f"Duplicate tool call id {ONE} in tool results"),
    ([user("x"), assistant("", ONE, ONE), result(ONE)], f"Duplicate tool call id {ONE} in assistant message"),
]


@pytest.mark.parametrize(("messages", "message"), REFUSED)
async def test_order_is_refused_in_the_words_of_the_api(
    desk: Desk, messages: list[dict[str, Any]], message: str
) -> None:
    reply = await desk.ask(*messages)

    assert reply.status_code == 400
    assert reply.json()["message"].startswith(message)
    assert theirs(messages).startswith(message)
    assert (reply.json()["type"], reply.json()["code"]) == ("invalid_request_message_order", "3230")


@pytest.mark.parametrize("identity", ["call_1234567890", "abcdefgh", "abcdefgh-", "null", ""])
async def test_call_id_that_is_not_nine_letters_or_digits_is_refused(desk: Desk, identity: str) -> None:
    reply = await desk.ask("go", assistant("", identity), result(identity))

    assert reply.status_code == 400
    assert (reply.json()["type"], reply.json()["code"]) == ("invalid_function_call", "3280")


async def test_user_right_after_a_result_is_refused(desk: Desk) -> None:
    reply = await desk.ask("go", assistant("", ONE), result(ONE), "and?")

    assert reply.json()["message"] == "Unexpected role 'user' after role 'tool'"


@pytest.mark.parametrize("content", ["", None, []])
async def test_assistant_with_neither_content_nor_calls_is_refused(desk: Desk, content: Any) -> None:
    reply = await desk.ask("go", assistant(content), "and?")

    assert reply.status_code == 400
    assert reply.json()["message"] == "Assistant message must have either content or tool_calls, but not none."
