"""Fields out of the text of pages, by a chat model whose reply has to keep to a schema."""

import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Final

from bot.core.document_ports import Charging
from bot.core.documents import Charge, Page
from bot.core.errors import ReplyBroken
from bot.core.messages import ModelRequest, ReplyEnded, SystemMessage, UserMessage
from bot.core.model_ports import Model, Models, Tokens
from bot.core.speech import on_one_line
from bot.extraction.parts import Part, halves, parts_of, shown
from bot.extraction.wrapping import INSTRUCTIONS

Reply = tuple[Mapping[str, Any], int]
"""What was found, and the last page that was looked at for it."""

_LONGEST: Final = 12_000  # tokens of one reply
_TOO_MUCH: Final = "{name} holds more than I can write down at once; please ask for fewer fields."


class Chatting:
    """`name` is the model that reads."""

    def __init__(self, tokens: Tokens, model: Model, models: Models, name: str) -> None:
        self._tokens = tokens
        self._model = model
        self._models = models
        self._name = name

    async def replies(
        self, name: str, pages: Sequence[Page], schema: Mapping[str, Any], charge: Charging
    ) -> AsyncGenerator[Reply, None]:
        """One for each part of the file, in order. Raises `ModelFailed`."""
        waiting = await parts_of(pages, self._tokens)
        while waiting:
            part = waiting.pop(0)
            said = await self._asked(name, part, schema, charge)
            if said is not None:
                yield said, part[-1].page
            elif (halved := halves(part)) is not None:
                waiting[:0] = halved
            else:
                raise ReplyBroken("an extraction did not fit into the reply", notice=_TOO_MUCH.format(name=name))

    async def _asked(
        self, name: str, part: Part, schema: Mapping[str, Any], charge: Charging
    ) -> Mapping[str, Any] | None:
        """None where the reply came to no end."""
        model = self._models.choose(self._name, frozenset({"chat"})).card.id
        messages = (SystemMessage(INSTRUCTIONS), UserMessage(shown(on_one_line(name), part)))
        request = ModelRequest(model, messages, temperature=0.0, max_tokens=_LONGEST, schema=schema)
        async with aclosing(self._model.stream(request)) as events:
            async for event in events:
                if isinstance(event, ReplyEnded):
                    await charge(Charge(model, event.usage))
                    return _decoded(event.message.text)
        raise ReplyBroken("the model said nothing about the fields")


def _decoded(text: str) -> Mapping[str, Any] | None:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None
