"""A reply of a conversation, assembled from the events of its stream (Mistral OpenAPI: ConversationEvents).

Lenient, as `bot.mistral.assemble` is: an event of an unknown type is passed over.
"""

from collections.abc import Mapping
from typing import Any

from bot.core.errors import ReplyBroken
from bot.core.messages import (
    AssistantMessage,
    Besides,
    ConnectorUse,
    MadeFile,
    ModelEvent,
    ReplyEnded,
    TextDelta,
    ToolCall,
    Usage,
    Working,
)
from bot.mistral.agents.words import cited, doing
from bot.mistral.assemble import usage_of
from bot.mistral.decoding import decoded


class ConversationAssembler:
    """`prices` are of one use of a connector, in the money of receipts."""

    def __init__(self, request_id: str, prices: Mapping[str, float]) -> None:
        self.conversation = ""
        self.done = False
        self._request_id = request_id
        self._prices = prices
        self._text: list[str] = []
        self._output = ""  # the entry that the last text belongs to
        self._cited = ""
        self._calls: dict[str, tuple[str, list[str]]] = {}
        self._made: dict[str, MadeFile] = {}
        self._notes: list[str] = []
        self._usage = Usage()
        self._connectors: tuple[ConnectorUse, ...] = ()

    def feed(self, data: bytes) -> list[ModelEvent]:
        """Take one event; what it brings. Raises `ReplyBroken` if it says, or is, an error."""
        try:
            body = decoded(data)
        except ValueError as error:
            raise self.broken("a piece of the reply was not JSON") from error
        if not isinstance(body, dict):
            raise self.broken("a piece of the reply was not an object")
        match body.get("type"):
            case "conversation.response.started":
                self.conversation = _text(body.get("conversation_id"))
            case "message.output.delta":
                return self._said(body)
            case "function.call.delta":
                self._called(body)
            case "tool.execution.started":
                return [Working(doing(_text(body.get("name")), _text(body.get("arguments"))))]
            case "agent.handoff.done":
                name = _text(body.get("next_agent_name")) or "another agent"
                self._notes.append(f"handed over to {name}")
                return [Working(f"handing over to {name}")]
            case "conversation.response.done":
                self._ended(body.get("usage"))
            case "conversation.response.error":
                raise self.broken(_text(body.get("message")) or "the service ended it with an error")
        return []

    def ended(self, notes: tuple[str, ...] = ()) -> ReplyEnded:
        """The whole reply. Raises `ReplyBroken` if it is not whole."""
        if not self.done:
            raise self.broken("the stream ended before the reply did")
        calls = tuple(ToolCall(key, name, "".join(parts)) for key, (name, parts) in self._calls.items())
        besides = Besides(self._connectors, tuple(self._made.values()), (*notes, *self._notes))
        finish = "tool_calls" if calls else "stop"
        return ReplyEnded(AssistantMessage("".join(self._text), calls), self._usage, finish, self._request_id, besides)

    def broken(self, why: str) -> ReplyBroken:
        return ReplyBroken(f"Mistral's reply is broken: {why}", request_id=self._request_id)

    def _said(self, body: Mapping[str, Any]) -> list[ModelEvent]:
        content = body.get("content")
        text = content if isinstance(content, str) else self._sorted(content)
        if not text:
            return []
        output = _text(body.get("id"))
        if self._text and self._output and output != self._output:
            text = f"\n\n{text}"
        self._output = output
        self._text.append(text)
        return [TextDelta(text)]

    def _sorted(self, chunk: Any) -> str:
        """The text of a chunk; files are kept, thinking and what else there may be is passed over."""
        if not isinstance(chunk, dict):
            return ""
        match chunk.get("type"):
            case "text":
                return _text(chunk.get("text"))
            case "tool_reference":
                link = cited(_text(chunk.get("title")), _text(chunk.get("url")))
                new, self._cited = link != self._cited, link
                return link if new else ""
            case "tool_file" if file_id := _text(chunk.get("file_id")):
                name, kind = _text(chunk.get("file_name")) or file_id, _text(chunk.get("file_type"))
                self._made[file_id] = MadeFile(file_id, name if "." in name or not kind else f"{name}.{kind}")
        return ""

    def _called(self, body: Mapping[str, Any]) -> None:
        key = _text(body.get("tool_call_id"))
        _, parts = self._calls.setdefault(key, (_text(body.get("name")), []))
        parts.append(_text(body.get("arguments")))

    def _ended(self, usage: Any) -> None:
        """What connectors made the model read is billed as a prompt is."""
        self.done = True
        if not isinstance(usage, dict):
            return
        read = usage.get("connector_tokens")
        self._usage = usage_of(usage) + Usage(prompt_tokens=read if isinstance(read, int) and read > 0 else 0)
        used = usage.get("connectors")
        counts = (
            {str(name): count for name, count in used.items() if isinstance(count, int)}
            if isinstance(used, dict)
            else {}
        )
        self._connectors = tuple(
            ConnectorUse(name, count, count * self._prices[name] if name in self._prices else None)
            for name, count in counts.items()
        )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
