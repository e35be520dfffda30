"""The ports of language models: one that answers, which there are, agents made of them, and how words are counted."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.core.messages import Choice, MadeFile, Message, ModelCard, ModelEvent, ModelRequest, ToolSpec
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


class ListedModels(Models, Protocol):
    """Models that can also be listed."""

    @property
    def cards(self) -> Sequence[ModelCard]:
        """Every model that can be chosen, by id."""


@dataclass(frozen=True, slots=True)
class Rest:
    """Requests and tokens of a minute; None where the service has not said."""

    requests: int | None = None
    tokens: int | None = None


class Budget(Protocol):
    """What those who share a key may still ask of a model in a minute, all together. Raises `StoreFailed`."""

    async def reserve(self, model: str, minute: int, tokens: int, limits: Rest) -> bool:
        """Whether what is left covers one more request of so many tokens, which is then reserved."""

    async def settle(self, model: str, minute: int, tokens: int, left: Rest) -> None:
        """Give a reservation back: an answer has come and said what is left, or none will come."""


@dataclass(frozen=True, slots=True)
class Engine:
    """What answers in a conversation. `name` is the model's, for its window and its price; `agent` may be empty."""

    model: Model
    name: str
    agent: str = ""


class Agents(Protocol):
    """The agents that the service keeps: models with instructions and tools of the service's own."""

    @property
    def names(self) -> Sequence[str]:
        """Those that the operator has defined."""

    @property
    def missing(self) -> str:
        """One sentence about what is not available with them here, or empty."""

    async def engine(self, name: str) -> Engine:
        """The agent of this name, made on the service's side if need be. Raises `ModelFailed`."""

    async def content(self, file: MadeFile) -> bytes:
        """The bytes of a file that an agent has made. Raises `ModelFailed`."""

    async def forget(self, conversation: str) -> bool:
        """Delete what the service keeps of a conversation; False if it keeps nothing. Raises `ModelFailed`."""


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
