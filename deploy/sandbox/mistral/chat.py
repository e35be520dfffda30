"""POST /v1/chat/completions, whole and streamed."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from aiohttp import web

from deploy.sandbox.mistral.admission import admit
from deploy.sandbox.mistral.catalogue import Model
from deploy.sandbox.mistral.chat_request import ChatRequest
from deploy.sandbox.mistral.chunks import text_of
from deploy.sandbox.mistral.closed import read
from deploy.sandbox.mistral.counting import count_prompt
from deploy.sandbox.mistral.events import events
from deploy.sandbox.mistral.frames import Frames
from deploy.sandbox.mistral.gate import Arrival, decoded, ok
from deploy.sandbox.mistral.judge import judge, judge_context
from deploy.sandbox.mistral.messages import Assistant, Tool, User
from deploy.sandbox.mistral.pace import Turn
from deploy.sandbox.mistral.quoter.answer import answer
from deploy.sandbox.mistral.replies import Reply
from deploy.sandbox.mistral.state import State
from deploy.sandbox.mistral.stream import Stream
from deploy.sandbox.mistral.vision import Sent, looked_at, opened_pictures

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Work:
    """A request that was accepted, and the reply to it."""

    request: ChatRequest
    reply: Reply
    calls: list[dict[str, Any]]
    usage: dict[str, Any]
    id: str
    created: int


class Chat:
    def __init__(self, state: State) -> None:
        self._state = state

    async def complete(self, arrival: Arrival) -> web.StreamResponse:
        request = read(ChatRequest, decoded(arrival))
        model = admit(self._state, arrival, request.model, lambda found: "completion_chat" in found.capabilities)
        context = self._state.catalogue.context(model)
        judge(request, model, context, self._state.files)
        pictures = await opened_pictures(request)
        prompt = count_prompt(request)
        judge_context(prompt, context)
        self._state.limits.cover(model.id, prompt)
        arrival.accepted()
        reply = await self._reply(request, model, pictures)
        work = self._work(request, reply, prompt)
        arrival.headers.update(self._state.limits.charge(model.id, prompt, work.usage["completion_tokens"]))
        turn = Turn(len(self._state.turns) + 1, arrival.call.at)
        self._state.turns.append(turn)
        self._state.log.notify()
        return await (self._stream if request.stream else self._whole)(arrival, work, turn)

    async def _reply(self, request: ChatRequest, model: Model, pictures: Sequence[Sent]) -> Reply:
        asked = next((text_of(each.content) for each in reversed(request.messages) if isinstance(each, User)), "")
        last = request.messages[-1]
        reply = self._state.script.take(asked, results_of(request))
        reply = reply or answer(request, await looked_at(pictures), fragmented=model.fragmented)
        if isinstance(last, Assistant):
            reply = prefixed(reply, text_of(last.content))
        return reply.until(request.stops()).within(request.max_tokens)

    def _work(self, request: ChatRequest, reply: Reply, prompt: int) -> Work:
        completion = reply.tokens() * (request.n or 1)
        usage: dict[str, Any] = {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
            "prompt_tokens_details": {"cached_tokens": 0},
        }
        identity = uuid.uuid4().hex
        return Work(request, reply, whole_calls(reply, identity), usage, identity, int(self._state.clock.time()))

    async def _whole(self, arrival: Arrival, work: Work, turn: Turn) -> web.Response:
        tokens = work.reply.tokens()
        await self._state.pace.wait(self._state.clock, turn.arrived, max(0, tokens - 1))
        message = {"role": "assistant", "content": content_of(work.reply), "tool_calls": work.calls or None}
        if tokens:
            turn.wrote(self._state.clock.monotonic(), tokens)
        arrival.call.status = 200
        choices = [
            {"index": index, "finish_reason": work.reply.reason(), "message": message}
            for index in range(work.request.n or 1)
        ]
        return ok({"id": work.id, "object": "chat.completion", "created": work.created, "model": work.request.model,
                   "usage": work.usage, "choices": choices})  # fmt: skip

    async def _stream(self, arrival: Arrival, work: Work, turn: Turn) -> web.StreamResponse:
        frames = Frames(work.id, work.created, work.request.model, work.request.n or 1)

        def failed() -> bytes:
            return frames.chunk({"content": ""}, "error", work.usage)

        stream = Stream(self._state, arrival, turn, failed)
        return await stream.write(events(frames, work.reply, work.calls, work.usage))


def results_of(request: ChatRequest) -> int:
    """How many results of tools have come since the last user message."""
    later = takewhile(lambda each: not isinstance(each, User), reversed(request.messages))
    return sum(1 for each in later if isinstance(each, Tool))


def prefixed(reply: Reply, prefix: str) -> Reply:
    """A reply to a prefix repeats it, unless it calls a tool."""
    return reply if reply.calls else Reply(prefix + reply.text, reply.thinking, (), reply.finish)


def content_of(reply: Reply) -> str | list[dict[str, Any]]:
    """A string; after thinking, a list of chunks."""
    if not reply.thinking:
        return reply.text
    thinking = {"type": "thinking", "thinking": [{"type": "text", "text": reply.thinking}], "closed": True}
    return [thinking, {"type": "text", "text": reply.text}]


def whole_calls(reply: Reply, seed: str) -> list[dict[str, Any]]:
    """The calls as the API writes them: an id of nine letters or digits, and no `type`."""
    return [
        {
            "id": call_id(f"{seed}-{index}"),
            "function": {"name": call.name, "arguments": call.arguments},
            "index": index,
        }
        for index, call in enumerate(reply.calls)
    ]


def call_id(seed: str) -> str:
    return "".join(BASE62[byte % 62] for byte in hashlib.sha256(seed.encode()).digest()[:9])
