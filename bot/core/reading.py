"""Reading a turn's files: each is looked at, its price is agreed upon where it is high, and then it is read."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from bot.core.agreement import Agreement
from bot.core.desk import Desk
from bot.core.document_ports import Documents, Shelf, Source
from bot.core.documents import Document, How, Plan
from bot.core.errors import BotError, CommandRejected, FileRefused, ModelFailed, PlatformFailed
from bot.core.gathering import Gathered
from bot.core.page_text import DOUBTED
from bot.core.pricing import narrowed, page_numbers, pages_of
from bot.core.read_files import ReadFile, ReadFiles, Refused
from bot.core.records import Turn

log = logging.getLogger(__name__)

AT_ONCE: Final = 3  # files that are looked at or read side by side for one answer
REMEMBERED: Final = 1_000  # files that are no good, the newest, which no later question has fetched again

_UNAGREED: Final = "nobody has agreed so far that it is read, which costs money; it can be sent again for that."


@dataclass(frozen=True, slots=True)
class _Planned:
    source: Source
    plan: Plan
    own: bool


class Reading:
    def __init__(self, documents: Documents, shelf: Shelf, agreement: Agreement) -> None:
        self._documents = documents
        self._shelf = shelf
        self._agreement = agreement
        self._no_good: dict[str, FileRefused] = {}  # by upload

    async def __call__(
        self, turn: Turn, files: Gathered, desk: Desk, *, ocr: bool = False, pages: str = "", through: bool = False
    ) -> ReadFiles:
        """Read the files; one that cannot be read costs the others nothing.

        With `ocr`, images are read as pages; `pages` are the only ones wanted, such as `1-20, 45`; `through` says
        that the model will go through all of their text, which has its price. Raises what
        `Agreement` does, `CommandRejected` for pages that no file has, and `ModelFailed` where a file that came with
        the question could not be read to its end; what was read of it is kept.
        """
        busy = asyncio.Semaphore(AT_ONCE)
        sources = [(source, True) for source in files.own] + [(source, False) for source in files.earlier]
        looked = await asyncio.gather(*(self._look(source, own, desk, busy, ocr=ocr) for source, own in sources))
        planned = [each for each in looked if isinstance(each, _Planned)]
        refused = [each for each in looked if isinstance(each, Refused)]
        refused += [Refused(name, _too_many(name, len(files.own)), own=True) for name in files.left]
        if pages:
            planned, without = _narrowed(planned, pages)
            refused += without
        own, earlier = [each.plan for each in planned if each.own], [each.plan for each in planned if not each.own]
        agreed = await self._agreement(turn, own, earlier, desk, named=bool(pages), through=through)
        failed = await asyncio.gather(
            *(self._read(each, agreed.pages.get(each.plan.document.id, ()), desk, busy) for each in planned),
            return_exceptions=True,
        )
        for each in failed:
            if isinstance(each, BaseException):
                raise each  # once all have come to their end: what the others have paid for is kept
            refused += [each] if each is not None else []
        refused += [
            Refused(each.source.attachment.name, f"{each.source.attachment.name}: {_UNAGREED}", own=each.own)
            for each in planned
            if not each.plan.known and each.plan.document.id not in agreed.pages
        ]
        return ReadFiles(await self._kept(planned, pages), tuple(refused), agreed.estimate)

    async def _look(
        self, source: Source, own: bool, desk: Desk, busy: asyncio.Semaphore, *, ocr: bool
    ) -> _Planned | Refused:
        if own:
            await desk.progress(f"opening {source.attachment.name}")
        elif (known := self._no_good.get(source.key)) is not None:
            return _refused(source, known, own)
        try:
            async with busy:
                return _Planned(source, await self._documents.plan(source, ocr=ocr), own)
        except FileRefused as error:
            self._remember(source, error)
            return _refused(source, error, own)
        except PlatformFailed as error:
            return _refused(source, error, own)

    def _remember(self, source: Source, error: FileRefused) -> None:
        """What is no good does not get better; a failure of the platform may."""
        while len(self._no_good) >= REMEMBERED:
            del self._no_good[next(iter(self._no_good))]
        self._no_good[source.key] = FileRefused(error.notice)  # without the traceback, which holds on to the file

    async def _read(self, each: _Planned, pages: Sequence[int], desk: Desk, busy: asyncio.Semaphore) -> Refused | None:
        if set(pages) <= set(each.plan.known):
            return None
        try:
            async with busy:
                await self._documents.read(each.source, each.plan, pages, progress=desk.progress, charge=desk.charge)
        except ModelFailed as error:
            if each.own:
                raise
            return _refused(each.source, error, own=False)
        except (FileRefused, PlatformFailed) as error:
            return _refused(each.source, error, each.own)
        return None

    async def _kept(self, planned: Sequence[_Planned], pages: str) -> tuple[ReadFile, ...]:
        """Those of which something was read, each content once."""
        found: dict[str, ReadFile] = {}
        for each in planned:
            document = each.plan.document
            if each.plan.uncounted:
                document = await self._shelf.document(document.id) or document
            if document.id not in found and (ledger := await self._shelf.ledger(document.id)):
                found[document.id] = await self._told(each, document, ledger, pages)
        return tuple(found.values())

    async def _told(self, each: _Planned, document: Document, ledger: Mapping[int, How | None], pages: str) -> ReadFile:
        unread = [number for number, how in ledger.items() if how is None]
        reasons = {page.number: page.reason for page in await self._shelf.pages(document.id, unread)}
        doubtful = await self._shelf.doubtful(document.id, below=DOUBTED)
        return ReadFile(each.source, document, ledger, each.own, reasons, _wanted(document, pages), tuple(doubtful))


def _narrowed(planned: Sequence[_Planned], pages: str) -> tuple[list[_Planned], list[Refused]]:
    """The files with the pages that are wanted of each, and those that have none of them.

    Raises `CommandRejected` where none has any.
    """
    kept: list[_Planned] = []
    without: list[Refused] = []
    for each in planned:
        try:
            kept.append(replace(each, plan=narrowed(each.plan, pages_of(each.plan, pages))))
        except CommandRejected as error:
            if len(planned) == len(without) + 1:
                raise
            name = each.source.attachment.name
            without.append(Refused(name, f"{name} was not read: {error}", each.own))
    return kept, without


def _wanted(document: Document, pages: str) -> tuple[int, ...]:
    with suppress(CommandRejected):  # of a file whose pages nobody could count before, all were read
        return page_numbers(pages, document.pages) if pages else ()
    return ()


def _refused(source: Source, error: BotError, own: bool) -> Refused:
    """The sentence names the file, whoever wrote it."""
    name = source.attachment.name
    log.info("A file cannot be read: %s", type(error).__name__)
    log.debug("That file is %s: %s", name, error)
    return Refused(name, error.notice if name in error.notice else f"{name}: {error.notice}", own)


def _too_many(name: str, read: int) -> str:
    return f"{name} was not read: I read at most {read} files at once; please send it in another message."
