"""An agent as a model: each request holds the whole window, and the conversation on the service's side is led along."""

import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import httpx

from bot.core.errors import ModelRefused
from bot.core.messages import ModelEvent, ModelRequest, ReplyEnded
from bot.mistral.agents.assemble import ConversationAssembler
from bot.mistral.agents.entries import completion_args, to_entries
from bot.mistral.agents.known import Known, Way, entry_before, marks_of, reply_mark, way
from bot.mistral.agents.registry import Registry, Seat
from bot.mistral.agents.threads import Threads
from bot.mistral.answer import StreamingAnswer
from bot.mistral.exchange import Exchange
from bot.mistral.retries import Retries
from bot.mistral.whole import Whole
from bot.mistral.wire import encoded

log = logging.getLogger(__name__)
LOST: Final = "Mistral no longer had this conversation, so it was told the thread again"
_LOST: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND})  # of what goes on from something


@dataclass(frozen=True, slots=True)
class Lines:
    """How the service is reached: `whole` for answers in one piece, the others for one that streams."""

    exchange: Exchange
    retries: Retries
    whole: Whole


class AgentModel:
    """Implements `core.model_ports.Model` for one agent. With `stored` false nothing is kept on the service's side.

    Conversations are found by `ModelRequest.conversation`; one request of a conversation at a time.
    """

    def __init__(
        self,
        name: str,
        lines: Lines,
        registry: Registry,
        threads: Threads,
        *,
        stored: bool,
        prices: Mapping[str, float],
    ) -> None:
        self._name = name
        self._lines = lines
        self._registry = registry
        self._threads = threads
        self._stored = stored
        self._prices = prices

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent, None]:
        """The reply as it comes; function calls end it, and the next request brings their results."""
        seat = await self._registry.seat(self._name, request.tools)
        known = await self._threads.known(request.conversation) if self._stored else None
        taken = way(known, seat.key, request.messages)
        answer, lost = await self._begun(request, seat, known, taken)
        reply = ConversationAssembler(answer.request_id, self._prices)
        try:
            try:
                async with aclosing(answer.events()) as events:
                    async for data in events:
                        for event in reply.feed(data):
                            yield event
            except httpx.HTTPError as error:
                if not reply.done:
                    raise reply.broken(f"the connection was lost: {type(error).__name__} {error}".rstrip()) from error
            ended = reply.ended((LOST,) if lost else ())
            await self._remember(request, seat, known, Way("start", request.messages) if lost else taken, reply, ended)
            yield ended
        finally:
            await answer.close()

    async def _begun(
        self, request: ModelRequest, seat: Seat, known: Known | None, taken: Way
    ) -> tuple[StreamingAnswer, bool]:
        """The answer, and whether the service had lost what was to be gone on with."""
        if taken.how != "start" and known is not None:
            try:
                path, more = await self._where(known, taken)
                return await self._posted(path, request, {"inputs": to_entries(taken.messages), **more}), False
            except ModelRefused as error:
                if error.status not in _LOST or type(error) is not ModelRefused:
                    raise
                log.warning("The conversation %s cannot be gone on with, it is begun anew: %s", known.id, error)
        body = {"agent_id": seat.id, "inputs": to_entries(request.messages)}
        try:
            return await self._posted("conversations", request, body), taken.how != "start"
        except ModelRefused as error:
            if error.status == HTTPStatus.NOT_FOUND:
                await self._registry.forget(self._name)
                error.notice = f"Mistral has no agent {self._name} any more; please ask again, or tell your admin."
            raise

    async def _where(self, known: Known, taken: Way) -> tuple[str, dict[str, Any]]:
        if taken.how == "append":
            return f"conversations/{known.id}", {}
        answer = await self._lines.whole.get(f"conversations/{known.id}/history")
        entry = entry_before(known, taken.kept, await answer.read(_entries_of))
        if entry is None:
            raise ModelRefused(f"The history of {known.id} is another one", status=HTTPStatus.NOT_FOUND)
        return f"conversations/{known.id}/restart", {"from_entry_id": entry}

    async def _posted(self, path: str, request: ModelRequest, body: Mapping[str, Any]) -> StreamingAnswer:
        said = {**body, "stream": True, "store": self._stored, "completion_args": completion_args(request)}
        data, tokens = encoded(said), request.expected_tokens

        async def attempt() -> StreamingAnswer:
            exchange = self._lines.exchange
            response = await exchange.post(path, data, stream=True, model=request.model, tokens=tokens)
            return await StreamingAnswer.begun(response)

        return await self._lines.retries(attempt)

    async def _remember(
        self,
        request: ModelRequest,
        seat: Seat,
        known: Known | None,
        taken: Way,
        reply: ConversationAssembler,
        ended: ReplyEnded,
    ) -> None:
        """Before the reply is handed on: what the service knows is then never less than what we know of it."""
        if not self._stored or not reply.conversation:
            return
        before = known.marks[: taken.kept] if known is not None and taken.how != "start" else ()
        marks = (*before, *marks_of(taken.messages), reply_mark(ended.message))
        earlier = (known.id, *known.earlier) if known is not None else ()
        await self._threads.keep(request.conversation, Known(reply.conversation, seat.key, marks, earlier))


def _entries_of(body: Any) -> list[Mapping[str, Any]]:
    entries = body.get("entries") if isinstance(body, dict) else None
    return [each for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []
