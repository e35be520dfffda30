"""A model whose requests fit: one the service finds too long is trimmed once and asked again."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace

from bot.core.errors import WindowOverflow
from bot.core.messages import ModelEvent, ModelRequest
from bot.core.ports import Model
from bot.core.trimming import trimmed

log = logging.getLogger(__name__)


class FittingModel:
    """`notes` receives a sentence about what was left out."""

    def __init__(self, model: Model, notes: list[str]) -> None:
        self._model = model
        self._notes = notes

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        """As `Model.stream`; a second overflow is raised."""
        try:
            async for event in self._model.stream(request):
                yield event
        except WindowOverflow as overflow:
            log.warning("Trimming a request that is too long: %s", overflow)
            kept = trimmed(request.messages, overflow)
        else:
            return
        if kept.note not in self._notes:
            self._notes.append(kept.note)
        async for event in self._model.stream(replace(request, messages=kept.messages)):
            yield event
