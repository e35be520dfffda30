"""The ports of language models: one that answers, which there are, and how their words are counted."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any, Protocol

from bot.core.messages import Choice, Message, ModelEvent, ModelRequest, ToolSpec
from bot.core.records import Count


class Model(Protocol):
    """A language model service."""

    def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent, None]:
        """The reply as it comes; ends with `ReplyEnded`, or raises `ModelFailed`. Closing it ends the request."""


class Models(Protocol):
    """Which models there are."""

    def choose(self, name: str, needs: frozenset[str]) -> Choice:
        """The current model that `name` (an id, an alias, a retired or a friendly name) stands for.

        `needs` are capabilities ("tools", "vision"); a model that lacks one is replaced by one that has it, and the
        choice says so. Raises `ModelRefused` where no model will do.
        """


class Tokens(Protocol):
    """Counts as the model's own tokenizer does. The first call may load it; none blocks the event loop for long."""

    async def count(self, texts: Sequence[str]) -> list[Count]: ...

    async def prompt(
        self,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec],
        *,
        effort: bool = False,
        schema: Mapping[str, Any] | None = None,
    ) -> int:
        """Tokens of a whole request's prompt, template, tools, images and the reply's schema included."""
