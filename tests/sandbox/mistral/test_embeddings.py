import base64
import math
import struct
from typing import Any

import httpx
import pytest

from tests.sandbox.mistral.conftest import Desk, likeness


async def embed(desk: Desk, *texts: str, **fields: Any) -> httpx.Response:
    return await desk.http.post("/v1/embeddings", json={"model": "mistral-embed", "input": list(texts), **fields})


async def vectors(desk: Desk, *texts: str, **fields: Any) -> list[list[float]]:
    reply = await embed(desk, *texts, **fields)
    assert reply.status_code == 200, reply.text
    return [each["embedding"] for each in reply.json()["data"]]


async def test_answer_has_a_vector_of_length_one_for_each_text(desk: Desk) -> None:
    reply = (await embed(desk, "wind", "sea and sail")).json()

    assert reply["object"] == "list"
    assert [each["index"] for each in reply["data"]] == [0, 1]
    assert [len(each["embedding"]) for each in reply["data"]] == [1024, 1024]
    assert all(math.isclose(math.hypot(*each["embedding"]), 1, abs_tol=1e-5) for each in reply["data"])
    assert reply["usage"] == {"prompt_tokens": 4, "completion_tokens": 0, "total_tokens": 4}


async def test_texts_about_the_same_are_nearer_than_others(desk: Desk) -> None:
    question, same, other = await vectors(
        desk,
        "When do we ship the new release?",
        "Ana: the release ships on Thursday",
        "Ben: lunch is at the harbour today",
    )

    assert likeness(question, same) > likeness(question, other) + 0.2


async def test_one_text_may_be_given_without_a_list(desk: Desk) -> None:
    reply = await desk.http.post("/v1/embeddings", json={"model": "mistral-embed", "input": "wind"})

    assert [each["embedding"] for each in reply.json()["data"]] == await vectors(desk, "wind")


async def test_base64_holds_the_same_numbers(desk: Desk) -> None:
    (plain,) = await vectors(desk, "wind")
    (packed,) = (await embed(desk, "wind", encoding_format="base64")).json()["data"]

    assert struct.unpack("<1024f", base64.b64decode(packed["embedding"])) == pytest.approx(plain)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["wind"] * 513, "Too many inputs in request, split into more batches."),
        (["wind " * 6000] * 3, "Too many tokens overall, split into more batches."),
    ],
    ids=["inputs", "tokens"],
)
async def test_batch_beyond_the_limits_is_refused(desk: Desk, texts: list[str], message: str) -> None:
    reply = await embed(desk, *texts)

    assert reply.status_code == 400
    assert reply.json()["message"] == message
    assert (reply.json()["type"], reply.json()["code"]) == ("invalid_request_prompt", "3210")


async def test_text_longer_than_the_model_reads_is_refused(desk: Desk) -> None:
    reply = await embed(desk, "wind " * 9000)

    assert (reply.status_code, reply.json()["code"]) == (400, "3051")


async def test_shaped_vectors_are_for_the_model_that_makes_them(desk: Desk) -> None:
    assert (await embed(desk, "wind", output_dimension=256)).json()["code"] == "3051"
    (vector,) = await vectors(desk, "wind", model="codestral-embed", output_dimension=256)
    (bits,) = await vectors(desk, "wind", model="codestral-embed", output_dimension=256, output_dtype="ubinary")

    assert (len(vector), len(bits)) == (256, 32)
    assert all(0 <= value < 256 for value in bits)
    assert (await embed(desk, "wind", model="codestral-embed", output_dimension=4000)).status_code == 400


@pytest.mark.parametrize("fields", [{"inputs": ["x"]}, {"input": [1]}, {"output_dimension": 0}])
async def test_request_is_a_closed_schema(desk: Desk, fields: dict[str, Any]) -> None:
    assert (await embed(desk, "wind", **fields)).status_code == 422


async def test_chat_model_makes_no_vectors(desk: Desk) -> None:
    assert (await embed(desk, "wind", model="mistral-small-latest")).json()["code"] == "1500"


async def test_tokens_count_against_the_limit(desk: Desk) -> None:
    desk.service.limit("mistral-embed", tokens_per_minute=10)

    first, second = await embed(desk, "wind " * 8), await embed(desk, "wind " * 8)

    assert (first.status_code, second.status_code) == (200, 429)
