"""Our schemas and answers against the vendor's OpenAPI file, where it lies beside the repository."""

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from deploy.sandbox.mistral.chat_request import ChatRequest
from deploy.sandbox.mistral.closed import read
from deploy.sandbox.mistral.embeddings import EmbeddingRequest
from deploy.sandbox.mistral.refusals import Refusal
from tests.sandbox.mistral.conftest import Desk, Json, assistant, body, result, system, tool, user

REPOSITORY = Path(__file__).parents[3]
Check = Callable[[Any, str], list[str]]


@functools.cache
def document() -> Json:
    path = REPOSITORY.parent / "shared" / "reference" / "mistral-openapi.yaml"
    if not path.exists():
        pytest.skip("shared reference is not here")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: Json = yaml.load(path.read_text(), loader)  # noqa: S506 - a safe loader, the fast one where it is built
    # The file asks for a `data` that no chat answer has.
    loaded["components"]["schemas"]["ChatCompletionResponse"]["allOf"][1]["required"].remove("data")
    return loaded


@pytest.fixture
def faults_of() -> Check:
    def check(value: Any, schema: str) -> list[str]:
        wanted = {"$ref": f"#/components/schemas/{schema}", "components": document()["components"]}
        found: list[ValidationError] = list(Draft202012Validator(wanted).iter_errors(value))
        return [f"{error.json_path}: {error.message}" for error in found]

    return check


def ours(value: Any, schema: type[ChatRequest] | type[EmbeddingRequest]) -> bool:
    try:
        read(schema, value)
    except Refusal:
        return False
    return True


MESSAGES: list[Any] = [
    "go",
    system("x"),
    system([{"type": "thinking", "thinking": []}]),
    system([{"type": "image_url", "image_url": "x"}]),
    user(None),
    user([{"type": "text", "text": "x", "more": 1}]),
    user([{"type": "image_url", "image_url": {"url": "x", "detail": "low"}}]),
    user([{"type": "image_url", "image_url": {"url": "x", "detail": "huge"}}]),
    user([{"type": "document_url", "document_url": "x", "document_name": None}]),
    user([{"type": "reference", "reference_ids": [1, "a"]}]),
    user([{"type": "tool_reference", "tool": "x", "title": "y"}]),
    assistant([{"type": "thinking", "thinking": [{"type": "text", "text": "x"}], "closed": True, "signature": None}]),
    assistant("x", "aaaaaaaaa", prefix=True),
    {**assistant("x", "aaaaaaaaa"), "name": "x"},
    {"role": "assistant"},
    result("aaaaaaaaa"),
    {**result("aaaaaaaaa"), "is_error": False},
]
FIELDS: list[Json] = [
    {},
    {"temperature": 1.5},
    {"temperature": 1.51},
    {"top_p": 0.0},
    {"stop": ["a"]},
    {"tools": [tool("x", a={"type": "string"})]},
    {"tools": [{"type": "function", "function": {"name": "x"}}]},
    {"tool_choice": {"type": "function", "function": {"name": "x"}}},
    {"response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {}, "strict": True}}},
    {"reasoning_effort": "xhigh"},
    {"reasoning_effort": "max"},
    {"stream_options": {"include_usage": True}},
    {"prediction": {"type": "content", "content": "x"}},
    {"prediction": None},
    {"service_tier": "auto"},
    {"metadata": {"x": 1}},
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: json.dumps(message)[:60])
def test_messages_are_taken_as_the_document_says(faults_of: Check, message: Any) -> None:
    request = body(message)

    assert ours(request, ChatRequest) == (not faults_of(request, "ChatCompletionRequest"))


@pytest.mark.parametrize("fields", FIELDS, ids=lambda fields: json.dumps(fields)[:60])
def test_fields_are_taken_as_the_document_says(faults_of: Check, fields: Json) -> None:
    request = body("go", **fields)

    assert ours(request, ChatRequest) == (not faults_of(request, "ChatCompletionRequest"))


def test_no_documented_field_is_missing() -> None:
    documented = document()["components"]["schemas"]

    assert set(documented["ChatCompletionRequest"]["properties"]) == set(ChatRequest.model_fields)
    assert set(documented["EmbeddingRequest"]["properties"]) == set(EmbeddingRequest.model_fields)


@pytest.mark.parametrize(
    "reply",
    [
        {"text": "the wind"},
        {"text": "the wind", "thinking": "hm"},
        {"calls": [{"name": "look", "arguments": "{}"}]},
        {"calls": [{"name": "look", "arguments": '{"a": 1}'}], "fragmented": True},
        {"text": "half", "finish": "error"},
    ],
    ids=["text", "thinking", "calls", "fragmented", "error"],
)
async def test_answers_and_chunks_fit_the_document(desk: Desk, faults_of: Check, reply: Json) -> None:
    desk.service.script([reply, reply])

    answer = (await desk.ask("go", tools=[tool("look")])).json()
    lines = (await desk.ask("go", tools=[tool("look")], stream=True)).text.split("\n\n")
    chunks = [json.loads(line.removeprefix("data: ")) for line in lines if line and "[DONE]" not in line]

    assert faults_of(without_details(answer), "ChatCompletionResponse") == []
    assert [fault for chunk in chunks for fault in faults_of(without_details(chunk), "CompletionChunk")] == []


async def test_other_answers_fit_the_document(desk: Desk, faults_of: Check) -> None:
    models = (await desk.http.get("/v1/models")).json()
    vectors = (await desk.http.post("/v1/embeddings", json={"model": "mistral-embed", "input": ["a", "b"]})).json()
    refusal = (await desk.ask("go", seed=1)).json()

    assert faults_of(models, "ModelList") == []
    assert faults_of(vectors, "EmbeddingResponse") == []
    assert faults_of(refusal, "HTTPValidationError") == []


def without_details(answer: Json) -> Json:
    """The real API is ahead of its document here: it sends prompt_tokens_details in a closed object."""
    if "usage" in answer:
        del answer["usage"]["prompt_tokens_details"]
    return answer
