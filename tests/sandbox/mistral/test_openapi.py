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
from deploy.sandbox.mistral.files.requests import UploadFields
from deploy.sandbox.mistral.ocr.request import OcrRequest
from deploy.sandbox.mistral.refusals import Refusal
from deploy.sandbox.mistral.speech.api import answered
from deploy.sandbox.mistral.speech.request import TranscriptionRequest
from deploy.sandbox.mistral.speech.whisper import Segment
from tests.sandbox.mistral import material
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


def ours(value: Any, schema: type[ChatRequest] | type[OcrRequest]) -> bool:
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


FILE_ID = "0b62b74e-9ba9-4bd3-8c9b-8c52d1b7f7a9"
OCR_FIELDS: list[Json] = [
    {},
    {"model": None},
    {"document": {"document_url": "x"}},
    {"document": {"type": "file", "file_id": FILE_ID}},
    {"document": {"type": "image_url", "image_url": {"url": "x", "detail": "low"}}},
    {"document": {"type": "image_url", "document_url": "x"}},
    {"document": {"type": "document_url", "document_url": "x", "more": 1}},
    {"pages": [0, 2]},
    {"pages": [0.5]},
    {"pages": "0,2-4"},
    {"pages": None},
    {"table_format": "html"},
    {"table_format": "csv"},
    {"include_blocks": None},
    {"include_image_base64": None, "image_limit": 3, "image_min_size": None},
    {"confidence_scores_granularity": "block"},
    {"document_annotation_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}}},
    {"id": "x"},
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: json.dumps(message)[:60])
def test_messages_are_taken_as_the_document_says(faults_of: Check, message: Any) -> None:
    request = body(message)

    assert ours(request, ChatRequest) == (not faults_of(request, "ChatCompletionRequest"))


@pytest.mark.parametrize("fields", FIELDS, ids=lambda fields: json.dumps(fields)[:60])
def test_fields_are_taken_as_the_document_says(faults_of: Check, fields: Json) -> None:
    request = body("go", **fields)

    assert ours(request, ChatRequest) == (not faults_of(request, "ChatCompletionRequest"))


@pytest.mark.parametrize("fields", OCR_FIELDS, ids=lambda fields: json.dumps(fields)[:60])
def test_fields_of_ocr_are_taken_as_the_document_says(faults_of: Check, fields: Json) -> None:
    request = {"model": "x", "document": {"type": "document_url", "document_url": "x"}, **fields}

    assert ours(request, OcrRequest) == (not faults_of(request, "OCRRequest"))


def test_no_documented_field_is_missing() -> None:
    documented = document()["components"]["schemas"]

    assert set(documented["ChatCompletionRequest"]["properties"]) == set(ChatRequest.model_fields)
    assert set(documented["EmbeddingRequest"]["properties"]) == set(EmbeddingRequest.model_fields)
    assert set(documented["OCRRequest"]["properties"]) == set(OcrRequest.model_fields)
    spoken = set(TranscriptionRequest.model_fields) - {"speaker_references"}  # newer than the document
    assert set(documented["AudioTranscriptionRequest"]["properties"]) == spoken | {"file"}
    form = document()["paths"]["/v1/files"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert set(form["properties"]) == set(UploadFields.model_fields) | {"file"}


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


@pytest.mark.parametrize("granularity", [None, "page", "word", "block"])
async def test_what_ocr_answers_fits_the_document(desk: Desk, faults_of: Check, granularity: str | None) -> None:
    page = material.pictured(material.ruled(material.sheet("Ordered in May"), [["Item", "Count"], ["Rope", "12"]]))
    chunk = {"type": "document_url", "document_url": material.data_uri(material.pdf(page))}
    fields = {"table_format": "html", "include_image_base64": True, "confidence_scores_granularity": granularity}

    reply = await desk.http.post("/v1/ocr", json={"model": "mistral-ocr-latest", "document": chunk, **fields})

    assert faults_of(reply.json(), "OCRResponse") == []


async def test_what_files_answer_fits_the_document(desk: Desk, faults_of: Check) -> None:
    files = {"file": ("a.jsonl", b"{}\n", "application/jsonl")}
    card = (await desk.http.post("/v1/files", data={"purpose": "batch"}, files=files)).json()
    path = f"/v1/files/{card['id']}"
    one, listed = (await desk.http.get(path)).json(), (await desk.http.get("/v1/files")).json()
    url, gone = (await desk.http.get(f"{path}/url")).json(), (await desk.http.delete(path)).json()

    assert faults_of(card, "CreateFileResponse") == []
    assert faults_of(one, "GetFileResponse") == []
    assert faults_of(listed, "ListFilesResponse") == []
    assert faults_of(url, "GetSignedUrlResponse") == []
    assert faults_of(gone, "DeleteFileResponse") == []


def test_what_a_transcription_answers_fits_the_document(faults_of: Check) -> None:
    wanted = TranscriptionRequest(model="x", timestamp_granularities=("segment",), diarize=True)

    assert faults_of(answered(wanted, [Segment("We ship", 0.0, 1.5, -0.3)], 2), "TranscriptionResponse") == []


def without_details(answer: Json) -> Json:
    """The real API is ahead of its document here: it sends prompt_tokens_details in a closed object."""
    if "usage" in answer:
        del answer["usage"]["prompt_tokens_details"]
    return answer
