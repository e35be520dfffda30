import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from bot.core.errors import ReplyBroken
from bot.core.messages import Usage
from bot.mistral.assemble import Assembler


def chunk(content: Any = None, finish: str | None = None, **more: Any) -> bytes:
    delta = {"content": content, **more.pop("delta", {})}
    return json.dumps({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more}).encode()


def thought(*texts: str) -> dict[str, Any]:
    return {"type": "thinking", "thinking": [{"type": "text", "text": text} for text in texts]}


def test_strings_become_text_as_they_come() -> None:
    reply = Assembler("request-1")

    texts = [
        reply.feed(chunk("")),
        reply.feed(chunk("wind")),
        reply.feed(chunk(" and sea")),
        reply.feed(chunk("", "stop")),
    ]
    ended = reply.ended()

    assert texts == ["", "wind", " and sea", ""]
    assert (ended.message.text, ended.finish, ended.request_id) == ("wind and sea", "stop", "request-1")


def test_thinking_comes_as_lists_and_is_kept_apart_from_the_text() -> None:
    reply = Assembler("")

    texts = [
        reply.feed(chunk([thought(" Okay")])),
        reply.feed(chunk([{"type": "thinking", "thinking": []}])),
        reply.feed(chunk([thought(", so"), {"type": "text", "text": "It"}])),
        reply.feed(chunk(" is")),
        reply.feed(chunk(None, "stop")),
    ]

    assert texts == ["", "", "It", " is", ""]
    assert reply.ended().message.thinking == " Okay, so"
    assert reply.ended().message.text == "It is"


def test_citations_and_unknown_chunks_are_passed_over() -> None:
    content = [
        {"type": "text", "text": "See"},
        {"type": "reference", "reference_ids": [1]},
        {"type": "hologram", "text": "?"},
        {"text": " here"},
        {"type": "text"},
        "x",
        None,
    ]
    reply = Assembler("")

    assert reply.feed(chunk(content, "stop")) == "See here"


def test_whole_reply_is_read_like_a_stream_of_one() -> None:
    message = {
        "role": "assistant",
        "content": [thought("hm"), {"type": "text", "text": "Yes."}],
        "tool_calls": [{"id": "aaaaaaaaa", "function": {"name": "look", "arguments": {"a": 1}}, "index": 0}],
    }
    reply = Assembler("")

    reply.feed(json.dumps({"choices": [{"message": message, "finish_reason": "tool_calls"}]}).encode())
    ended = reply.ended()

    assert (ended.message.thinking, ended.message.text, ended.finish) == ("hm", "Yes.", "tool_calls")
    assert [(call.id, call.name, call.arguments) for call in ended.message.calls] == [("aaaaaaaaa", "look", '{"a": 1}')]


@pytest.mark.parametrize("content", ["", None])
def test_calls_come_with_empty_content_or_none(content: str | None) -> None:
    calls = [{"id": "aaaaaaaaa", "function": {"name": "look", "arguments": "{}"}}]
    reply = Assembler("")

    assert reply.feed(chunk(content, "tool_calls", delta={"tool_calls": calls})) == ""
    assert reply.ended().message.calls[0].name == "look"


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        ({"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13}, Usage(9, 4, 0)),
        (
            {"prompt_tokens": 90, "completion_tokens": 4, "prompt_tokens_details": {"cached_tokens": 64}},
            Usage(90, 4, 64),
        ),
        ({"prompt_tokens": 90, "prompt_token_details": {"cached_tokens": 64}}, Usage(90, 0, 64)),
        ({"prompt_tokens": 90, "num_cached_tokens": 64, "prompt_tokens_details": None}, Usage(90, 0, 64)),
        ({"prompt_tokens": 10, "num_cached_tokens": 64}, Usage(10, 0, 10)),
        ({"prompt_tokens": None, "completion_tokens": "4"}, Usage()),
        (None, Usage()),
    ],
)
def test_usage_is_read_under_every_name_it_has_had(usage: Any, expected: Usage) -> None:
    reply = Assembler("")

    reply.feed(chunk("x"))
    reply.feed(chunk("", "stop", usage=usage, p="padding"))

    assert reply.ended().usage == expected


def test_usage_may_come_alone_after_the_finish() -> None:
    reply = Assembler("")
    reply.feed(chunk("x", "length"))

    reply.feed(b'{"choices":[],"usage":{"prompt_tokens":3}}')

    assert (reply.ended().usage.prompt_tokens, reply.ended().finish) == (3, "length")


def test_reply_without_a_finish_reason_is_broken_and_names_the_request() -> None:
    reply = Assembler("request-1")
    reply.feed(chunk("half of"))

    with pytest.raises(ReplyBroken, match="ended before the reply did") as caught:
        reply.ended()

    assert caught.value.request_id == "request-1"
    assert not reply.finished


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(chunk("", "error"), "ended it with an error", id="finish reason"),
        pytest.param(
            b'{"object":"error","message":"Backend went away","code":"1100"}', "Backend went away", id="error object"
        ),
        pytest.param(b'{"error":{"message":"Backend went away"}}', "Backend went away", id="error inside"),
        pytest.param(b'{"choices":[{"delta":{"content":"', "not JSON", id="cut"),
        pytest.param(b"\xff\xfe", "not JSON", id="bytes"),
        pytest.param(b"[1]", "not an object", id="array"),
    ],
)
def test_broken_piece_breaks_the_reply(data: bytes, why: str) -> None:
    reply = Assembler("request-1")

    with pytest.raises(ReplyBroken, match=why) as caught:
        reply.feed(data)

    assert caught.value.request_id == "request-1"


KEYS = ("choices", "delta", "content", "tool_calls", "function", "usage", "type", "thinking", "text", "index", "id")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_json_makes_it_fail_otherwise_than_as_a_broken_reply(value: Any) -> None:
    reply = Assembler("")
    try:
        reply.feed(json.dumps(value).encode())
        reply.feed(chunk("", "stop"))
        reply.ended()
    except ReplyBroken:
        pass
