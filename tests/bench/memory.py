"""What the search costs, and what the index costs the turns beside it."""

import asyncio
import os
import random
import statistics
import struct
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from bot.clock import SystemClock
from bot.core.document_ports import Embedded
from bot.core.leases import Alone
from bot.core.messages import Usage
from bot.core.search_ports import Chunk, IndexedMessage, Within
from bot.core.values import Address, Author, MessageReceived, Said
from bot.memory.indexing import Indexer
from bot.store.chunks import chunked
from bot.store.codes import code
from bot.store.database import open_store
from bot.store.store import SqlStore
from tests.bench.table import Table

CHUNKS, DIMENSIONS, CHANNELS, QUERIES = 20_000, 1_024, 40, 200
TALK: Final = 1_000  # messages that are indexed while others write
AT_ONCE: Final = 250
MODEL: Final = "mistral-embed"
_WARMING: Final = 40  # searches, so that most channels have been searched before
ANA: Final = Author("U1", "Ana")
WORDS: Final = [
    "deploy",
    "launch",
    "printer",
    "budget",
    "poster",
    "banner",
    "friday",
    "monday",
    "invoice",
    "server",
    "kitchen",
    "train",
    "coffee",
    "login",
]


def measure(table: Table) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_search(table, Path(folder)))
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_index(table, Path(folder)))


def vector(chance: random.Random) -> bytes:
    floats = [chance.gauss(0, 1) for _ in range(DIMENSIONS)]
    length = sum(each * each for each in floats) ** 0.5
    return struct.pack(f"<{DIMENSIONS}f", *(each / length for each in floats))


def place(number: int) -> Address:
    return Address("slack", "T1", f"C{number}", "1700000000.000000")


def message(number: int, chance: random.Random) -> Said:
    text = " ".join(chance.choices(WORDS, k=12)) + f" {number}"
    return Said(f"{1_700_000_001 + number}.000000", ANA, 1_700_000_001.0 + number, text)


async def fill(store: SqlStore, chance: random.Random) -> list[int]:
    """Every message a chunk of its own; the channel of each. The largest has about a quarter of them."""
    weights = [1 / (rank + 1) ** 1.05 for rank in range(CHANNELS)]
    channels = chance.choices(range(CHANNELS), weights, k=CHUNKS)
    basis = [vector(chance) for _ in range(200)]  # made once: what is compared costs the same
    for start in range(0, CHUNKS, AT_ONCE):
        statements = []
        for number in range(start, min(start + AT_ONCE, CHUNKS)):
            address, said = place(channels[number]), message(number, chance)
            await store.transcript.add(address, [said])
            made = bytearray(basis[number % len(basis)])
            struct.pack_into("<f", made, 4 * (number // len(basis) % DIMENSIONS), 0.2)
            one = IndexedMessage(address.place, said.message_id, str(address), ANA, said.at, said.text)
            piece = Chunk((one,), said.text, sha256(said.text.encode()).hexdigest())
            statements += chunked(MODEL, [(piece, bytes(made), code(bytes(made)))])
        await store.database.commit(*statements, lasting=False)
    return channels


async def _search(table: Table, folder: Path) -> None:
    chance = random.Random(7)
    table.heading(f"Search: {CHUNKS:,} chunks of {DIMENSIONS:,} dimensions in {CHANNELS} channels, on SQLite")
    async with open_store(folder / "bench.sqlite3", SystemClock()) as store:
        channels = await fill(store, chance)
        wanted = [(Within("slack:T1", place(chance.choice(channels)).place), vector(chance)) for _ in range(QUERIES)]
        index, before = store.message_index, resident()
        near = await timed(wanted, lambda each: index.nearest(each[0], MODEL, each[1], 40))
        table.row("largest channel", max(map(channels.count, range(CHANNELS))), "chunks", digits=0)
        rows(table, "by meaning in a channel", near, at_most=25)
        everywhere = Within("slack:T1")
        wide = await timed(wanted[:40], lambda each: index.nearest(everywhere, MODEL, each[1], 40))
        rows(table, "by meaning in the whole workspace", wide)
        table.row("memory that this has taken", resident() - before, "MiB", digits=0)
        asked = [(within, chance.sample(WORDS, 3)) for within, _ in wanted]
        some = await timed(asked, lambda each: index.matching(each[0], each[1], 40))
        rows(table, "by any of three words, each in every second message", some)
        every = await timed(asked, lambda each: index.matching(each[0], each[1], 40, every=True))
        rows(table, "by all three words", every)
        table.row("database", (folder / "bench.sqlite3").stat().st_size / 2**20, "MiB", digits=0)
        began = time.perf_counter()
        await store.database.scrub()
        table.row("leaving no trace of deleted words", (time.perf_counter() - began) * 1e3, "ms", digits=0)


def rows(table: Table, what: str, timed: tuple[Sequence[float], float], *, at_most: float | None = None) -> None:
    ordered, cpu = sorted(timed[0]), timed[1]
    table.row(f"{what}, p50", statistics.median(ordered), "ms", digits=1)
    table.row(f"{what}, p95", ordered[int(len(ordered) * 0.95)], "ms", at_most=at_most, digits=1)
    table.row("  of it CPU, on average, whatever else the machine does", cpu, "ms", digits=1)


async def timed(each: Sequence[Any], work: Callable[[Any], Awaitable[object]]) -> tuple[list[float], float]:
    """Milliseconds of each, after a few that warm up, and of CPU on average."""
    times: list[float] = []
    for one in each[:_WARMING]:
        await work(one)
    cpu = time.process_time()
    for one in each:
        began = time.perf_counter()
        await work(one)
        times.append((time.perf_counter() - began) * 1e3)
    return times, (time.process_time() - cpu) * 1e3 / len(each)


def resident() -> float:
    """MiB of memory in use."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


class FakeQuickEmbedder:
    """Vectors that cost nothing, so that what is measured is ours."""

    def __init__(self) -> None:
        floats = struct.unpack(f"<{DIMENSIONS}f", vector(random.Random(1)))
        self._vector = tuple(floats)
        self.asked = 0

    async def embed(self, texts: Sequence[str]) -> Embedded:
        self.asked += len(texts)
        await asyncio.sleep(0.02)
        return Embedded((self._vector,) * len(texts), MODEL, Usage(1))


class BriskClock(SystemClock):
    """Without the pauses between batches, which would only make it easier."""

    async def sleep(self, seconds: float) -> None:
        await super().sleep(min(seconds, 0.001))


@dataclass(slots=True)
class Beside:
    """What turns beside the index notice of it, in milliseconds."""

    held: list[float] = field(default_factory=list)
    stored: list[float] = field(default_factory=list)

    async def watch_loop(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            self.held.append((time.perf_counter() - began) * 1e3 - 1)

    async def write(self, store: SqlStore, start: int) -> None:
        number = start
        while True:
            number += 1
            said = Said(f"{1_800_000_000 + number}.000000", ANA, 1.0, "hello")
            event = MessageReceived(f"e{number}", place(99), said, addressed=True)
            began = time.perf_counter()
            await store.journal.accept(event, place(99), answer=True)
            self.stored.append((time.perf_counter() - began) * 1e3)
            await asyncio.sleep(0.002)


async def _beside(store: SqlStore, work: Awaitable[object], start: int) -> Beside:
    beside = Beside()
    tasks = [asyncio.create_task(beside.watch_loop()), asyncio.create_task(beside.write(store, start))]
    try:
        await work
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return beside


async def _index(table: Table, folder: Path) -> None:
    table.heading(f"The index: {TALK:,} messages are embedded and kept while turns are accepted")
    chance = random.Random(7)
    async with open_store(folder / "bench.sqlite3", SystemClock()) as store:
        alone = await _beside(store, asyncio.sleep(1.0), 0)
        said = [message(number, chance) for number in range(TALK)]
        for start in range(0, TALK, 10):
            await store.transcript.add(place(start % CHANNELS), said[start : start + 10])
        embedder, unused = FakeQuickEmbedder(), None
        indexer = Indexer(
            *(store.message_index, store.file_index, unused, embedder, BriskClock()),  # type: ignore[arg-type]  # there are no files
            model=MODEL,
            price_of=lambda _: None,
            leases=Alone(),
        )
        began = time.perf_counter()
        beside = await _beside(store, indexer.catch_up(), 100_000)
        took = time.perf_counter() - began
        left = await store.message_index.unchunked(("", ""), TALK)
    table.row("messages embedded", TALK - sum(each.author == ANA and each.text != "hello" for each in left), f"of {TALK}", at_least=TALK, digits=0)  # fmt: skip  # noqa: E501 - one row
    table.row("in all", took, "s")
    table.row("longest that the event loop was held", max(beside.held), "ms", at_most=20, digits=1)
    table.row("  without the index", max(alone.held), "ms", digits=1)
    table.row("accepting a question beside it, p50", statistics.median(beside.stored), "ms", digits=1)
    table.row("accepting a question beside it, longest", max(beside.stored), "ms", digits=1)
    table.row("  without the index", max(alone.stored), "ms", digits=1)
    more = sorted(beside.stored)[int(len(beside.stored) * 0.99)] - sorted(alone.stored)[int(len(alone.stored) * 0.99)]
    table.row("  what the index adds at p99", max(more, 0.0), "ms", at_most=20, digits=1)
