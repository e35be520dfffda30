import json
import re
from typing import Any

import pytest

from tests.sandbox.mistral.conftest import SMALL, Desk, assistant, body, tool, user

TEXT_ONLY = "codestral-latest"
PICTURE = {"type": "image_url", "image_url": "https://example.org/a.png"}


async def refused(desk: Desk, *messages: Any, **fields: Any) -> tuple[str, str]:
    """Code and message of a 400 in today's shape."""
    reply = await desk.ask(*messages, **fields)
    error = reply.json()
    assert (reply.status_code, error["object"], error["raw_status_code"]) == (400, "error", 400), reply.text
    return error["code"], error["message"]


@pytest.mark.parametrize(
    "model", ["mistral-small-2503", "mistral-large-2411", "open-mixtral-8x7b", "nothing", "mistral-embed"]
)
async def test_retired_unknown_and_unfit_models_are_invalid(desk: Desk, model: str) -> None:
    reply = await desk.ask("go", model=model)

    assert reply.status_code == 400
    assert reply.json()["type"] == "invalid_model"
    assert reply.json()["code"] == "1500"


async def test_model_without_eyes_refuses_a_picture(desk: Desk) -> None:
    assert await refused(desk, user([PICTURE]), model=TEXT_ONLY) == (
        "3051",
        "Image input is not enabled for this model",
    )


@pytest.mark.parametrize(
    "pictures",
    [
        [PICTURE] * 9,
        [{"type": "image_url", "image_url": "http://example.org/a.png"}],
        [{"type": "image_url", "image_url": "data:image/png;base64," + "A" * 14_000_000}],
    ],
    ids=["nine", "http", "10 MB"],
)
async def test_pictures_beyond_the_limits_are_refused(desk: Desk, pictures: list[Any]) -> None:
    assert (await refused(desk, user(pictures)))[0] == "3051"


async def test_effort_is_refused_with_the_values_the_model_takes(desk: Desk) -> None:
    code, message = await refused(desk, "go", reasoning_effort="medium")

    assert code == "3051"
    assert message.endswith("Allowed: none, high")
    assert (await refused(desk, "go", model="mistral-large-latest", reasoning_effort="none"))[0] == "3051"


async def test_prompt_mode_is_refused(desk: Desk) -> None:
    message = "Reasoning prompt mode is not enabled for this model"

    assert await refused(desk, "go", prompt_mode="reasoning") == ("3051", message)


async def test_thinking_is_refused_by_a_model_that_does_not_reason(desk: Desk) -> None:
    thought = assistant([{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}])

    assert (await refused(desk, "go", thought, "on", model="mistral-large-latest"))[0] == "3051"
    assert (await desk.ask("go", thought, "on", model=SMALL)).status_code == 200


async def test_document_needs_a_model_with_an_ocr_route(desk: Desk) -> None:
    document = user([{"type": "document_url", "document_url": "https://example.org/a.pdf"}])

    reply = await desk.ask(document, model="mistral-large-4-0")

    assert (reply.status_code, reply.json()["code"]) == (404, "3040")
    assert (await desk.ask(document)).status_code == 200


async def test_file_that_nobody_uploaded_is_not_found(desk: Desk) -> None:
    file = user([{"type": "file", "file_id": "0b62b74e-9ba9-4bd3-8c9b-8c52d1b7f7a9"}])

    assert (await desk.ask(file)).status_code == 404


async def test_sound_needs_a_model_with_ears(desk: Desk) -> None:
    sound = user([{"type": "input_audio", "input_audio": "https://example.org/a.mp3"}])

    assert (await refused(desk, sound))[0] == "3051"
    assert (await desk.ask(sound, model="voxtral-small-latest")).status_code == 200


@pytest.mark.parametrize(
    "function",
    [
        {"name": "look up", "parameters": {}},
        {"name": "x" * 65, "parameters": {}},
        {"name": "look", "parameters": {"type": "objekt"}},
        {"name": "look", "parameters": {"type": "object", "properties": {"a": {"type": "string", "minLength": -1}}}},
    ],
)
async def test_tool_that_cannot_be_called_is_refused(desk: Desk, function: dict[str, Any]) -> None:
    assert (await refused(desk, "go", tools=[{"type": "function", "function": function}]))[0] == "3051"


@pytest.mark.parametrize("depth", [200, 700, 5000])
async def test_schema_nested_deeply_is_no_accident(desk: Desk, depth: int) -> None:
    deep = '{"properties": {"a": ' * depth + "{}" + "}}" * depth
    sent = json.dumps(body("go", tools=[tool("look")])).replace(
        '"parameters": {', '"parameters": {"not": ' + deep + ", "
    )

    reply = await desk.http.post("/v1/chat/completions", content=sent)

    assert reply.status_code in (200, 422)


async def test_choice_of_a_tool_that_is_not_there_is_refused(desk: Desk) -> None:
    choice = {"type": "function", "function": {"name": "hear"}}

    assert (await refused(desk, "go", tools=[tool("look")], tool_choice=choice))[0] == "3051"


async def test_max_tokens_as_large_as_the_context_is_unprocessable(desk: Desk) -> None:
    desk.service.set_context(SMALL, 1000)

    reply = await desk.ask("go", max_tokens=1000)

    assert reply.status_code == 422
    assert reply.json()["detail"][0]["loc"] == ["body", "max_tokens"]
    assert (await desk.ask("go", max_tokens=999)).status_code == 200


async def test_prompt_larger_than_the_context_names_both_numbers(desk: Desk) -> None:
    desk.service.set_context("mistral-small-2603", 100)

    code, message = await refused(desk, "wind " * 300)

    found = re.fullmatch(
        r"Prompt contains (\d+) tokens and 0 draft tokens, too large for model with (\d+) maximum context length",
        message,
    )
    assert code == "3051"
    assert found is not None
    assert int(found[1]) > 300
    assert found[2] == "100"


async def test_context_that_was_set_is_shown_in_the_card_and_forgotten_by_clear(desk: Desk) -> None:
    desk.service.set_context(SMALL, 100)
    assert (await desk.http.get(f"/v1/models/{SMALL}")).json()["max_context_length"] == 100

    desk.service.clear()

    assert (await desk.http.get(f"/v1/models/{SMALL}")).json()["max_context_length"] == 262_144


async def test_guardrails_are_refused_rather_than_ignored(desk: Desk) -> None:
    assert (await refused(desk, "go", guardrails=[{"block_on_error": True}]))[0] == "3051"
