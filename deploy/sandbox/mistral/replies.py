"""What the model says in one turn, before it is put on the wire."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from deploy.sandbox.mistral.counting import count, pieces


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a tool; `arguments` is sent as it is, JSON or not."""

    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Reply:
    """`finish` is the finish_reason; `fragmented` streams the calls in pieces."""

    text: str = ""
    thinking: str = ""
    calls: tuple[Call, ...] = ()
    finish: str = ""
    fragmented: bool = False

    def tokens(self) -> int:
        called = sum(count(call.name) + count(call.arguments) for call in self.calls)
        return count(self.text) + count(self.thinking) + called

    def reason(self) -> str:
        return self.finish or ("tool_calls" if self.calls else "stop")

    def until(self, stops: Sequence[str]) -> "Reply":
        """End the text before the first of the given texts."""
        ends = [self.text.find(stop) for stop in stops if stop and stop in self.text]
        return replace(self, text=self.text[: min(ends)]) if ends else self

    def within(self, tokens: int | None) -> "Reply":
        """Cut to so many tokens of thinking and text; what was cut ends with the reason "length"."""
        if tokens is None or self.tokens() <= tokens:
            return self
        thinking = pieces(self.thinking)[:tokens]
        text = pieces(self.text)[: tokens - len(thinking)]
        return Reply("".join(text), "".join(thinking), (), "length")
