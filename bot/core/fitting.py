"""A model whose requests fit: one the service finds too long is trimmed once and asked again."""

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from bot.core.errors import WindowOverflow
from bot.core.messages import ModelEvent, ModelRequest
from bot.core.model_ports import Model
from bot.core.trimming import trimmed

log = logging.getLogger(__name__)


class FittingModel:
    """`notes` receives a sentence about what was left out."""

    def __init__(self, model: Model, notes: list[str]) -> None:
        self._model = model
        self._notes = notes

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent, None]:
        """As `Model.stream`; a second overflow is raised."""
        try:
            async with aclosing(self._model.stream(request)) as events:
                async for event in events:
                    yield event
        except WindowOverflow as overflow:
            log.warning("Trimming a request that is too long: %s", overflow)
            kept = trimmed(request.messages, _measured(overflow))
        else:
            return
        if kept.note not in self._notes:
            self._notes.append(kept.note)
        async with aclosing(self._model.stream(replace(request, messages=kept.messages))) as events:
            async for event in events:
                yield event


def _measured(overflow: WindowOverflow) -> WindowOverflow:
    """The overflow, with one half of the prompt taken for too much where the service named no numbers."""
    if overflow.tokens and overflow.limit:
        return overflow
    return WindowOverflow(str(overflow), tokens=2, limit=1)
