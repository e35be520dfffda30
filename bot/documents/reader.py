"""The reader of files: what reading one takes, and the reading."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import replace
from weakref import WeakValueDictionary

from bot.core.document_ports import Charging, Ocr, Progress, Shelf, Source, Transcriber
from bot.core.documents import Document, How, Plan
from bot.core.model_ports import Model, Models
from bot.core.ports import Clock
from bot.documents.config import ReadingConfig
from bot.documents.intake import Intake
from bot.documents.limits import Limits
from bot.documents.old_formats import needs_ocr
from bot.documents.pictured import to_be_seen
from bot.documents.progress import Pages
from bot.documents.reading import Means, Reading
from bot.documents.survey import SWITCHED_OFF, Surveys
from bot.documents.vision import Vision
from bot.documents.worker import Workers


class FileReader:
    """Implements `bot.core.document_ports.Documents`."""

    def __init__(
        self,
        shelf: Shelf,
        *,
        ocr: Ocr,
        transcriber: Transcriber,
        model: Model,
        models: Models,
        clock: Clock,
        config: ReadingConfig,
        limits: Limits | None = None,
    ) -> None:
        limits = limits or Limits()
        workers = Workers(
            config.workers,
            memory_bytes=config.worker_bytes,
            seconds=config.worker_seconds,
            idle_seconds=config.idle_seconds,
        )
        intake = Intake(shelf, workers, Surveys(workers, config.ocr, limits), clock, config, limits)
        vision = Vision(model, models, config.vision_model)
        self._means = Means(shelf, intake, workers, ocr, transcriber, vision, models, config, limits)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def plan(self, source: Source, *, ocr: bool = False) -> Plan:
        """See `Documents.plan`. With `ocr`, OCR reads an image, unless that is switched off."""
        ocr = ocr and self._means.config.ocr != "never"
        async with self._lock(source.key):
            document = await self._means.intake.document(source)
            known = await self._known(document, ocr=ocr)
            missing = [number for number in range(1, document.pages + 1) if number not in known]
            free: set[int] = set()
            if missing and not (ocr and document.kind == "image"):
                own = await self._means.intake.own(source, document)
                free = {number for number in missing if number in own and not to_be_seen(own[number])}
        paid = [number for number in missing if number not in free]
        uncounted = not known and needs_ocr(document.media_type)
        named = replace(document, name=source.attachment.name)  # whatever others call the same content
        return Plan(named, tuple(sorted(known)), tuple(sorted(free)), tuple(paid), uncounted=uncounted)

    async def read(
        self, source: Source, plan: Plan, pages: Collection[int], *, progress: Progress, charge: Charging
    ) -> None:
        """See `Documents.read`. Turns that want the same file at once wait for each other, and read it once."""
        document = plan.document
        wanted = sorted(set(pages) & set(range(1, document.pages + 1)))
        async with self._lock(document.id):
            known = await self._known(document, ocr=bool(plan.paid))
            missing = [number for number in wanted if number not in known]
            if not missing:
                return
            said = Pages(progress, source.attachment.name, done=len(wanted) - len(missing), total=len(wanted))
            reading = Reading(self._means, source, document, said, charge)
            await said.begin()
            paid = set(plan.paid)
            if free := [number for number in missing if number not in paid]:
                await reading.free(free)
            if rest := [number for number in missing if number in paid]:
                await reading.paid(rest)
            if len(known) + len(missing) >= document.pages:
                self._means.intake.forget(document)

    async def _known(self, document: Document, *, ocr: bool) -> set[int]:
        """The pages that need not be read again; those left out while OCR was switched off count once it is on."""
        ledger = await self._means.shelf.ledger(document.id)
        if document.kind == "image":
            return await self._with_text(document) if ocr else await self._with_picture(document, ledger)
        if self._means.config.ocr == "never":
            return set(ledger)
        return set(ledger) - await self._switched_off(document, ledger)

    async def _with_text(self, document: Document) -> set[int]:
        """Of an image, what OCR has been asked to read: the text is there, or the reason why there is none."""
        return {page.number for page in await self._means.shelf.pages(document.id) if page.text or page.how is None}

    async def _with_picture(self, document: Document, ledger: Mapping[int, How | None]) -> set[int]:
        """Of an image, what can still be shown to a model: pictures are kept for a time only."""
        shelf = self._means.shelf
        return {number for number in ledger if await shelf.pictures(document.id, number)}

    async def _switched_off(self, document: Document, ledger: Mapping[int, How | None]) -> set[int]:
        unread = [number for number, how in ledger.items() if how is None]
        pages = await self._means.shelf.pages(document.id, unread) if unread else []
        return {page.number for page in pages if page.reason == SWITCHED_OFF}

    def _lock(self, key: str) -> asyncio.Lock:
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        return lock
