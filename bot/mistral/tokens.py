"""Token counts, as Mistral's own tokenizer and chat template give them."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeVar

from bot.core.messages import Message, ToolSpec
from bot.core.records import Count
from bot.mistral.template import JOIN, CountText, prompt_tokens, tools_json
from bot.mistral.vocabulary import Encoder, load_encoder

_LONG: Final = 20_000  # characters: about 0.5 ms of counting, the most that is done on the event loop
_BLOCK: Final = 50_000  # characters
T = TypeVar("T")


class TekkenTokens:
    """Implements `bot.core.model_ports.Tokens`. The vocabulary is loaded once, in a thread, by the first call.

    Counts add up: a text that joins others by blank lines has as many tokens as `followed` of each but the last and
    `alone` of the last, provided that each text after the first begins with something other than a space or "/" (the
    tokenizer takes a "/" that follows punctuation and line breaks into one piece with them).
    """

    def __init__(self, load: Callable[[], Encoder] = load_encoder) -> None:
        self._load = load
        self._loading = asyncio.Lock()
        self._encoder: Encoder | None = None
        self._tools: tuple[tuple[ToolSpec, ...], int] = ((), 0)  # the last ones, and their tokens

    async def count(self, texts: Sequence[str]) -> list[Count]:
        """How many tokens each text has, alone and followed by a blank line and another text."""
        encoder = await self._ready()
        return await _run(sum(map(len, texts)), lambda: [_count(encoder, text) for text in texts])

    async def prompt(
        self,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec],
        *,
        effort: bool = False,
        schema: Mapping[str, Any] | None = None,
    ) -> int:
        """Tokens of a whole request's prompt, template, tools, images and the reply's schema included."""
        encoder = await self._ready()
        size = sum(len(message.text) for message in messages)

        def counted() -> int:
            count = partial(_tokens, encoder)
            tools_of = partial(self._tool_tokens, count)
            return prompt_tokens(count, messages, tools, effort=effort, schema=schema, count_tools=tools_of)

        return await _run(size, counted)

    def _tool_tokens(self, count: CountText, tools: Sequence[ToolSpec]) -> int:
        """Most turns have the tools of the turn before, whose declarations are longer than what people write."""
        known, tokens = self._tools
        if known != tuple(tools):
            tokens = count(tools_json(tools))
            self._tools = (tuple(tools), tokens)
        return tokens

    async def _ready(self) -> Encoder:
        if self._encoder is None:
            async with self._loading:
                if self._encoder is None:
                    self._encoder = await asyncio.to_thread(self._load)
        return self._encoder


async def _run(size: int, work: Callable[[], T]) -> T:
    """Short work is done at once, since a thread would cost more than it; long work leaves the event loop free."""
    return work() if size <= _LONG else await asyncio.to_thread(work)


def _count(encoder: Encoder, text: str) -> Count:
    alone = _tokens(encoder, text)
    if text[-1:].isalnum():  # a blank line after a letter or a digit is a piece of its own, and one token
        return Count(alone, alone + 1)
    return Count(alone, _tokens(encoder, text + JOIN))


def _tokens(encoder: Encoder, text: str) -> int:
    if len(text) > _BLOCK and any(block.isspace() for block in _blocks(text)):
        # A million spaces in a row overflow the stack of tiktoken's splitter, which ends in a panic and no exception.
        return sum(_encoded(encoder, block) for block in _blocks(text))
    return _encoded(encoder, text)


def _blocks(text: str) -> list[str]:
    return [text[at : at + _BLOCK] for at in range(0, len(text), _BLOCK)]


def _encoded(encoder: Encoder, text: str) -> int:
    try:
        return len(encoder.encode_ordinary(text))
    except UnicodeEncodeError:  # half of a surrogate pair: the wire carries the replacement character
        return len(encoder.encode_ordinary(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")))
