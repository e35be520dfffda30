"""The composition of the memory: the index of what was said, the search in it, and who is given them."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from bot.core.citing import highest
from bot.core.documents import Charge
from bot.core.errors import ModelRefused
from bot.core.model_ports import Models
from bot.core.moments import moment
from bot.core.notebook import Bounds, Notebook
from bot.core.platform_ports import Platform
from bot.core.ports import Clock
from bot.core.records import Turn
from bot.core.search_ports import Found, MessageIndex, Search, Sought
from bot.core.tool import Tool
from bot.core.turn_memory import TurnMemory
from bot.filing import FilePorts
from bot.memory.file_search import FileSearch
from bot.memory.indexing import Indexer
from bot.memory.note_command import NoteAnswers
from bot.memory.search_command import SearchAnswers
from bot.memory.searching import Searching
from bot.memory.telling import for_model
from bot.settings import Settings
from bot.store.store import SqlStore
from bot.storing import leases_of
from bot.tools.noting import NoteTools
from bot.tools.searching import SearchTools


@dataclass(frozen=True, slots=True)
class MemoryPorts:
    """What the core is given of the memory."""

    index: MessageIndex
    search: Search
    notebook: Notebook


@asynccontextmanager
async def opened_memory(
    settings: Settings,
    store: SqlStore,
    files: FilePorts,
    platforms: Mapping[str, Platform],
    models: Models,
    clock: Clock,
) -> AsyncIterator[MemoryPorts]:
    """The memory, which is brought up to date in the background while the block lasts."""
    index = store.message_index
    indexer = Indexer(
        index,
        store.file_index,
        files.passages,
        files.embedder,
        clock,
        model=files.embedding,
        price_of=partial(price_of, models, settings.currency),
        leases=leases_of(settings),
    )
    file_search = FileSearch(store.file_index, files.passages)
    search = Searching(index, file_search, platforms, files.embedder, model=files.embedding)
    bounds = Bounds(settings.notes_most, settings.notes_tokens)
    notebook = Notebook(store.notes, platforms, files.tokens, bounds)
    indexing = asyncio.create_task(indexer.run())
    try:
        yield MemoryPorts(index, search, notebook)
    finally:
        indexing.cancel()
        await asyncio.wait([indexing])


def search_answers(settings: Settings, memory: MemoryPorts, platforms: Mapping[str, Platform]) -> SearchAnswers:
    """What `/search` does."""
    return SearchAnswers(memory.search, platforms, ZoneInfo(settings.time_zone), moment)


def note_answers(settings: Settings, memory: MemoryPorts) -> NoteAnswers:
    """What `/memory` does."""
    return NoteAnswers(memory.notebook, makes_notes=settings.notes)


def turn_memory(settings: Settings, memory: MemoryPorts, models: Models) -> TurnMemory:
    """What turns have of the memory. What a question to the index takes is added to what the index took."""
    zone = ZoneInfo(settings.time_zone)

    async def charge(charged: Charge) -> None:
        await memory.index.spend(charged, price_of(models, settings.currency, charged))

    def tell(sought: Sought, found: Found, numbers: Sequence[int]) -> str:
        return for_model(sought, found, numbers, zone)

    def tools(turn: Turn, left: int) -> Sequence[Tool]:
        searching = SearchTools(memory.search, tell, charge, first=highest(turn.steps) + 1).all()
        return (*searching, *NoteTools(memory.notebook).all(left=left)) if settings.notes else searching

    return TurnMemory(tools, memory.notebook if settings.notes else None)


def price_of(models: Models, currency: str, charge: Charge) -> float | None:
    """What a request costs; None for a model whose price nobody knows."""
    try:
        price = models.choose(charge.model, frozenset()).card.price(currency)
    except ModelRefused:
        return None
    return price.of(charge.usage, charge.pages, charge.seconds, charge.annotated) if price else None
