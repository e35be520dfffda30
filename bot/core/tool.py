"""A tool: a typed async function with a docstring, which the model may call."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol

from pydantic import BaseModel

from bot.core.errors import ToolFailed
from bot.core.messages import ToolSpec
from bot.core.signature import arguments_model, description, json_schema, parsed
from bot.core.speech import on_one_line
from bot.core.values import Address, Author

_LONGEST_WORDS: Final = 100  # characters


@dataclass(frozen=True, slots=True)
class ToolContext:
    """Who, where and when: all that a tool is told. What else it needs it is built with."""

    address: Address
    author: Author
    now: float  # seconds since the Unix epoch
    message_id: str = ""  # of the message that is answered; empty for a command


ToolFunction = Callable[..., Awaitable[str]]
PriceFunction = Callable[..., Awaitable[str]]
Words = str | Callable[..., str]
"""A phrase about one call: a template of its arguments such as `searching {file}`, or a function of them."""


@dataclass(frozen=True, slots=True)
class Tool:
    """`parse` makes arguments of the model's JSON, or raises `ValueError` with what is wrong with it.

    `doing` says what a call does, while it does it ("reading example.org"). `reads` names whose words a call brings in
    that may be meant to mislead, such as a page of the web; a tool without it brings in none. `price` says what a call
    would take, in a sentence, where that is worth a question; else it is empty.
    """

    spec: ToolSpec
    parse: Callable[[str], Mapping[str, Any]]
    function: ToolFunction
    changes: bool = False  # it changes the world: never repeated, never run unasked
    seconds: float = 30.0  # that a call may take
    doing: Words = ""
    reads: Words = ""
    price: PriceFunction | None = None

    def arguments(self, raw: str) -> Mapping[str, Any]:
        """Those that the model wrote. Raises `ToolFailed` with what the model should read."""
        try:
            return self.parse(raw)
        except ValueError as error:
            raise ToolFailed(f"The arguments of {self.spec.name} are not right: {error}") from error

    async def call(self, context: ToolContext, raw: str) -> str:
        """Run it on the arguments as the model wrote them, in JSON.

        Raises `ToolFailed` with what the model should read.
        """
        return await self.function(context, **self.arguments(raw))

    async def price_words(self, raw: str) -> str:
        """What a call would take, if that is to be asked about first; empty if it is not, or the call cannot run."""
        if self.price is None:
            return ""
        try:
            return await self.price(**self.arguments(raw))
        except ToolFailed:  # the call itself will say why
            return ""

    def doing_words(self, raw: str) -> str:
        return self._words(self.doing, raw) or f"using {self.spec.name}"

    def source(self, raw: str) -> str:
        """Whose words the call brings in; empty for a tool that brings in none."""
        return (self._words(self.reads, raw) or self.spec.name) if self.reads else ""

    def _words(self, words: Words, raw: str) -> str:
        try:
            values = self.parse(raw)
            said = words.format(**values) if isinstance(words, str) else words(**values)
        except (ValueError, LookupError):  # the call itself will say what is wrong with its arguments
            return ""
        said = on_one_line(said)
        return said if len(said) <= _LONGEST_WORDS else f"{said[: _LONGEST_WORDS - 1]}…"


class Offered(Protocol):
    """The tools that every turn may use."""

    def __call__(self) -> Sequence[Tool]:
        """As they are now: those of a server may come and go."""

    async def settled(self) -> None:
        """Return once each server has been tried since the start; soon in any case."""


def tool(
    function: ToolFunction,
    *,
    changes: bool = False,
    seconds: float = 30.0,
    doing: Words = "",
    reads: Words = "",
    price: PriceFunction | None = None,
) -> Tool:
    """The tool that a function declares: `async def name(context: ToolContext, ...) -> str`.

    `price` is given the same arguments, without the context.
    """
    model = arguments_model(function)
    spec = ToolSpec(function.__name__, description(function), json_schema(model))
    return Tool(spec, partial(_values, model), function, changes, seconds, doing, reads, price)


def _values(model: type[BaseModel], raw: str) -> Mapping[str, Any]:
    arguments = parsed(model, raw)
    return {name: getattr(arguments, name) for name in model.model_fields}
