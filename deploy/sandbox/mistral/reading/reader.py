"""A document of any kind as numbered pages; each page is read once, whoever asks for it."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property
from typing import ParamSpec, TypeVar

from deploy.sandbox.mistral.reading import office, pdf, pictures, plain
from deploy.sandbox.mistral.reading.layout import page_of
from deploy.sandbox.mistral.reading.page import Page

WORKERS = 2
KEPT = 1024  # pages, with their pictures
Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class Document:
    """The bytes of a document, recognised by what they are and not by what they are called.

    `name` and `media` only tell one kind of plain text from another. A `picture` is nothing but a picture.
    """

    def __init__(self, data: bytes, name: str = "", media: str = "", *, picture: bool = False) -> None:
        self.data = data
        self._picture = picture
        self.key = hashlib.sha256(data).hexdigest()
        self._name = f"{name} {media}".casefold()

    @property
    def is_pdf(self) -> bool:
        return not self._picture and b"%PDF-" in self.data[:1024]

    @property
    def has_pictures_inside(self) -> bool:
        """Whether it is a DOCX with pictures in it."""
        return office.is_office(self.data) and office.docx_pictures(self.data)

    async def count(self) -> int:
        """How many pages; raises `Unreadable`."""
        return await in_worker(self._count)

    async def pages(self, indices: Sequence[int]) -> list[Page]:
        """Those pages, counted from 0, two of them being read at a time."""
        turns = asyncio.Semaphore(WORKERS)  # so that a long document leaves the workers to others now and then

        async def one(index: int) -> Page:
            async with turns:
                return await in_worker(self._page, index)

        return list(await asyncio.gather(*(one(index) for index in indices)))

    def _count(self) -> int:
        if self.is_pdf:
            return pdf.count(self.data)
        texts = self._texts
        return pictures.frames(self.data) if texts is None else len(texts)

    @cached_property
    def _texts(self) -> list[Page] | None:
        """The pages of what is text already; `None` for a picture."""
        if self._picture:
            return None
        if office.is_office(self.data):
            return office.pages(self.data)
        return plain.pages(self.data, self._name)

    def _page(self, index: int) -> Page:
        known = _pages()
        if (found := known.get((self.key, index))) is None:
            found = self._read(index)
            known[self.key, index] = found
            while len(known) > KEPT:
                known.popitem(last=False)
        return found

    def _read(self, index: int) -> Page:
        if self.is_pdf:
            image, dots, links = pdf.drawn(self.data, index)
            return page_of(image, links, dots)
        texts = self._texts
        return page_of(pictures.decoded(self.data, index)) if texts is None else texts[index]


async def in_worker(work: Callable[Parameters, Result], *args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
    """Run it on one of the threads that read, off the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_workers(), lambda: work(*args, **kwargs))


@cache
def _workers() -> ThreadPoolExecutor:
    """One pool for the process: each thread's engine takes a while to load and much memory."""
    return ThreadPoolExecutor(WORKERS, "reading")


@cache
def _pages() -> OrderedDict[tuple[str, int], Page]:
    return OrderedDict()
