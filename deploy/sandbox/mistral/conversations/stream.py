"""A reply as the events of a conversation's stream: each names itself twice, and nothing says [DONE] at the end."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from deploy.sandbox.mistral.conversations.entries import (
    AnyEntry,
    FunctionCallEntry,
    Handoff,
    MessageOutput,
    ToolExecution,
)
from deploy.sandbox.mistral.counting import pieces
from deploy.sandbox.mistral.events import Event


def event(kind: str, **data: Any) -> bytes:
    body = json.dumps({"type": kind, **data}, ensure_ascii=False, separators=(",", ":"))
    return f"event: {kind}\ndata: {body}\n\n".encode()


def events(conversation_id: str, outputs: Sequence[AnyEntry], usage: dict[str, Any], at: str) -> Iterator[Event]:
    yield Event(event("conversation.response.started", created_at=at, conversation_id=conversation_id))
    for index, entry in enumerate(outputs):
        yield from _of(entry, {"created_at": at, "output_index": index})
    yield Event(event("conversation.response.done", created_at=at, usage=usage))


def _of(entry: AnyEntry, common: dict[str, Any]) -> Iterator[Event]:
    match entry:
        case MessageOutput():
            yield from _text(entry, common)
        case FunctionCallEntry():
            yield from _call(entry, common)
        case ToolExecution(id=id_, name=name, arguments=arguments, info=info):
            yield Event(event("tool.execution.started", **common, id=id_, name=name, arguments=arguments))
            yield Event(event("tool.execution.done", **common, id=id_, name=name, info=info))
        case Handoff(id=id_):
            before = {"previous_agent_id": entry.previous_agent_id, "previous_agent_name": entry.previous_agent_name}
            after = {"next_agent_id": entry.next_agent_id, "next_agent_name": entry.next_agent_name}
            yield Event(event("agent.handoff.started", **common, id=id_, **before))
            yield Event(event("agent.handoff.done", **common, id=id_, **after))


def _text(entry: MessageOutput, common: dict[str, Any]) -> Iterator[Event]:
    about = {**common, "id": entry.id, "role": "assistant", "model": entry.model, "agent_id": entry.agent_id}
    chunks = [entry.content] if isinstance(entry.content, str) else entry.content
    for index, chunk in enumerate(chunks):
        text = chunk if isinstance(chunk, str) else getattr(chunk, "text", None)
        if text is None and not isinstance(chunk, str):
            content = chunk.model_dump(by_alias=True)
            yield Event(event("message.output.delta", **about, content_index=index, content=content))
        for piece in pieces(text or ""):
            yield Event(event("message.output.delta", **about, content_index=index, content=piece), 1)


def _call(entry: FunctionCallEntry, common: dict[str, Any]) -> Iterator[Event]:
    about = {**common, "id": entry.id, "name": entry.name, "tool_call_id": entry.tool_call_id}
    about |= {"model": entry.model, "agent_id": entry.agent_id}
    arguments = entry.arguments if isinstance(entry.arguments, str) else json.dumps(entry.arguments)
    half = len(arguments) // 2
    for part in (arguments[:half], arguments[half:]):
        yield Event(event("function.call.delta", **about, arguments=part), 1)
