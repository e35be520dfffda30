"""A reply as the events of a stream, in the order and the shapes in which the API sends them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from deploy.sandbox.mistral.counting import pieces
from deploy.sandbox.mistral.frames import Frames
from deploy.sandbox.mistral.replies import Call, Reply

Usage = dict[str, Any]


class Event(NamedTuple):
    """`tokens`: how many tokens of the answer this event brings."""

    data: bytes
    tokens: int = 0


def events(frames: Frames, reply: Reply, calls: list[dict[str, Any]], usage: Usage) -> Iterator[Event]:
    """From the role to the finish reason; `calls` are the reply's calls in their whole form."""
    yield Event(frames.chunk({"role": "assistant", "content": ""}))
    yield from _thinking(frames, reply)
    text = pieces(reply.text)
    if reply.thinking and text:
        yield Event(frames.chunk({"content": [_thought(), {"type": "text", "text": text.pop(0)}]}), 1)
    for piece in text:
        yield Event(frames.text(piece), 1)
    last: dict[str, Any] = {"content": ""}
    if reply.fragmented:
        for call, whole in zip(reply.calls, calls, strict=True):
            yield from _fragments(frames, call, whole)
    elif calls:
        last["tool_calls"] = calls
    yield Event(frames.chunk(last, reply.reason(), usage), len(reply.calls) if "tool_calls" in last else 0)


def _thought(*texts: str) -> dict[str, Any]:
    return {"type": "thinking", "thinking": [{"type": "text", "text": text} for text in texts]}


def _thinking(frames: Frames, reply: Reply) -> Iterator[Event]:
    """Content is a list while the model thinks; the chunk that closes it may bring the first text along."""
    for piece in pieces(reply.thinking):
        yield Event(frames.chunk({"content": [_thought(piece)]}), 1)


def _fragments(frames: Frames, call: Call, whole: dict[str, Any]) -> Iterator[Event]:
    """First id and name, then pieces of the arguments under the same index with no name and the id "null"."""
    opening = {**whole, "function": {"name": call.name, "arguments": ""}}
    yield Event(frames.chunk({"tool_calls": [opening]}), 1)
    for number, piece in enumerate(pieces(call.arguments)):
        following: dict[str, Any] = {"function": {"name": "", "arguments": piece}, "index": whole["index"]}
        if number % 2:
            following["id"] = "null"
        yield Event(frames.chunk({"tool_calls": [following]}), 1)
