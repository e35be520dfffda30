"""Pages read by OCR, several requests at once; where it finds only a picture, a model that sees reads the page."""

import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, Final

from bot.core.document_ports import Charging, OcrDocument, OcrPage, OcrReply
from bot.core.documents import Page
from bot.core.errors import ModelRefused
from bot.documents.pictured import is_mostly_picture, is_picture
from bot.documents.side_by_side import each, kept

log = logging.getLogger(__name__)

REFUSED: Final = "the OCR service refused it"
OF_THE_FILE: Final = frozenset({400, 413, 415, 422})  # with which a request is refused for what it asks

Add = Callable[[Sequence[Page]], Coroutine[Any, Any, None]]
"""Keeps pages that have been read, and says so."""

Look = Callable[[int, str], Awaitable[Page]]
"""Reads a page, by number, with a model that sees. A reason says why OCR did not, and is the page's if none can."""


class OcrPages:
    """Reads pages of one opened file. `size` pages make a request, and `at_once` requests run side by side."""

    def __init__(
        self, opened: OcrDocument, *, add: Add, look: Look, charge: Charging, size: int = 8, at_once: int = 3
    ) -> None:
        self._opened = opened
        self._add = add
        self._look = look
        self._charge = charge
        self._size = size
        self._at_once = at_once
        self._any = False  # whether the service has read something of this file

    async def read(self, numbers: Sequence[int]) -> None:
        """Every page is then kept. Raises `ModelFailed` after what was under way has been kept."""
        requests = [numbers[start : start + self._size] for start in range(0, len(numbers), self._size)]
        await each(requests, self._request, at_once=self._at_once)

    async def _request(self, numbers: Sequence[int]) -> None:
        try:
            await self._read(numbers)
        except ModelRefused as error:
            if error.status not in OF_THE_FILE:
                raise
            log.warning("OCR refused pages %s: %s", numbers, error)
            await self._singly(numbers, error)

    async def _singly(self, numbers: Sequence[int], error: ModelRefused) -> None:
        """One page may spoil a request for its neighbours; a file of which none can be read is refused as a whole."""
        refused = []
        for number in numbers if len(numbers) > 1 else ():
            try:
                await self._read([number])
            except ModelRefused as again:
                if again.status not in OF_THE_FILE:
                    raise
                refused.append(number)
        if len(numbers) == len(refused) and not self._any:
            raise error
        for number in refused if len(numbers) > 1 else numbers:
            await kept(self._add([await self._look(number, REFUSED)]))

    async def _read(self, numbers: Sequence[int]) -> None:
        reply = await self._opened.read(numbers)
        self._any = True
        found = {page.number: page for page in reply.pages if page.number in numbers}
        done = [found[number] for number in numbers if number in found and not is_mostly_picture(found[number])]
        await kept(self._keep(reply, done))
        for number in numbers:
            if found.get(number) not in done:
                await kept(self._add([await self._seen(number, found.get(number))]))

    async def _seen(self, number: int, page: OcrPage | None) -> Page:
        """By a model that sees; what OCR has read is kept where that fails."""
        seen = await self._look(number, "")
        if seen.how is None and page is not None and not is_picture(page.text, page.pictures):
            return as_page(page)
        return seen

    async def _keep(self, reply: OcrReply, pages: Sequence[OcrPage]) -> None:
        await self._charge(reply.charge)
        if pages:
            await self._add([as_page(page) for page in pages])


def as_page(page: OcrPage) -> Page:
    return Page(
        page.number,
        "ocr",
        page.text,
        header=page.header,
        footer=page.footer,
        confidence=page.confidence,
        pictures=page.pictures,
    )
