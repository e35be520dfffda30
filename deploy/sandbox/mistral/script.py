"""Replies that a test or a bench has laid down, used up in order before the honest model is asked."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

from deploy.sandbox.mistral.replies import Call, Reply

KEYS = frozenset({"text", "thinking", "calls", "finish", "tokens", "fragmented", "match"})
WORDS = ("wind", "sea", "sail", "harbour", "gull", "rope", "deck", "storm", "tide", "west")

Writer = Callable[[str, int], Mapping[str, Any] | None]
"""Given the last user message and how many tool results have followed it: the reply in its JSON form, or None."""


@dataclass(frozen=True, slots=True)
class Line:
    """A reply for the next request, or for the next one whose last user message contains `match`."""

    match: str
    reply: Reply


class Script:
    def __init__(self) -> None:
        self._lines: list[Line] = []
        self.writer: Writer | None = None

    def add(self, replies: Sequence[Mapping[str, Any]]) -> None:
        self._lines.extend([Line(str(each.get("match", "")), planned(each)) for each in replies])

    def clear(self) -> None:
        self._lines.clear()
        self.writer = None

    def take(self, last_user_message: str, results: int = 0) -> Reply | None:
        """What was laid down for this request, or what the writer has for it; None for neither."""
        for position, line in enumerate(self._lines):
            if line.match in last_user_message:
                del self._lines[position]
                return line.reply
        written = self.writer(last_user_message, results) if self.writer else None
        return None if written is None else planned(written)


def planned(values: Mapping[str, Any]) -> Reply:
    """A reply from its JSON form: text, or `tokens` synthetic words; thinking; calls; finish; fragmented."""
    if unknown := set(values) - KEYS:
        msg = f"A scripted reply has no {', '.join(sorted(unknown))}; it may have {', '.join(sorted(KEYS))}."
        raise ValueError(msg)
    return Reply(
        text=str(values.get("text", "")) or synthetic(int(values.get("tokens", 0))),
        thinking=str(values.get("thinking", "")),
        calls=tuple(_call(call) for call in values.get("calls", ())),
        finish=str(values.get("finish", "")),
        fragmented=bool(values.get("fragmented", False)),
    )


def synthetic(tokens: int) -> str:
    """So many words, each one token long."""
    return " ".join(islice(cycle(WORDS), tokens))


def _call(values: Mapping[str, Any]) -> Call:
    arguments = values.get("arguments", {})
    return Call(str(values["name"]), arguments if isinstance(arguments, str) else json.dumps(arguments))
