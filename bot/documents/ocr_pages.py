"""Pages read by OCR, several requests at once; where it finds only a picture, a model that sees reads the page."""

import logging
import re
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, Final

from bot.core.document_ports import Charging, OcrDocument, OcrPage, OcrReply
from bot.core.documents import Page
from bot.core.errors import ModelRefused
from bot.documents.side_by_side import each, kept

log = logging.getLogger(__name__)

REFUSED: Final = "the OCR service refused it"
_PICTURE: Final = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_CAPTION: Final = 12  # letters and digits, below which a page with a picture is its picture
_OF_THE_PAGE: Final = frozenset({400, 413, 422})  # with which a request is refused for what it asks

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
            if error.status not in _OF_THE_PAGE:
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
                if again.status not in _OF_THE_PAGE:
                    raise
                refused.append(number)
        if len(numbers) == len(refused) and not self._any:
            raise error
        for number in refused if len(numbers) > 1 else numbers:
            await kept(self._add([await self._look(number, REFUSED)]))

    async def _read(self, numbers: Sequence[int]) -> None:
        reply = await self._opened.read(numbers)
        self._any = True
        found = {page.number: page for page in reply.pages if page.number in numbers and not is_picture(page)}
        await kept(self._keep(reply, [found[number] for number in numbers if number in found]))
        for number in numbers:
            if number not in found:
                await kept(self._add([await self._look(number, "")]))

    async def _keep(self, reply: OcrReply, pages: Sequence[OcrPage]) -> None:
        await self._charge(reply.charge)
        if pages:
            await self._add([as_page(page) for page in pages])


def is_picture(page: OcrPage) -> bool:
    """Whether OCR has found no text on a page, or so little beside a picture that the picture is the page."""
    size = sum(map(str.isalnum, _PICTURE.sub("", page.text)))
    pictured = bool(page.pictures) or _PICTURE.search(page.text) is not None
    return size == 0 or (pictured and size < _CAPTION)


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
