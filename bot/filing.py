"""The composition of files: what reads them, where they are kept, and what the core is given of that."""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from bot.core.agreement import Agreement, FileRules
from bot.core.backfill import Backfill
from bot.core.charts import Charts
from bot.core.desk import Desk
from bot.core.document_ports import Documents, Embedder, Ocr, Passages, Shelf
from bot.core.enclosing import Encloser
from bot.core.errors import BotError
from bot.core.looking import Looking
from bot.core.model_ports import Model, Models, Tokens
from bot.core.ports import Clock, Journal, Preferences, Transcript
from bot.core.read_files import ReadFile
from bot.core.reading import Reading
from bot.core.tool import Tool
from bot.core.turn_files import Filing
from bot.documents.config import ReadingConfig
from bot.documents.limits import Limits
from bot.documents.reader import FileReader
from bot.extraction.annotating import Annotating
from bot.extraction.chatting import Chatting
from bot.extraction.extractor import Extractor
from bot.extraction.saved_schemas import SavedSchemas
from bot.extraction.service import Extraction, ExtractionRules
from bot.memory.passages import PassageFinder
from bot.mistral.config import MistralConfig
from bot.mistral.embedder import MistralEmbedder
from bot.mistral.ocr import MistralOcr
from bot.mistral.transcriber import MistralTranscriber
from bot.settings import Settings
from bot.store.store import SqlStore
from bot.storing import reading_folder
from bot.tools.charting import chart_tool
from bot.tools.pages import PageTools
from bot.tools.saving import Saving
from bot.tools.study import Study

log = logging.getLogger(__name__)

PURGE_EVERY: Final = 3_600.0  # seconds
FORGOTTEN: Final = 86_400.0  # seconds after which an upload of an earlier process is surely nobody's
SETTLED: Final = 30 * 86_400.0  # seconds after which no delivery comes again, and no step is looked at
EXCERPT_SHARE: Final = 4  # of the room for files, what is shown of those that are too long


@dataclass(frozen=True, slots=True)
class FilePorts:
    """What the core is given of files. `embedder` is that of passages, or None, and `embedding` its model's id."""

    documents: Documents
    shelf: Shelf
    passages: Passages
    ocr: Ocr
    tokens: Tokens
    folder: Path  # for files while they are read or sent
    embedder: Embedder | None
    embedding: str


@asynccontextmanager
async def opened_files(
    settings: Settings,
    store: SqlStore,
    http: httpx.AsyncClient,
    config: MistralConfig,
    clock: Clock,
    *,
    model: Model,
    models: Models,
    tokens: Tokens,
) -> AsyncIterator[FilePorts]:
    """Everything that reads files; what is left of them on disk and at the service is taken away."""
    async with AsyncExitStack() as stack:
        folder = await asyncio.to_thread(_empty, reading_folder(settings))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        ocr = MistralOcr(http, config, clock)
        documents = FileReader(
            store.shelf,
            ocr=ocr,
            transcriber=MistralTranscriber(http, config, clock),
            model=model,
            models=models,
            clock=clock,
            limits=limits(settings),
            config=reading(settings, folder),
        )
        embedding = models.choose(settings.embedding_model, frozenset({"embeddings"})).card.id
        embedder = None
        if settings.search_by_meaning:
            embedder = MistralEmbedder(http, config, clock, tokens, model=embedding)
        passages = PassageFinder(store.shelf, store.passages, embedder, model=embedding)
        tidying = asyncio.create_task(_tidy(settings, store, ocr, clock))
        stack.callback(tidying.cancel)
        yield FilePorts(documents, store.shelf, passages, ocr, tokens, folder, embedder, embedding)


def filing(
    settings: Settings,
    files: FilePorts,
    *,
    charts: Charts,
    backfill: Backfill,
    journal: Journal,
    transcript: Transcript,
    preferences: Preferences,
    model: Model,
    models: Models,
    clock: Clock,
) -> Filing:
    """What the core does with files, for every turn."""
    study = Study(files.shelf, files.tokens, model, models, settings.mistral_model, ask_cost=settings.ask_above_cost)
    looking = Looking(model, models, settings.mistral_model)

    saving = Saving(files.shelf, files.documents)

    def tools(read: Mapping[str, ReadFile], desk: Desk) -> Sequence[Tool]:
        pages = PageTools(
            read, desk, shelf=files.shelf, passages=files.passages, study=study, looking=looking, saving=saving
        )
        return (*(pages.all() if read else ()), chart_tool(charts, desk))

    return Filing(
        backfill=backfill,
        journal=journal,
        transcript=transcript,
        models=models,
        reading=Reading(files.documents, files.shelf, Agreement(models, preferences, clock, file_rules(settings))),
        encloser=Encloser(
            files.shelf,
            files.passages,
            files.tokens,
            looking,
            room=settings.file_tokens,
            excerpt_room=settings.file_tokens // EXCERPT_SHARE,
        ),
        tools=tools,
        most=settings.files_per_question,
        currency=settings.currency,
    )


def extraction(
    settings: Settings, files: FilePorts, *, preferences: Preferences, model: Model, models: Models
) -> Extraction:
    """What `/extract` does; OCR annotates what nobody would be asked about, unless it is switched off."""
    ocr_model = settings.ocr_model if settings.ocr != "never" else ""
    chatting = Chatting(files.tokens, model, models, settings.mistral_model)
    annotating = Annotating(files.shelf, files.ocr, models, ocr_model, files.folder)
    rules = ExtractionRules(settings.ask_above_pages, settings.ask_above_cost, settings.currency)
    return Extraction(Extractor(files.shelf, chatting, annotating), SavedSchemas(preferences), rules)


def file_rules(settings: Settings) -> FileRules:
    return FileRules(
        ask_pages=settings.ask_above_pages,
        ask_cost=settings.ask_above_cost,
        ask_within=settings.ask_within_hours * 3_600,
        ocr_model=settings.ocr_model,
        speech_model=settings.transcription_model,
        embedding_model=settings.embedding_model,
        chat_model=settings.mistral_model,
        shown_tokens=settings.file_tokens,
        currency=settings.currency,
    )


def limits(settings: Settings) -> Limits:
    return Limits(
        file_bytes=int(settings.file_megabytes * 2**20), files=settings.files_per_question, pages=settings.file_pages
    )


def reading(settings: Settings, folder: Path) -> ReadingConfig:
    return ReadingConfig(
        folder=folder,
        ocr=settings.ocr,
        ocr_model=settings.ocr_model,
        transcription_model=settings.transcription_model,
        vision_model=settings.mistral_model,
        keep_seconds=settings.keep_files_days * 86_400,
    )


def _empty(folder: Path) -> Path:
    """The folder for files while they are read: what a killed process left there is gone."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    return folder


async def _tidy(settings: Settings, store: SqlStore, ocr: MistralOcr, clock: Clock) -> None:
    """Let go of what has had its time, every hour: here, and at the service what a killed process left there."""
    while True:
        try:
            await ocr.sweep_uploads(FORGOTTEN)
        except BotError as error:
            log.info("Could not look for files that an earlier process left at the service: %s", error)
        now = clock.time()
        try:
            gone = await store.shelf.purge(pictures_before=now - settings.keep_files_days * 86_400)
            rows = await store.purge(before=now - SETTLED)
            log.debug("Let go of %s bytes of files and %s rows about what is long settled", gone, rows)
        except BotError as error:
            log.warning("What has had its time could not be deleted: %s", error)
        except Exception:  # a defect here must not end the keeping of the retention setting
            log.exception("What has had its time could not be deleted")
        await clock.sleep(PURGE_EVERY)
