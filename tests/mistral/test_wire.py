"""The mapping to the wire, seen with our own eyes; `test_wire_judges` asks the vendor's."""

import json
from typing import Any

import pytest

from bot.core.errors import ModelRefused
from bot.core.messages import (
    AssistantMessage,
    ImagePart,
    ModelRequest,
    SystemMessage,
    ToolCall,
    ToolMessage,
    ToolSpec,
    UserMessage,
)
from bot.mistral.wire import IMAGES, encoded, to_body
from tests.mistral.conftest import LOOK, asking

EVERYTHING = asking(
    SystemMessage("be kind"),
    UserMessage("what is this?", (ImagePart("data:image/png;base64,iVBORw0=", 1, 1),)),
    AssistantMessage("let me look", (ToolCall("call-1", "look", '{"for": "it"}'),), thinking="hm"),
    ToolMessage("call-1", "look", "a gull"),
    AssistantMessage("a gull", thinking="of course"),
    UserMessage("thanks"),
    tools=(LOOK,),
    tool_choice="any",
    max_tokens=100,
    reasoning_effort="high",
    conversation="slack:T1:C1:1700.45",
)


def body(request: ModelRequest, *, reasons: bool = True) -> dict[str, Any]:
    return to_body(request, stream=True, reasons=reasons)


def test_plain_question_is_three_keys() -> None:
    assert body(asking("hi")) == {
        "model": "mistral-small-2603",
        "messages": [{"role": "user", "content": "hi"}],
        "stream": True,
    }


def test_everything_that_is_sent() -> None:
    sent = body(EVERYTHING)

    call_id = sent["messages"][3]["tool_call_id"]
    assert sent == {
        "model": "mistral-small-2603",
        "messages": [
            {"role": "system", "content": "be kind"},
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "what is this?"},
                    {"type": "image_url", "image_url": "data:image/png;base64,iVBORw0="},
                ],
            },
            {
                "role": "assistant",
                "content": [
                    {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]},
                    {"type": "text", "text": "let me look"},
                ],
                "tool_calls": [
                    {"id": call_id, "type": "function", "function": {"name": "look", "arguments": '{"for": "it"}'}}
                ],
            },
            {"role": "tool", "tool_call_id": call_id, "name": "look", "content": "a gull"},
            {
                "role": "assistant",
                "content": [
                    {"type": "thinking", "thinking": [{"type": "text", "text": "of course"}]},
                    {"type": "text", "text": "a gull"},
                ],
            },
            {"role": "user", "content": "thanks"},
        ],
        "stream": True,
        "tools": [
            {
                "type": "function",
                "function": {
                    "name": "look",
                    "description": "Look something up.",
                    "parameters": {"type": "object", "properties": {"for": {"type": "string"}}},
                },
            }
        ],
        "tool_choice": "any",
        "max_tokens": 100,
        "prompt_cache_key": sent["prompt_cache_key"],
        "reasoning_effort": "high",
    }


def test_thinking_is_not_replayed_to_a_model_that_does_not_reason() -> None:
    sent = body(EVERYTHING, reasons=False)

    assert sent["messages"][4]["content"] == "a gull"
    assert "thinking" not in json.dumps(sent["messages"])


def test_cache_key_is_stable_and_names_nobody() -> None:
    key = body(EVERYTHING)["prompt_cache_key"]

    assert key == body(EVERYTHING)["prompt_cache_key"]
    assert "C1" not in key
    assert key != body(asking("hi", conversation="slack:T1:C1:1700.46"))["prompt_cache_key"]


@pytest.mark.parametrize(
    ("fields", "reasons", "sent"),
    [
        ({"temperature": 0.3}, True, {"temperature": 0.3}),
        ({"temperature": 1.5}, True, {"temperature": 1.0}),
        ({"temperature": -1.0}, True, {"temperature": 0.0}),
        ({"temperature": 0.3, "reasoning_effort": "high"}, True, {"reasoning_effort": "high"}),
        ({"temperature": 0.3, "reasoning_effort": "none"}, True, {"temperature": 0.3, "reasoning_effort": "none"}),
        ({"temperature": 0.3, "reasoning_effort": "none"}, False, {"temperature": 0.3}),
        ({"max_tokens": 0}, True, {"max_tokens": 1}),
        ({"tool_choice": "none"}, True, {}),
    ],
)
def test_sampling(fields: dict[str, Any], reasons: bool, sent: dict[str, Any]) -> None:
    found = body(asking("hi", **fields), reasons=reasons)

    assert {key: value for key, value in found.items() if key not in {"model", "messages", "stream"}} == sent


def test_schema_loses_the_keys_that_only_name_it_but_no_property() -> None:
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "x",
        "properties": {"$id": {"type": "string", "$id": "y"}},
        "required": ["$id"],
    }

    parameters = body(asking("hi", tools=(ToolSpec("look", "", schema),)))["tools"][0]["function"]["parameters"]

    assert parameters == {"type": "object", "properties": {"$id": {"type": "string"}}, "required": ["$id"]}


def test_tool_without_arguments_has_an_empty_object() -> None:
    parameters = body(asking("hi", tools=(ToolSpec("look", "", {}),)))["tools"][0]["function"]["parameters"]

    assert parameters == {"type": "object", "properties": {}}


@pytest.mark.parametrize(("named", "sent"), [("look up!", "look_up_"), ("", "unnamed"), ("x" * 70, "x" * 64)])
def test_call_of_a_name_that_no_tool_can_have_is_replayed_under_one_that_can(named: str, sent: str) -> None:
    called = AssistantMessage("", (ToolCall("aaaaaaaaa", named, ""),))

    messages = body(asking("hi", called, ToolMessage("aaaaaaaaa", named, "no such tool")))["messages"]

    assert messages[1]["tool_calls"][0]["function"] == {"name": sent, "arguments": "{}"}
    assert messages[2]["name"] == sent


def test_image_alone_is_a_message() -> None:
    messages = body(asking(UserMessage("", (ImagePart("https://x.example/a.png", 9, 9),))))["messages"]

    assert messages[0]["content"] == [{"type": "image_url", "image_url": "https://x.example/a.png"}]


def test_schema_of_the_reply_is_asked_for_strictly() -> None:
    schema = {"$id": "x", "title": "One invoice", "type": "object", "properties": {"$id": {"type": "string"}}}

    assert body(asking("read this", schema=schema))["response_format"] == {
        "type": "json_schema",
        "json_schema": {
            "name": "One_invoice",
            "schema": {"title": "One invoice", "type": "object", "properties": {"$id": {"type": "string"}}},
            "strict": True,
        },
    }
    assert body(asking("x", schema={"type": "object"}))["response_format"]["json_schema"]["name"] == "answer"


def seeing(*counts: int) -> ModelRequest:
    image = ImagePart("data:image/png;base64,iVBORw0=", 1, 1)
    looks = (UserMessage("look", (image,) * count) for count in counts)
    return asking(*(part for look in looks for part in (look, AssistantMessage("a gull"))), "so?")


def test_as_many_images_as_the_service_takes_are_sent() -> None:
    chunks = [chunk for each in body(seeing(5, 3))["messages"] for chunk in each["content"] if isinstance(chunk, dict)]

    assert sum(chunk["type"] == "image_url" for chunk in chunks) == IMAGES == 8


def test_more_images_are_refused_before_they_are_sent() -> None:
    with pytest.raises(ModelRefused, match="9 images") as caught:
        body(seeing(5, 4))

    assert caught.value.notice.endswith("please ask about eight of them at a time.")


def test_bytes_are_utf8_and_half_a_surrogate_pair_does_no_harm() -> None:
    assert encoded(body(asking("é\u2028\ud800")))[-20:].endswith('é\u2028?"}],"stream":true}'.encode()[-20:])
