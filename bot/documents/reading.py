"""One reading of one file: each page that is asked for, by the means that its kind and the plan call for."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bot.core.document_ports import Charging, Ocr, OcrReply, Shelf, Source, Transcriber
from bot.core.documents import Charge, Document, Page, Picture
from bot.core.errors import FileRefused
from bot.core.model_ports import Models
from bot.documents import tasks, vision, whole
from bot.documents.config import ReadingConfig
from bot.documents.intake import Intake
from bot.documents.limits import Limits
from bot.documents.ocr_pages import Add, Look, OcrPages
from bot.documents.old_formats import needs_ocr
from bot.documents.progress import Pages
from bot.documents.side_by_side import each, kept
from bot.documents.spool import place
from bot.documents.survey import Own
from bot.documents.vision import Vision
from bot.documents.worker import Workers

DAMAGED: Final = "OCR finds no text on it, and it is too damaged to be looked at"
SILENT: Final = "nothing is said in it"
PICTURES: Final = "it holds only pictures"
_SHARP: Final = 4000  # pixels: small print in a photo is still to be read by OCR
_BATCH: Final = 50  # pages that go to the shelf at once


@dataclass(frozen=True, slots=True)
class Means:
    """What files are read with."""

    shelf: Shelf
    intake: Intake
    workers: Workers
    ocr: Ocr
    transcriber: Transcriber
    vision: Vision
    models: Models
    config: ReadingConfig
    limits: Limits


class Reading:
    """Reads pages of one file and keeps each on the shelf as soon as it is read."""

    def __init__(self, means: Means, source: Source, document: Document, pages: Pages, charge: Charging) -> None:
        self._means = means
        self._source = source
        self._document = document
        self._pages = pages
        self._charge = charge
        self._name = source.attachment.name

    async def free(self, numbers: Sequence[int]) -> None:
        """Pages that need no service."""
        own = await self._means.intake.own(self._source, self._document)
        if self._document.kind == "image":
            own = await self._with_text(own, numbers)
        for start in range(0, len(numbers), _BATCH):
            await self._add([own[number] for number in numbers[start : start + _BATCH]])

    async def _with_text(self, own: Own, numbers: Sequence[int]) -> Own:
        """An image whose picture is no longer kept gets it back, and keeps the text that OCR has read."""
        earlier = await self._means.shelf.pages(self._document.id, numbers)
        read = {page.number: replace(page, pictures=own[page.number].pictures) for page in earlier if page.text}
        return {number: read.get(number, own[number]) for number in numbers}

    async def paid(self, numbers: Sequence[int]) -> None:
        """Pages that OCR or a model that sees reads, or sound that is transcribed. Raises `ModelFailed`."""
        if self._document.kind == "office" and not needs_ocr(self._document.media_type):
            await self._looked_at(await self._means.intake.own(self._source, self._document), numbers)
            return
        async with self._means.intake.original(self._source, self._document) as path:
            if self._document.kind == "audio":
                await self._heard(path)
            elif self._document.kind == "image":
                await self._images(path, numbers)
            elif self._document.kind == "office":
                await self._whole(path)
            else:
                await self._scanned(path, numbers)

    async def _heard(self, path: Path) -> None:
        means, media_type = self._means, self._document.media_type
        model = self._chosen(means.config.transcription_model, "audio")
        speech = await means.transcriber.transcribe(path, media_type=media_type, name=self._name, model=model)
        text = speech.text.strip()
        page = Page(1, "speech", text) if text else Page(1, None, reason=SILENT)
        await kept(self._bought(speech.charge, [page]))

    async def _looked_at(self, own: Own, numbers: Sequence[int]) -> None:
        """Pages of an office document that are their pictures."""

        async def look(number: int) -> None:
            page = own[number]
            await self._add([await self._seen(number, page.pictures, "", text=page.text, why=PICTURES)])

        await each(numbers, look, at_once=self._means.config.at_once)

    async def _whole(self, path: Path) -> None:
        """By OCR, all pages at once: only then it is known how many there are."""
        model = self._chosen(self._means.config.ocr_model, "ocr")
        media_type = self._document.media_type
        async with self._means.ocr.opened(path, media_type=media_type, name=self._name, model=model) as opened:
            reply = await whole.asked(opened, self._name)
            pictured = await kept(self._counted(reply))
        await self._looked_at({page.number: page for page in pictured}, [page.number for page in pictured])

    async def _counted(self, reply: OcrReply) -> list[Page]:
        """Keep what has been read, and how many pages there are; the pages that are still to be looked at."""
        await self._charge(reply.charge)
        pages, pictured = whole.pages(reply)
        counted = replace(self._document, pages=max(page.number for page in (*pages, *pictured)))
        await self._means.shelf.keep(self._source.key, counted)
        await self._means.shelf.add(self._document.id, pages)
        return pictured

    async def _scanned(self, path: Path, numbers: Sequence[int]) -> None:
        async def look(number: int, reason: str) -> Page:
            run = self._means.workers.run
            try:
                picture = await run(self._name, tasks.drawn, path, self._name, number, vision.LONGEST)
            except FileRefused:
                return Page(number, None, reason=reason or DAMAGED)
            return await self._seen(number, [picture], reason)

        await self._ocr(path, self._document.media_type, numbers, self._add, look)

    async def _images(self, path: Path, numbers: Sequence[int]) -> None:
        """By OCR, upright and in detail; the page keeps the picture as a model takes it too."""
        own = await self._means.intake.own(self._source, self._document)
        for number in numbers:
            shown = own[number].pictures
            sharp = shown[0]
            if self._document.pages == 1:
                sharp = await self._means.workers.run(
                    self._name, tasks.prepared, path, self._name, self._means.limits, _SHARP
                )
            await self._image(number, sharp, shown)

    async def _image(self, number: int, sharp: Picture, shown: tuple[Picture, ...]) -> None:
        async def add(pages: Sequence[Page]) -> None:
            await self._add(
                [
                    replace(page, number=number, pictures=shown + (page.pictures if page.how == "ocr" else ()))
                    for page in pages
                ]
            )

        async def look(_: int, reason: str) -> Page:
            return await self._seen(number, shown[:1], reason)

        async with place(self._means.config.folder) as upright:
            await asyncio.to_thread(upright.write_bytes, sharp.data)
            await self._ocr(upright, sharp.media_type, [1], add, look)

    async def _ocr(self, path: Path, media_type: str, numbers: Sequence[int], add: Add, look: Look) -> None:
        config = self._means.config
        model = self._chosen(config.ocr_model, "ocr")
        async with self._means.ocr.opened(path, media_type=media_type, name=self._name, model=model) as opened:
            size, at_once = config.request_pages, config.at_once
            pages = OcrPages(opened, add=add, look=look, charge=self._charge, size=size, at_once=at_once)
            await pages.read(numbers)

    async def _seen(self, number: int, pictures: Sequence[Picture], reason: str, **page_said: str) -> Page:
        """By a model that sees; `reason` says why OCR did not read the page, if it was asked."""
        page = await self._means.vision.read(number, pictures, of=self._name, charge=self._charge, **page_said)
        return replace(page, reason=reason) if page.how is None and reason else page

    def _chosen(self, name: str, capability: str) -> str:
        return self._means.models.choose(name, frozenset({capability})).card.id

    async def _bought(self, charge: Charge, pages: Sequence[Page]) -> None:
        await self._charge(charge)
        await self._add(pages)

    async def _add(self, pages: Sequence[Page]) -> None:
        await self._means.shelf.add(self._document.id, pages)
        await self._pages.add(len(pages))
