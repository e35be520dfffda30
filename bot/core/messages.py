"""What is said to the model and what it says: the vocabulary between the core and a `Model`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter


@dataclass(frozen=True, slots=True)
class ImagePart:
    """An image for a model that sees. `url` is `https:` or a `data:` URI; the size is in pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ToolCall:
    id: str
    name: str
    arguments: str  # JSON as the model wrote it, which may be broken


@dataclass(frozen=True, slots=True)
class SystemMessage:
    text: str
    role: Literal["system"] = "system"


@dataclass(frozen=True, slots=True)
class UserMessage:
    text: str
    images: tuple[ImagePart, ...] = ()
    role: Literal["user"] = "user"


@dataclass(frozen=True, slots=True)
class AssistantMessage:
    text: str
    calls: tuple[ToolCall, ...] = ()
    thinking: str = ""  # replayed on later turns, never shown
    role: Literal["assistant"] = "assistant"


@dataclass(frozen=True, slots=True)
class ToolMessage:
    call_id: str
    name: str
    text: str
    role: Literal["tool"] = "tool"


Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage
messages_json: TypeAdapter[tuple[Message, ...]] = TypeAdapter(
    tuple[Annotated[Message, Field(discriminator="role")], ...]
)


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A function the model may call; `parameters` is a JSON schema (Draft 7) of type object."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """One request to a model. `model` is an id of the catalogue."""

    model: str
    messages: tuple[Message, ...]
    tools: tuple[ToolSpec, ...] = ()
    tool_choice: Literal["auto", "any", "none"] = "auto"
    temperature: float | None = None
    max_tokens: int | None = None
    reasoning_effort: Literal["none", "high"] | None = None
    schema: Mapping[str, Any] | None = None  # JSON schema of an object that the reply has to be
    conversation: str = ""  # its key: raises the chance that its beginning is billed as cached
    expected_tokens: int = 0  # what the prompt is known to hold, so that the rate limit can be kept


@dataclass(frozen=True, slots=True)
class Usage:
    """What the service counted."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0  # of the prompt's, those billed at the cached price

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.cached_tokens + other.cached_tokens,
        )


@dataclass(frozen=True, slots=True)
class TextDelta:
    text: str


@dataclass(frozen=True, slots=True)
class Working:
    """What the service itself is doing before it says more, in words: "searching the web: tide tables"."""

    status: str


@dataclass(frozen=True, slots=True)
class ConnectorUse:
    """How often a tool of the service's own was used, and what that cost; None: the price is not known."""

    name: str
    count: int
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that the service has made for the answer; its bytes are fetched by its id."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Besides:
    """What the service did for a reply besides saying it. `notes` are sentences for the receipt."""

    connectors: tuple[ConnectorUse, ...] = ()
    made: tuple[MadeFile, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplyEnded:
    """The model has said all it will say to one request."""

    message: AssistantMessage
    usage: Usage
    finish: str  # "stop", "length", "tool_calls", or what else the service says
    request_id: str = ""
    besides: Besides = Besides()


ModelEvent = TextDelta | Working | ReplyEnded


@dataclass(frozen=True, slots=True)
class Price:
    """Money per million tokens, per thousand pages, or per minute of sound, in one currency.

    `annotated` is per thousand pages from which OCR also extracts what a schema asks for; 0: they cost no more.
    """

    currency: Literal["USD", "EUR"]
    prompt: float = 0.0
    completion: float = 0.0
    cached: float = 0.0
    pages: float = 0.0
    annotated: float = 0.0
    minutes: float = 0.0  # per minute of sound

    def of(self, usage: Usage, pages: int = 0, seconds: float = 0.0, annotated: int = 0) -> float:
        """What `usage`, `pages` (so many of them `annotated`) and `seconds` of sound cost, in `currency`."""
        fresh = usage.prompt_tokens - usage.cached_tokens
        tokens = fresh * self.prompt + usage.cached_tokens * self.cached + usage.completion_tokens * self.completion
        read = (pages - annotated) * self.pages + annotated * (self.annotated or self.pages)
        return tokens / 1_000_000 + read / 1_000 + seconds / 60 * self.minutes


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a model is, can do and costs."""

    id: str
    aliases: tuple[str, ...] = ()
    context: int = 32_768  # tokens, prompt and answer together
    capabilities: frozenset[str] = frozenset()  # "chat", "tools", "vision", "reasoning", "ocr", "embeddings", "audio"
    prices: tuple[Price, ...] = ()  # by currency; empty: not known
    deprecated: str = ""  # ISO date from which it is or was retired
    replacement: str = ""

    def price(self, currency: str) -> Price | None:
        return next((price for price in self.prices if price.currency == currency), None)


@dataclass(frozen=True, slots=True)
class Choice:
    """A model, chosen; `notice` says in one sentence why it is not the one that was named, or is empty."""

    card: ModelCard
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a request asks of a model."""

    capabilities: frozenset[str] = field(default_factory=lambda: frozenset({"chat"}))
