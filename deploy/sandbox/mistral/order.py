"""The order of messages that the API takes.

The rules are those of the vendor's validator (mistral-common 1.13, tokenizer v13, serving mode), and on top of it what
the live API has been seen to refuse: a tool-call id that is not nine letters or digits (March 2026), a user message
right after a tool result (2025), an assistant message with neither content nor calls. A conversation that begins with
a call or a result is refused too.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NoReturn

from deploy.sandbox.mistral.messages import AnyMessage, Assistant, Tool, ToolCall
from deploy.sandbox.mistral.refusals import Refusal

CALL_ID = re.compile(r"[a-zA-Z0-9]{9}")
NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
FOLLOWERS = {
    "system": {"user", "assistant", "system"},
    "user": {"assistant", "system", "user"},
    "assistant": {"assistant", "user", "tool"},
    "tool": {"assistant", "tool"},
}


def judge_order(messages: Sequence[AnyMessage]) -> None:
    """Raise the `Refusal` that the API would answer."""
    if not messages:
        refuse("Conversation must have at least one message")
    if len(messages) == 1 and messages[0].role not in ("user", "system"):
        refuse("Conversation must start with a user message or system message")
    _judge_last(messages[-1])
    _judge_first(messages[0])
    for before, after in pairwise(messages):
        if after.role not in FOLLOWERS[before.role]:
            refuse(f"Unexpected role '{after.role}' after role '{before.role}'")
    _judge_pairs(messages)
    for message in messages:
        _judge_assistant(message, last=message is messages[-1])
        if isinstance(message, Tool) and message.name is not None:
            judge_name(message.name)


def refuse(message: str) -> NoReturn:
    raise Refusal(400, message, "invalid_request_message_order", "3230")


def refuse_call(message: str) -> NoReturn:
    raise Refusal(400, message, "invalid_function_call", "3280")


def judge_name(name: str) -> None:
    if not NAME.fullmatch(name):
        refuse_call(
            f"Function name was {name} but must be a-z, A-Z, 0-9, or contain underscores and dashes, "
            "with a maximum length of 64."
        )


def _judge_last(message: AnyMessage) -> None:
    if isinstance(message, Assistant) and not message.prefix:
        refuse("Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant")


def _judge_first(message: AnyMessage) -> None:
    """The vendor's validator does not look for calls and results here, so that later ones would not match."""
    if isinstance(message, Tool) or (isinstance(message, Assistant) and message.tool_calls):
        refuse("Unexpected tool calls or results in the first message")


def _judge_pairs(messages: Iterable[AnyMessage]) -> None:
    """Each call of an assistant message is answered by one result, before the next assistant message."""
    called: set[str] = set()
    answered: set[str] = set()
    for message in messages:
        if isinstance(message, Tool):
            _take_result(message, called, answered)
        elif isinstance(message, Assistant):
            _judge_counts(called, answered)
            called, answered = _call_ids(message.tool_calls or ()), set()
    _judge_counts(called, answered)


def _take_result(message: Tool, called: set[str], answered: set[str]) -> None:
    name = message.tool_call_id or ""
    if name in answered:
        refuse(f"Duplicate tool call id {name} in tool results")
    if name not in called:
        refuse(f"Unexpected tool call id {name} in tool results")
    answered.add(name)


def _judge_counts(called: set[str], answered: set[str]) -> None:
    if len(called) != len(answered):
        refuse("Not the same number of function calls and responses")


def _call_ids(calls: Iterable[ToolCall]) -> set[str]:
    ids: set[str] = set()
    for call in calls:
        if not CALL_ID.fullmatch(call.id):
            refuse_call(f"Tool call id was {call.id} but must be a-z, A-Z, 0-9, with a length of 9.")
        if call.id in ids:
            refuse(f"Duplicate tool call id {call.id} in assistant message")
        ids.add(call.id)
        judge_name(call.function.name)
    return ids


def _judge_assistant(message: AnyMessage, *, last: bool) -> None:
    if not isinstance(message, Assistant):
        return
    if message.prefix and not last:
        refuse("Assistant message with prefix True must be last message")
    if not message.content and not message.tool_calls:
        raise Refusal(400, "Assistant message must have either content or tool_calls, but not none.")
