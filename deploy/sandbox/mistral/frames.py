"""The JSON of a streamed answer: one `data:` line per event (Mistral OpenAPI: CompletionChunk)."""

import json
from typing import Any

DONE = b"data: [DONE]\n\n"
GARBAGE = b'data: {"id":"broken","choices":[{"index":0,"delta":{"content":"\n\n'
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Frames:
    """Writes the chunks of one answer; each chunk holds all `n` choices, which are alike."""

    def __init__(self, identity: str, created: int, model: str, n: int) -> None:
        opening = {"id": identity, "object": "chat.completion.chunk", "created": created, "model": model}
        self._head = "data: " + dumps(opening)[:-1] + ',"choices":['
        self._n = n
        self._written = 0

    def chunk(self, delta: dict[str, Any], finish: str | None = None, usage: dict[str, Any] | None = None) -> bytes:
        return self._frame(dumps(delta), dumps(finish), f',"usage":{dumps(usage)}' if usage else "")

    def text(self, piece: str) -> bytes:
        return self._frame('{"content":' + json.dumps(piece, ensure_ascii=False) + "}", "null", "")

    def _frame(self, delta: str, finish: str, usage: str) -> bytes:
        choices = ",".join(f'{{"index":{index},"delta":{delta},"finish_reason":{finish}}}' for index in range(self._n))
        return f"{self._head}{choices}]{usage}{self._padding()}}}\n\n".encode()

    def _padding(self) -> str:
        """Every third chunk carries "p", letters that mean nothing: seen on the wire, to be ignored."""
        self._written += 1
        return "" if self._written % 3 else f',"p":"{LETTERS[: 1 + self._written % 31]}"'
