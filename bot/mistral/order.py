"""The order of messages that the service takes (mistral-common: instruct validator, serving mode; refusal 3230).

Whoever builds a conversation keeps whole turns, and then nothing changes here. What a crash, a Stop or a lost record
left half done is closed, because a person should not be answered with a refusal for it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot.core.messages import AssistantMessage, Message, SystemMessage, ToolCall, ToolMessage, UserMessage
from bot.mistral.call_ids import fitting, made_from

INTERRUPTED: Final = "(I was interrupted here.)"
NO_RESULT: Final = "There is no result: the call was interrupted."


def in_order(messages: Sequence[Message]) -> list[Message]:
    """The same conversation, in an order that is accepted:

    system messages first and none of them empty; no assistant message without content; the results of its calls,
    one for each and under ids that fit, right after it; an assistant message between a result and the next user's.
    """
    ordered: list[Message] = [m for m in messages if isinstance(m, SystemMessage) and m.text]
    for message in _paired([m for m in messages if not isinstance(m, SystemMessage)]):
        if isinstance(message, UserMessage) and ordered and isinstance(ordered[-1], ToolMessage):
            ordered.append(AssistantMessage(INTERRUPTED))
        ordered.append(message)
    return ordered


def _paired(messages: Sequence[Message]) -> Iterator[Message]:
    for position, message in enumerate(messages):
        if isinstance(message, UserMessage):
            yield message
        elif isinstance(message, AssistantMessage) and message.calls:
            yield from _with_results(message, _following(messages[position + 1 :]))
        elif isinstance(message, AssistantMessage) and message.text:
            yield message


def _following(messages: Iterable[Message]) -> dict[str, ToolMessage]:
    """The results that come before anybody says something else, by the id they were given."""
    results: dict[str, ToolMessage] = {}
    for message in messages:
        if not isinstance(message, ToolMessage):
            break
        results.setdefault(message.call_id, message)
    return results


def _with_results(message: AssistantMessage, results: dict[str, ToolMessage]) -> Iterator[Message]:
    calls: dict[str, ToolCall] = {}
    for call in message.calls:
        name = fitting(call.id)
        if name in calls:  # two calls under one id are refused; each keeps its result
            name = made_from(f"{call.id} {len(calls)}")
        calls[name] = replace(call, id=name)
    yield replace(message, calls=tuple(calls.values()))
    for original, call in zip(message.calls, calls.values(), strict=True):
        found = results.get(original.id)
        yield ToolMessage(call.id, call.name, NO_RESULT if found is None else found.text)
