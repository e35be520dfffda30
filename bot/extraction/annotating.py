"""Fields out of scanned pages and photos, by OCR itself, which sees where on the page they stand."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from bot.core.document_ports import Charging, Ocr, Shelf
from bot.core.errors import ModelRefused
from bot.core.messages import Usage
from bot.core.model_ports import Models
from bot.core.read_files import ReadFile
from bot.extraction.chatting import Reply
from bot.extraction.wrapping import INSTRUCTIONS

_PAGES: Final = 8  # of one request, as many as an annotation is made from (Mistral: OCR, annotations)
_BY_SIGHT: Final = frozenset({"ocr", "vision"})


@dataclass(slots=True)
class Allowance:
    """What one extraction may spend on annotation. Nobody is asked about it, so it is what nobody is asked about."""

    pages: int
    cost: float
    currency: str


class Annotating:
    """`name` is the model of OCR, empty for none; `folder` is for files while they are sent, and must exist."""

    def __init__(self, shelf: Shelf, ocr: Ocr, models: Models, name: str, folder: Path) -> None:
        self._shelf = shelf
        self._ocr = ocr
        self._models = models
        self._name = name
        self._folder = folder

    def suits(self, file: ReadFile, allowance: Allowance) -> bool:
        """Whether most of the file was read by sight, and annotating it is allowed; if so, it is taken off."""
        numbers = _readable(file)
        seen = sum(how in _BY_SIGHT for how in file.ledger.values())
        takes = file.document.kind == "pdf" or (file.document.kind == "image" and file.document.pages == 1)
        if not self._name or not takes or not numbers or 2 * seen < len(numbers):
            return False
        try:
            cost = self._cost(len(numbers), allowance.currency)
        except ModelRefused:  # no model of OCR is served
            return False
        if len(numbers) > allowance.pages or cost > allowance.cost:
            return False
        allowance.pages -= len(numbers)
        allowance.cost -= cost
        return True

    async def replies(self, file: ReadFile, schema: Mapping[str, Any], charge: Charging) -> AsyncGenerator[Reply, None]:
        """One for a few pages each, in order; none where the file is no longer kept. Raises `ModelFailed`."""
        model = self._models.choose(self._name, frozenset({"ocr"})).card.id
        async with self._sent(file) as sent:
            if sent is None:
                return
            path, media_type = sent
            async with self._ocr.opened(path, media_type=media_type, name=file.name, model=model) as opened:
                for numbers in _batches(_readable(file)):
                    reply = await opened.extract(numbers, schema, INSTRUCTIONS)
                    await charge(reply.charge)
                    yield reply.annotation or {}, numbers[-1]

    def _cost(self, pages: int, currency: str) -> float:
        price = self._models.choose(self._name, frozenset({"ocr"})).card.price(currency)
        return price.of(Usage(), pages, annotated=pages) if price else 0.0

    @asynccontextmanager
    async def _sent(self, file: ReadFile) -> AsyncIterator[tuple[Path, str] | None]:
        """The file at a path, with its type; an image upright, as it was prepared for a model that sees."""
        path = self._folder / uuid4().hex
        try:
            pictures = await self._shelf.pictures(file.document.id, 1) if file.document.kind == "image" else ()
            if pictures:
                await asyncio.to_thread(path.write_bytes, pictures[0].data)
                yield path, pictures[0].media_type
            elif await self._shelf.original(file.document.id, path):
                yield path, file.document.media_type
            else:
                yield None
        finally:
            path.unlink(missing_ok=True)


def _readable(file: ReadFile) -> list[int]:
    return sorted(number for number, how in file.ledger.items() if how is not None)


def _batches(numbers: Sequence[int]) -> list[Sequence[int]]:
    return [numbers[start : start + _PAGES] for start in range(0, len(numbers), _PAGES)]
