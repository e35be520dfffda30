"""POST /v1/embeddings."""

import asyncio
import uuid
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from aiohttp import web
from pydantic import Field

from deploy.sandbox.mistral.admission import admit
from deploy.sandbox.mistral.catalogue import Model
from deploy.sandbox.mistral.closed import Closed, read
from deploy.sandbox.mistral.counting import count
from deploy.sandbox.mistral.gate import Arrival, decoded, ok
from deploy.sandbox.mistral.judge import judge_context
from deploy.sandbox.mistral.refusals import Refusal, arguments
from deploy.sandbox.mistral.state import State
from deploy.sandbox.mistral.vectors import embed, packed_base64, quantised

INPUTS = 512  # per request
BATCH_TOKENS = 16_384
WIDEST = 3072  # of Codestral Embed, the one model whose vectors can be shaped


class EmbeddingRequest(Closed):
    """Mistral OpenAPI: EmbeddingRequest."""

    model: str
    input: str | list[str]
    metadata: dict[str, Any] | None = None
    output_dimension: Annotated[int, Field(gt=0)] | None = None
    output_dtype: Literal["float", "int8", "uint8", "binary", "ubinary"] = "float"
    encoding_format: Literal["float", "base64"] = "float"


class Embeddings:
    def __init__(self, state: State) -> None:
        self._state = state

    async def create(self, arrival: Arrival) -> web.Response:
        request = read(EmbeddingRequest, decoded(arrival))
        model = admit(self._state, arrival, request.model, lambda found: found.dimensions > 0)
        texts = [request.input] if isinstance(request.input, str) else request.input
        tokens = judge_batch(texts, self._state.catalogue.context(model))
        dimensions = judge_output(request, model)
        self._state.limits.cover(model.id, tokens)
        arrival.accepted()
        arrival.headers.update(self._state.limits.charge(model.id, tokens, 0))
        data: list[dict[str, Any]] = []
        for index, text in enumerate(texts):
            vector = _written(embed(text, dimensions), request)
            data.append({"object": "embedding", "embedding": vector, "index": index})
            await asyncio.sleep(0)  # a large batch leaves room for the streams beside it
        usage = {"prompt_tokens": tokens, "completion_tokens": 0, "total_tokens": tokens}
        return ok({"id": uuid.uuid4().hex, "object": "list", "data": data, "model": request.model, "usage": usage})


def judge_batch(texts: Sequence[str], context: int) -> int:
    """The tokens of all texts; 400 with code 3210 for a batch that is too large."""
    if len(texts) > INPUTS:
        raise _too_many("Too many inputs in request, split into more batches.")
    counts = [count(text) for text in texts]
    judge_context(max(counts, default=0), context)
    if sum(counts) > BATCH_TOKENS:
        raise _too_many("Too many tokens overall, split into more batches.")
    return sum(counts)


def judge_output(request: EmbeddingRequest, model: Model) -> int:
    """How many dimensions to answer with."""
    shaped = request.output_dimension is not None or request.output_dtype != "float"
    if shaped and not model.id.startswith("codestral"):
        raise arguments("output_dimension and output_dtype are not enabled for this model")
    if request.encoding_format == "base64" and request.output_dtype != "float":
        raise arguments("encoding_format base64 is played only for output_dtype float in this sandbox")
    if (request.output_dimension or 0) > WIDEST:
        raise arguments(f"output_dimension must be at most {WIDEST}")
    return request.output_dimension or model.dimensions


def _too_many(message: str) -> Refusal:
    return Refusal(400, message, "invalid_request_prompt", "3210")


def _written(vector: list[float], request: EmbeddingRequest) -> list[float] | list[int] | str:
    if request.encoding_format == "base64":
        return packed_base64(vector)
    return quantised(vector, request.output_dtype)
