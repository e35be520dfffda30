"""Embeddings over loopback, against the sandbox's service and its limits."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from mistralai.client.models import EmbeddingRequest

from bot.core.document_ports import Embedder
from bot.core.errors import ModelRefused
from bot.core.messages import Usage
from bot.mistral.client import open_http
from bot.mistral.embedder import AT_ONCE, EMPTY, INPUTS, TOKENS, MistralEmbedder
from bot.mistral.failures import BatchTooLarge
from bot.mistral.tokens import TekkenTokens
from tests.core.fakes import FakeTokens
from tests.mistral.conftest import Bench, Json
from tests.mistral.standin import FakeService

Check = Callable[[Any, str], list[str]]
CALL, MODEL = "POST /v1/embeddings", "mistral-embed"
SPLIT = {"object": "error", "type": "invalid_request_prompt", "code": "3210", "raw_status_code": 400}


@pytest.fixture
async def embedder(bench: Bench) -> MistralEmbedder:
    http = await bench.stack.enter_async_context(open_http(bench.config))
    return MistralEmbedder(http, bench.config, bench.clock, TekkenTokens(), model=MODEL)


def sizes(bench: Bench) -> list[int]:
    return [len(call.body["input"]) for call in bench.calls(CALL)]


async def test_texts_of_one_meaning_lie_near_each_other(bench: Bench, embedder: Embedder, vendor_faults: Check) -> None:
    texts = ["the wind is from the west", "the west wind", "an invoice of 12 euros"]

    found = await embedder.embed(texts)

    first, second, third = found.vectors
    near, far = (sum(map(float.__mul__, first, other)) for other in (second, third))
    assert near > far
    assert sum(value * value for value in first) == pytest.approx(1.0)
    assert (found.model, found.usage.prompt_tokens > 10) == (MODEL, True)
    [call] = bench.calls(CALL)
    assert vendor_faults(call.body, "EmbeddingRequest") == []
    assert EmbeddingRequest.model_validate(call.body).model == MODEL


async def test_no_texts_are_no_request(bench: Bench, embedder: Embedder) -> None:
    assert (await embedder.embed([])).vectors == ()
    assert bench.calls(CALL) == []


async def test_many_texts_go_in_batches_and_keep_their_order(bench: Bench, embedder: Embedder) -> None:
    texts = [f"page {number} of the report" for number in range(INPUTS * 2 + 10)]

    found = await embedder.embed(texts)

    assert sorted(sizes(bench)) == [10, INPUTS, INPUTS]
    alone = await embedder.embed([texts[200]])
    assert found.vectors[200] == pytest.approx(alone.vectors[0])


async def test_batches_keep_to_the_tokens_that_are_taken(bench: Bench, embedder: Embedder) -> None:
    long = " ".join(f"word{number}" for number in range(1_500))
    texts = [long] * 6

    found = await embedder.embed(texts)

    assert len(found.vectors) == 6
    assert [call.status for call in bench.calls(CALL)] == [200] * len(bench.calls(CALL))
    assert len(bench.calls(CALL)) > 1


async def test_batch_that_is_too_large_is_halved_until_it_is_taken(service: FakeService) -> None:
    def judged(body: Json) -> Json:
        return {
            "data": [{"embedding": [float(text), 1.0], "index": place} for place, text in enumerate(body["input"])],
            "usage": {"prompt_tokens": len(body["input"])},
        }

    for message in ("Too many tokens overall, split into more batches.", "Too many inputs in request"):
        service.answer(CALL, SPLIT | {"message": message}, status=400)
    service.answer(CALL, judged)
    embedder = MistralEmbedder(service.http, service.config, service.clock, FakeTokens(), model=MODEL)

    found = await embedder.embed([str(number) for number in range(9)])

    assert [len(call.body["input"]) for call in service.arrived] == [9, 4, 2, 2, 5]
    assert [round(x / y) for x, y in found.vectors] == list(range(9))
    assert found.usage == Usage(9)


async def test_text_that_is_refused_alone_is_an_error(service: FakeService) -> None:
    service.answer(CALL, SPLIT | {"message": "split into more batches."}, status=400)
    embedder = MistralEmbedder(service.http, service.config, service.clock, FakeTokens(), model=MODEL)

    with pytest.raises(BatchTooLarge):
        await embedder.embed(["x"])


async def test_no_more_than_two_batches_are_on_their_way(service: FakeService) -> None:
    flying = most = 0

    class FakeSlow(MistralEmbedder):
        async def _asked(self, batch: Any) -> Any:
            nonlocal flying, most
            flying, most = flying + 1, max(most, flying + 1)
            await asyncio.sleep(0)
            flying -= 1
            return await super()._asked(batch)

    def vectors(body: Json) -> Json:
        return {"data": [{"embedding": [1.0]} for _ in body["input"]]}

    service.answer(CALL, vectors)
    embedder = FakeSlow(service.http, service.config, service.clock, FakeTokens(), model=MODEL)

    await asyncio.gather(*(embedder.embed(["x" * TOKENS] * 3) for _ in range(2)))

    assert (len(service.arrived), most) == (6, AT_ONCE)


@pytest.mark.parametrize("text", ["", "  \n", "\t"])
async def test_text_without_words_is_sent_as_something(bench: Bench, embedder: Embedder, text: str) -> None:
    found = await embedder.embed(["wind", text])

    assert len(found.vectors) == 2
    assert bench.calls(CALL)[0].body["input"] == ["wind", EMPTY]


async def test_half_of_a_surrogate_pair_is_sent_as_a_question_mark(bench: Bench, embedder: Embedder) -> None:
    await embedder.embed(["a\ud83d"])

    assert bench.calls(CALL)[0].body["input"] == ["a?"]


async def test_one_batch_that_fails_ends_the_others(bench: Bench, embedder: Embedder) -> None:
    before = asyncio.all_tasks()
    bench.fault("status", name=CALL, times=99, status=401)

    with pytest.raises(ModelRefused):
        await embedder.embed(["x"] * INPUTS * 3)

    assert not [task for task in asyncio.all_tasks() - before if "_embedded" in repr(task)]


async def test_rate_limit_is_kept(bench: Bench, embedder: Embedder) -> None:
    bench.service.limit(MODEL, tokens_per_minute=300)
    await embedder.embed(["wind"])

    await embedder.embed(["wind " * 200])
    await embedder.embed(["wind " * 200])

    assert [call.status for call in bench.calls(CALL)] == [200] * 3
    assert bench.clock.slept
