"""What the service knows of a conversation, and how to go on from there.

Each request holds the whole window. What the service knows is kept as a mark for each message, so that the two can
be compared: if the window only grew, what is new is appended; if a message was edited, deleted or summarised, the
conversation is started again from the entry before it; if nothing is left in common, it is begun anew.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import takewhile
from typing import Any, Final, Literal

from pydantic import TypeAdapter

from bot.core.messages import AssistantMessage, Message, UserMessage
from bot.mistral.agents.entries import entries_of

_OUTPUTS: Final = frozenset({"message.output", "function.call", "tool.execution", "agent.handoff"})


@dataclass(frozen=True, slots=True)
class Mark:
    """A message that the service knows: one that was sent, in so many `entries`, or a reply of its own."""

    digest: str
    entries: int = 0  # 0: a reply, in as many as the service made of it
    calls: bool = False  # it was sent with calls, which look like the service's own


@dataclass(frozen=True, slots=True)
class Known:
    """`id` is that of the conversation's last reply, `seat` says which agent, in which version, holds it.

    Each going on makes a conversation with a new id, and leaves the one before it: `earlier` are those, to be deleted
    with it.
    """

    id: str
    seat: str
    marks: tuple[Mark, ...]
    earlier: tuple[str, ...] = ()


known_json: TypeAdapter[Known] = TypeAdapter(Known)


@dataclass(frozen=True, slots=True)
class Way:
    """How to go on: `start` a conversation, `append` to it, or `restart` it behind its first `kept` messages."""

    how: Literal["start", "append", "restart"]
    messages: tuple[Message, ...]
    kept: int = 0


def way(known: Known | None, seat: str, messages: Sequence[Message]) -> Way:
    """The way that says least and leaves the service with exactly these messages."""
    if known is None or known.seat != seat:
        return Way("start", tuple(messages))
    pairs = zip(known.marks, messages, strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0].digest == digest(pair[1]), pairs))
    if same == len(known.marks) and same < len(messages):
        return Way("append", tuple(messages[same:]), same)
    kept = min(same, len(messages) - 1)  # a reply that was lost on the way is asked for once more
    if kept < 1 or any(mark.calls for mark in known.marks[:kept]):
        return Way("start", tuple(messages))
    return Way("restart", tuple(messages[kept:]), kept)


def marks_of(messages: Sequence[Message]) -> tuple[Mark, ...]:
    """Marks of messages that were sent."""
    return tuple(
        Mark(digest(each), len(entries_of(each)), isinstance(each, AssistantMessage) and bool(each.calls))
        for each in messages
    )


def reply_mark(message: AssistantMessage) -> Mark:
    return Mark(digest(message))


def digest(message: Message) -> str:
    """Tells messages apart by what the service is told of them; what a model thought is not."""
    told: dict[str, Any] = asdict(message)
    told.pop("thinking", None)
    if isinstance(message, UserMessage):
        told["images"] = [image.url for image in message.images]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode("utf-8", "replace")).hexdigest()[:16]


def entry_before(known: Known, kept: int, history: Sequence[Mapping[str, Any]]) -> str | None:
    """The id of the last entry of the first `kept` messages; None where the history is another one."""
    place = 0
    for mark in known.marks[:kept]:
        if mark.entries:
            place += mark.entries
            continue
        while place < len(history) and history[place].get("type") in _OUTPUTS:
            place += 1
    if not 0 < place <= len(history):
        return None
    found = history[place - 1].get("id")
    return found if isinstance(found, str) and found else None
