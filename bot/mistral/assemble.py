"""A reply, assembled from the events of a stream, or from the one body of a whole reply, whose shape is alike.

Lenient, because the service adds fields ahead of its documents (Mistral OpenAPI: CompletionChunk,
ChatCompletionResponse): content may be a string, null or a list of chunks; a chunk of an unknown type is passed over.
"""

from collections.abc import Iterator
from typing import Any

from bot.core.errors import ReplyBroken
from bot.core.messages import AssistantMessage, ReplyEnded, Usage
from bot.mistral.calls import Calls
from bot.mistral.complaint import complaint_of
from bot.mistral.decoding import decoded


class Assembler:
    """`finished` once the service has said why the reply ends; what comes without that is not a whole reply."""

    def __init__(self, request_id: str) -> None:
        self._request_id = request_id
        self._text: list[str] = []
        self._thinking: list[str] = []
        self._calls = Calls(request_id)
        self._usage = Usage()
        self._finish = ""

    @property
    def finished(self) -> bool:
        return bool(self._finish)

    def feed(self, data: bytes) -> str:
        """Take one event or body; the text that it brings. Raises `ReplyBroken` if it says, or is, an error."""
        try:
            body = decoded(data)
        except ValueError as error:  # a hole in the middle of an answer must not pass for the answer
            raise self.broken("a piece of the reply was not JSON") from error
        if not isinstance(body, dict):
            raise self.broken("a piece of the reply was not an object")
        return self._take(body)

    def ended(self) -> ReplyEnded:
        """The whole reply. Raises `ReplyBroken` if it is not whole."""
        if not self._finish:
            raise self.broken("the stream ended before the reply did")
        message = AssistantMessage("".join(self._text), tuple(self._calls), "".join(self._thinking))
        return ReplyEnded(message, self._usage, self._finish, self._request_id)

    def broken(self, why: str) -> ReplyBroken:
        return ReplyBroken(f"Mistral's reply is broken: {why}", request_id=self._request_id)

    def _take(self, body: dict[str, Any]) -> str:
        if isinstance(usage := body.get("usage"), dict):
            self._usage = usage_of(usage)
        choice = _first(body.get("choices"))
        if choice is None:
            if "choices" not in body and (said := complaint_of(body).message):
                raise self.broken(said)
            return ""
        text = self._hear(choice.get("delta") or choice.get("message"))
        if isinstance(finish := choice.get("finish_reason"), str) and finish:
            if finish == "error":
                raise self.broken("the service ended it with an error")
            self._finish = finish
        return text

    def _hear(self, said: Any) -> str:
        """What a delta or a message says; thinking and calls are kept, and only text is handed on."""
        if not isinstance(said, dict):
            return ""
        if said.get("tool_calls"):
            self._calls.add(said["tool_calls"])
        content = said.get("content")
        text = content if isinstance(content, str) else "".join(self._sort(content))
        if text:
            self._text.append(text)
        return text

    def _sort(self, content: Any) -> Iterator[str]:
        for chunk in content if isinstance(content, list) else ():
            if not isinstance(chunk, dict):
                continue
            if chunk.get("type") == "thinking":
                self._thinking.extend(_texts(chunk.get("thinking")))
            elif chunk.get("type", "text") == "text":
                yield from _texts([chunk])


def _texts(chunks: Any) -> Iterator[str]:
    """The texts of text chunks; citations and what else may stand between them have none."""
    for chunk in chunks if isinstance(chunks, list) else ():
        if isinstance(chunk, dict) and isinstance(text := chunk.get("text"), str):
            yield text


def _first(choices: Any) -> dict[str, Any] | None:
    """The first of several answers: never more than one is asked for."""
    choice = choices[0] if isinstance(choices, list) and choices else None
    return choice if isinstance(choice, dict) else None


def usage_of(usage: dict[str, Any]) -> Usage:
    """What the service counted; the cached part has been seen under several names."""
    prompt = _number(usage.get("prompt_tokens"))
    cached = _number(usage.get("num_cached_tokens"))
    for name in ("prompt_tokens_details", "prompt_token_details"):
        if isinstance(details := usage.get(name), dict):
            cached = _number(details.get("cached_tokens")) or cached
    return Usage(prompt, _number(usage.get("completion_tokens")), min(cached, prompt))


def _number(value: Any) -> int:
    return value if isinstance(value, int) and value > 0 else 0
