"""Tool calls put together from what a stream brings of them (Mistral: function calling; observed streams, 2026).

The service's own models send a call whole. Models that it relays send it in pieces: first id and name, then bits of
the arguments under the same index, with an empty name and no id or the id "null".
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.core.messages import ToolCall
from bot.mistral.call_ids import made_from


@dataclass(slots=True)
class _Call:
    index: int | None
    id: str = ""
    name: str = ""
    arguments: list[str] = field(default_factory=list)


class Calls:
    """`seed` makes ids for calls that come without one, or with one that another call of the reply has."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._calls: list[_Call] = []

    def add(self, deltas: Any) -> None:
        """Take the `tool_calls` of a delta or of a whole message, whatever it may be."""
        for delta in deltas if isinstance(deltas, list) else ():
            if isinstance(delta, dict):
                self._add(delta)

    def __iter__(self) -> Iterator[ToolCall]:
        taken: set[str] = set()
        for number, call in enumerate(self._calls):
            name = call.id if call.id and call.id not in taken else made_from(f"{self._seed} {number}")
            taken.add(name)
            yield ToolCall(name, call.name, "".join(call.arguments))

    def _add(self, delta: dict[str, Any]) -> None:
        function = delta.get("function")
        function = function if isinstance(function, dict) else {}
        name, index, call_id = _text(function.get("name")), delta.get("index"), _text(delta.get("id"))
        call_id = "" if call_id == "null" else call_id
        call = self._find(index if isinstance(index, int) else None, call_id, name)
        call.id = call.id or call_id
        call.name = call.name or name
        arguments = function.get("arguments")
        if arguments is not None:
            call.arguments.append(
                arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
            )

    def _find(self, index: int | None, call_id: str, name: str) -> _Call:
        """The call of this index, else of this id, else the last; a new one if a name comes with another id."""
        if index is not None:
            found = next((call for call in reversed(self._calls) if call.index == index), None)
        elif call_id:
            found = next((call for call in self._calls if call.id == call_id), None)
        else:
            found = self._calls[-1] if self._calls and not name else None
        if found is None or (name and call_id and found.id and found.id != call_id):
            found = _Call(index)
            self._calls.append(found)
        return found


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
