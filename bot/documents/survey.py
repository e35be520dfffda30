"""Which pages of a file need no service, and what they say; worked out once, when the reading is planned."""

import logging
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from bot.core.documents import Document, Page
from bot.core.errors import FileRefused
from bot.documents import old_formats, tasks
from bot.documents.config import WhenOcr
from bot.documents.limits import Limits
from bot.documents.pictured import to_be_seen
from bot.documents.quality import Look
from bot.documents.side_by_side import each
from bot.documents.worker import Workers

log = logging.getLogger(__name__)

SWITCHED_OFF: Final = "it has no text of its own, and OCR is switched off here"
BLANK: Final = "it is blank"
_STRETCH: Final = 40  # pages that a worker looks at in one go
_REMEMBERED: Final = 16 * 2**20  # characters and bytes of pages that are kept until they are read

Own = Mapping[int, Page]
"""The pages that have been looked at here, by number, the blank ones included. The others need a service.

So do those among them that are `pictured.to_be_seen`: they hold the pictures to be looked at.
"""


class Surveys:
    """Surveys files in the workers; the last few are remembered, as what is planned is mostly read at once."""

    def __init__(self, workers: Workers, when: WhenOcr, limits: Limits) -> None:
        self._workers = workers
        self._when = when
        self._limits = limits
        self._known: OrderedDict[str, Own] = OrderedDict()

    def remembered(self, document: Document) -> Own | None:
        if document.kind == "audio" or (document.kind == "pdf" and self._when == "always"):
            return {}
        if old_formats.needs_ocr(document.media_type) and self._when != "never":
            return {}
        return self._known.get(document.id)

    def remember(self, document: Document, pages: Iterable[Page]) -> Own:
        own = {page.number: self._offered(page) for page in pages}
        self._known[document.id] = own
        while sum(map(_size, self._known.values())) > _REMEMBERED:
            self._known.popitem(last=False)
        return own

    def forget(self, document: Document) -> None:
        """Its pages have been read."""
        self._known.pop(document.id, None)

    async def make(self, document: Document, path: Path, name: str) -> Own:
        """Look at a file that is no sound. Raises `FileRefused`."""
        if old_formats.needs_ocr(document.media_type):
            raise FileRefused(old_formats.sentence(name, document.media_type))
        if document.kind != "pdf":
            arguments = (path, name, document.kind, document.media_type, self._limits)
            return self.remember(document, await self._workers.run(name, tasks.converted, *arguments))
        looks: list[Look] = []

        async def look(stretch: tuple[int, int]) -> None:
            try:
                looks.extend(await self._workers.run(name, tasks.looks, path, name, *stretch))
            except FileRefused as refusal:  # a page broke the worker: who can see them reads them all
                log.warning("pages %s to %s have to be seen: %s", *stretch, type(refusal.__cause__).__name__)
                looks.extend(Look(number, "scan") for number in range(stretch[0], stretch[1] + 1))

        await each(_stretches(document.pages), look, at_once=self._workers.most)
        return self.remember(document, self._own(looks))

    def _offered(self, page: Page) -> Page:
        if self._when == "never" and to_be_seen(page):
            return Page(page.number, None, reason=SWITCHED_OFF)
        return page

    def _own(self, looks: Iterable[Look]) -> Iterator[Page]:
        for look in looks:
            if look.verdict == "good":
                yield Page(look.number, "text", look.text)
            elif look.verdict == "blank":
                yield Page(look.number, None, reason=BLANK)
            elif self._when == "never":
                yield Page(look.number, None, reason=SWITCHED_OFF)


def _stretches(pages: int) -> list[tuple[int, int]]:
    return [(first, min(first + _STRETCH - 1, pages)) for first in range(1, pages + 1, _STRETCH)]


def _size(own: Own) -> int:
    return sum(len(page.text) + sum(len(picture.data) for picture in page.pictures) for page in own.values())
