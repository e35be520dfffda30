from typing import Any

import pytest

from tests.sandbox.mistral.conftest import Desk, assistant, result, system, tool, user

LOOK = tool("look")


def with_key(value: dict[str, Any]) -> dict[str, Any]:
    return {**value, "extra": 1}


@pytest.mark.parametrize(
    "key", ["seed", "user", "store", "stream_options", "max_completion_tokens", "logit_bias", "top_k", "extra"]
)
async def test_unknown_key_is_forbidden(desk: Desk, key: str) -> None:
    reply = await desk.ask("go", **{key: 1})

    (detail,) = reply.json()["detail"]
    assert reply.status_code == 422
    assert (detail["type"], detail["loc"], detail["input"]) == ("extra_forbidden", ["body", key], 1)


@pytest.mark.parametrize(
    "message",
    [
        with_key(system("x")),
        with_key(user("x")),
        {**user("x"), "name": "Ana"},
        {**assistant("x"), "reasoning_content": "hm"},
        with_key(result("aaaaaaaaa")),
        user([with_key({"type": "text", "text": "x"})]),
        user([{"type": "image_url", "image_url": {"url": "https://x", "size": 1}}]),
        user([{"type": "file", "file": {"file_id": "x"}}]),
        user([{"type": "input_audio", "input_audio": {"data": "x", "format": "mp3"}}]),
        {"role": "assistant", "tool_calls": [{"id": "aaaaaaaaa", "function": {"name": "f"}}]},
        {"role": "assistant", "tool_calls": [with_key({"function": {"name": "f", "arguments": ""}})]},
        {"role": "developer", "content": "x"},
        {"content": "x"},
        {"role": "user"},
        system(None),
        user(3),
    ],
)
async def test_message_that_does_not_fit_its_schema_is_unprocessable(desk: Desk, message: dict[str, Any]) -> None:
    reply = await desk.ask(message, "go")

    assert reply.status_code == 422
    assert reply.json()["detail"][0]["loc"][:3] == ["body", "messages", 0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("temperature", 1.6),
        ("temperature", "0.5"),
        ("top_p", 0),
        ("max_tokens", -1),
        ("max_tokens", 2.5),
        ("max_tokens", True),
        ("stream", "yes"),
        ("random_seed", -1),
        ("presence_penalty", 2.1),
        ("n", 0),
        ("stop", 1),
        ("tool_choice", "maybe"),
        ("tool_choice", {"type": "function"}),
        ("reasoning_effort", "max"),
        ("prompt_mode", "fast"),
        ("service_tier", "fast"),
        ("response_format", {"type": "xml"}),
        ("response_format", {"type": "json_schema"}),
        ("response_format", {"type": "json_schema", "json_schema": {"name": "x"}}),
        ("prediction", "text"),
        ("tools", [{"type": "web_search"}]),
        ("tools", [{"type": "function", "function": {"name": "look"}}]),
        ("tools", [with_key(LOOK)]),
        ("tools", [tool(f"look{number}") for number in range(129)]),
        ("messages", "go"),
        ("model", None),
    ],
)
async def test_wrong_type_or_bound_is_unprocessable(desk: Desk, field: str, value: Any) -> None:
    reply = await desk.ask("go", **{field: value})

    assert reply.status_code == 422
    assert reply.json()["detail"][0]["loc"][:2] == ["body", field]


async def test_everything_documented_is_taken(desk: Desk) -> None:
    reply = await desk.ask(
        system([{"type": "text", "text": "Be brief."}]),
        user([{"type": "text", "text": "go"}, {"type": "image_url", "image_url": {"url": "https://x/y.png"}}]),
        assistant([{"type": "text", "text": "looking"}], "aaaaaaaaa", prefix=False),
        result("aaaaaaaaa"),
        model="mistral-medium-latest",
        temperature=0.7,
        top_p=1,
        max_tokens=100,
        stop=["x"],
        random_seed=1,
        metadata={"any": {"thing": 1}},
        response_format={"type": "text"},
        tools=[tool(f"look{number}") for number in range(128)],
        tool_choice="auto",
        parallel_tool_calls=False,
        presence_penalty=-2,
        frequency_penalty=2,
        n=1,
        prediction={"type": "content", "content": ""},
        reasoning_effort="none",
        prompt_cache_key="thread",
        service_tier="standard_only",
        safe_prompt=False,
    )

    assert reply.status_code == 200, reply.text
