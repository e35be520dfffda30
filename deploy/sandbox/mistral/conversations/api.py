"""Conversations over HTTP: start, go on, start again from an entry, and look back."""

import json
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from deploy.sandbox.mistral.agents.api import judge_model
from deploy.sandbox.mistral.agents.tools import CompletionArgs
from deploy.sandbox.mistral.closed import Schema, read
from deploy.sandbox.mistral.conversations.entries import AnyEntry, Inputs, listed
from deploy.sandbox.mistral.conversations.judge import judge_entries, judge_start
from deploy.sandbox.mistral.conversations.performing import Performer, of_agent, with_arguments
from deploy.sandbox.mistral.conversations.requests import AppendRequest, RestartRequest, StartRequest
from deploy.sandbox.mistral.conversations.store import Conversation, Setup
from deploy.sandbox.mistral.conversations.stream import event, events
from deploy.sandbox.mistral.conversations.times import stamp
from deploy.sandbox.mistral.gate import Arrival, decoded, ok
from deploy.sandbox.mistral.pace import Turn
from deploy.sandbox.mistral.refusals import Refusal
from deploy.sandbox.mistral.state import State
from deploy.sandbox.mistral.stream import Stream


class Conversations:
    def __init__(self, state: State) -> None:
        self._state = state
        self._store = state.conversations
        self._performer = Performer(state)

    async def start(self, arrival: Arrival) -> web.StreamResponse:
        request = _read(StartRequest, arrival)
        judge_start(request)
        setup = self._setup(request)
        return await self._go_on(
            arrival, setup, (), request.inputs, stream=bool(request.stream), kept=request.store is not False
        )

    async def append(self, arrival: Arrival) -> web.StreamResponse:
        request = _read(AppendRequest, arrival)
        found = self._found(arrival)
        setup = with_arguments(found.setup, _given(request.completion_args))
        return await self._go_on(
            arrival, setup, found.entries, request.inputs, stream=request.stream, kept=request.store
        )

    async def restart(self, arrival: Arrival) -> web.StreamResponse:
        request = _read(RestartRequest, arrival)
        found = self._found(arrival)
        cut = self._store.before(found, request.from_entry_id)
        if cut is None:
            raise Refusal(404, f"Entry {request.from_entry_id} not found in conversation {found.id}")
        setup = with_arguments(found.setup, _given(request.completion_args))
        return await self._go_on(arrival, setup, cut.entries, request.inputs, stream=request.stream, kept=request.store)

    async def one(self, arrival: Arrival) -> web.Response:
        return ok(self._found(arrival).card())

    async def every(self, arrival: Arrival) -> web.Response:
        arrival.accepted()
        return ok([each.card() for each in reversed(self._store.kept.values())])

    async def history(self, arrival: Arrival) -> web.Response:
        found = self._found(arrival)
        entries = [_shown(each) for each in found.entries]
        return ok({"object": "conversation.history", "conversation_id": found.id, "entries": entries})

    async def messages(self, arrival: Arrival) -> web.Response:
        found = self._found(arrival)
        said = [_shown(each) for each in found.entries if each.type in {"message.input", "message.output"}]
        return ok({"object": "conversation.messages", "conversation_id": found.id, "messages": said})

    async def delete(self, arrival: Arrival) -> web.Response:
        del self._store.kept[self._found(arrival).id]
        return web.Response(status=204)

    def _found(self, arrival: Arrival) -> Conversation:
        identity = arrival.request.match_info["conversation_id"]
        if (found := self._store.kept.get(identity)) is None:
            raise Refusal(404, f"Conversation with id {identity} not found")
        arrival.accepted()
        return found

    def _setup(self, request: StartRequest) -> Setup:
        arguments = request.completion_args or CompletionArgs()
        if request.agent_id is None:
            judge_model(self._state, request.model or "")
            tools = tuple(request.tools or ())
            return Setup("", None, request.model or "", request.instructions or "", tools, arguments)
        agent = self._state.agents.find(request.agent_id)
        version = request.agent_version if isinstance(request.agent_version, int) else None
        fields = agent.version(version) if agent else None
        if agent is None or fields is None:
            raise Refusal(404, f"Agent with id {request.agent_id} not found")
        number = len(agent.versions) - 1 if version is None else version
        return of_agent(agent, fields, number, Setup(arguments=arguments))

    async def _go_on(
        self,
        arrival: Arrival,
        setup: Setup,
        before: Sequence[AnyEntry],
        inputs: Inputs,
        *,
        stream: bool,
        kept: bool,
    ) -> web.StreamResponse:
        added = self._store.signed(listed(inputs))
        judge_entries(before, added)
        arrival.accepted()
        model = self._state.catalogue.known(setup.model)
        arrival.headers.update(self._state.limits.count_request(model.id))
        performed = self._performer.perform(setup, (*before, *added))
        made = {"agent_id": performed.agent_id, "model": performed.model}
        outputs = [
            each.model_copy(update=made) if hasattr(each, "agent_id") else each
            for each in self._store.signed(performed.outputs)
        ]
        usage = performed.usage
        arrival.headers.update(self._state.limits.charge(model.id, usage["prompt_tokens"], usage["completion_tokens"]))
        identity = self._store.identity("conv")
        if kept:
            self._store.keep(setup, (*before, *added, *outputs), identity)
        turn = Turn(len(self._state.turns) + 1, arrival.call.at)
        self._state.turns.append(turn)
        if not stream:
            shown = [_shown(each) for each in outputs]
            return ok(
                {"object": "conversation.response", "conversation_id": identity, "outputs": shown, "usage": usage}
            )
        at = stamp(self._state.clock.time())

        def failed() -> bytes:
            return event("conversation.response.error", created_at=at, message="Internal server error", code=1000)

        return await Stream(self._state, arrival, turn, failed, done=b"").write(events(identity, outputs, usage, at))


def _read(schema: type[Schema], arrival: Arrival) -> Schema:
    """In conversations a misfit has the code 3001, and its details twice."""
    try:
        return read(schema, decoded(arrival))
    except Refusal as refusal:
        refusal.shape = "detail_and_message"
        raise


def _given(arguments: CompletionArgs) -> CompletionArgs | None:
    return arguments if arguments.model_fields_set else None


def _shown(entry: AnyEntry) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(entry.model_dump_json(by_alias=True))
    return shown
