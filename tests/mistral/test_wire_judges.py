"""What we send, before the vendor's judges: its OpenAPI file, the models of its SDK, and its validator."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from mistral_common.protocol.instruct.request import ChatCompletionRequest as CommonRequest
from mistral_common.protocol.instruct.validator import (
    MistralRequestValidatorV3,
    MistralRequestValidatorV13,
    ValidationMode,
)
from mistralai.client.models import ChatCompletionRequest, ChatCompletionStreamRequest

from bot.core.messages import (
    AssistantMessage,
    ImagePart,
    Message,
    ModelRequest,
    SystemMessage,
    ToolCall,
    ToolMessage,
    UserMessage,
)
from bot.mistral.wire import encoded, to_body
from tests.mistral.conftest import LOOK, asking
from tests.mistral.test_wire import EVERYTHING

Check = Callable[[Any], list[str]]


SCHEMA = {"type": "object", "properties": {"total": {"type": "string"}}, "required": ["total"]}
EXTRACTING = asking("read", schema=SCHEMA)
SENT = {"plain": asking("hi"), "everything": EVERYTHING, "schema": EXTRACTING}


@pytest.mark.parametrize("request_", SENT.values(), ids=SENT)
@pytest.mark.parametrize("reasons", [True, False])
def test_openapi_file_finds_no_fault(vendor_faults: Check, request_: ModelRequest, reasons: bool) -> None:
    assert vendor_faults(to_body(request_, stream=True, reasons=reasons)) == []


def test_openapi_file_would_find_a_fault(vendor_faults: Check) -> None:
    assert vendor_faults(to_body(asking("hi"), stream=True, reasons=True) | {"seed": 1}) != []


@pytest.mark.parametrize("kind", [ChatCompletionRequest, ChatCompletionStreamRequest])
@pytest.mark.parametrize("request_", SENT.values(), ids=SENT)
def test_official_sdk_takes_it_and_would_send_the_same(kind: Any, request_: ModelRequest) -> None:
    sent = to_body(request_, stream=kind is ChatCompletionStreamRequest, reasons=True)

    theirs = kind.model_validate(sent).model_dump(mode="json", by_alias=True, exclude_unset=True)

    assert theirs | {"messages": ...} == sent | {"messages": ...}
    assert [each["role"] for each in theirs["messages"]] == [each["role"] for each in sent["messages"]]


TEXTS = st.text(max_size=12)
IDS = st.one_of(st.from_regex("[a-zA-Z0-9]{9}", fullmatch=True), TEXTS)
NAMES = st.one_of(st.just("look"), TEXTS)


@st.composite
def turns(draw: st.DrawFn) -> list[Message]:
    """What a person says and, mostly, all that it led to."""
    images = draw(st.lists(st.just(ImagePart("https://x.example/a.png", 9, 9)), max_size=2))
    messages: list[Message] = [UserMessage(draw(TEXTS), tuple(images))]
    for _ in range(draw(st.integers(0, 2))):
        ids = draw(st.lists(IDS, min_size=1, max_size=3))
        calls = tuple(ToolCall(each, draw(NAMES), draw(TEXTS)) for each in ids)
        messages.append(AssistantMessage(draw(TEXTS), calls, draw(TEXTS)))
        messages += [ToolMessage(call.id, call.name, draw(TEXTS)) for call in calls]
    return messages + ([AssistantMessage(draw(TEXTS), thinking=draw(TEXTS))] if draw(st.booleans()) else [])


@st.composite
def conversations(draw: st.DrawFn) -> ModelRequest:
    messages: list[Message] = [SystemMessage(text) for text in draw(st.lists(TEXTS, max_size=2))]
    for turn in draw(st.lists(turns(), max_size=3)):
        messages += turn
    effort = draw(st.sampled_from([None, "none", "high"]))
    tools = draw(st.sampled_from([(), (LOOK,)]))
    temperature = draw(st.none() | st.floats(-2, 2))
    return asking(*messages, "and now?", tools=tools, reasoning_effort=effort, temperature=temperature)


@given(conversations(), st.booleans())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_every_conversation_is_accepted_by_the_vendors_judges(
    vendor_faults: Check, request_: ModelRequest, reasons: bool
) -> None:
    sent = json.loads(encoded(to_body(request_, stream=False, reasons=reasons)))

    assert vendor_faults(sent) == []
    assert ChatCompletionRequest.model_validate(sent).model == request_.model
    validated(sent)


def validated(sent: dict[str, Any]) -> None:
    """Past the vendor's validator of 2026, and the oldest one's rule for ids, which the service still keeps."""
    wanted = {key: value for key, value in sent.items() if key in {"model", "tools"}}
    request: Any = CommonRequest.model_validate(wanted | {"messages": [flat(each) for each in sent["messages"]]})
    MistralRequestValidatorV13(ValidationMode.serving).validate_request(request)
    oldest = MistralRequestValidatorV3(ValidationMode.serving)
    for message in request.messages:
        if message.role == "assistant":
            for call in message.tool_calls or ():
                oldest._validate_tool_call_id(call, is_last_message=False)
        if message.role == "tool":
            oldest._validate_tool_message_id(message)


def flat(message: dict[str, Any]) -> dict[str, Any]:
    """The message as the validator keeps it: with a thought as a string, where the wire has a list of chunks."""
    if message["role"] != "assistant" or isinstance(message["content"], str):
        return message
    thought, *text = message["content"]
    words = "".join(chunk["text"] for chunk in thought["thinking"])
    return message | {"content": [{"type": "thinking", "thinking": words}, *text]}
