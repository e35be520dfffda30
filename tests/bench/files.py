"""What reading files costs: a book with text of its own, and scans that OCR has to read."""

import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Final

import httpx

from tests.bench.asked import CHAT, EMBEDDINGS, OCR, Asked, Desk, desk
from tests.bench.people import Dropped
from tests.bench.processes import Sandbox, sandbox
from tests.bench.table import Table
from tests.documents.making import PROSE, born_digital, prose, scanned

PAGES, BLANK = 300, 15  # every fifteenth page is blank
SCANS, TOGETHER, TAKES = 40, 8, 1.0  # pages, those of one request, and seconds that the service takes for it
MINUTE = 24  # pages a minute
PDF: Final = "application/pdf"
SERIAL: Final = SCANS / TOGETHER * TAKES


def measure(table: Table) -> None:
    with tempfile.TemporaryDirectory() as name, sandbox() as world:
        folder = Path(name)
        for platform in ("slack", "discord"):
            with desk(world, platform, folder / platform) as one:
                _books(table, one, platform)
        _scans(table, world, folder)


def book(folder: Path, edition: str) -> Dropped:
    """No two are the same, so that each is read."""
    pages = [
        prose(f"Page {number} of the {edition} edition", *PROSE * 8) if number % BLANK else []
        for number in range(1, PAGES + 1)
    ]
    return Dropped("book.pdf", PDF, born_digital(folder / f"{edition}.pdf", pages).read_bytes())


def _books(table: Table, one: Desk, platform: str) -> None:
    table.heading(f"{platform.capitalize()}: a book of {PAGES} pages with text of its own, 20 of them blank")
    words = one.ask("Good morning")
    table.row("longest hold of the first answer, which loads the tokenizer", longest(words), "s", at_most=0.05)
    books = [book(one.folder, f"{platform} {number}") for number in range(4)]
    first, *later = [one.ask("What do sailors fear on page 77?", [each]) for each in books]
    best = min(later, key=lambda asked: asked.own)
    table.row("ready to answer, without the sandbox's time, best of 3", best.own, "s", at_most=6.0)
    table.row("the same in all", best.ready, "s")
    begun, ended = (best.named(EMBEDDINGS)[place]["at"] for place in (0, -1))
    table.row("  of it, making the book searchable", ended - begun, "s")
    table.row("  of it, searching", best.named(CHAT)[0]["at"] - ended, "s")
    table.row("the first file after start, which starts the workers", first.own, "s", at_most=6.0)
    table.row("CPU of the bot and its workers", min(asked.cpu for asked in later), "s")
    every = [first, *later]
    table.row("peak memory of the bot and its workers", max(a.memory for a in every), "MiB", at_most=250, digits=0)
    table.row("peak memory of the bot alone", max(a.alone for a in every), "MiB", digits=0)
    _held(table, every)
    read, unread = _ledger(one, books)
    table.row("pages read", read, f"of {len(books) * 280}", at_least=len(books) * 280, digits=0)
    table.row("pages kept as blank", unread, f"of {len(books) * 20}", at_least=len(books) * 20, digits=0)
    _again(table, one, best, books[later.index(best) + 1])


def longest(asked: Asked) -> float:
    return max((hold.ours for hold in asked.holds), default=0.0)


def _held(table: Table, every: list[Asked]) -> None:
    found = [hold for asked in every for hold in asked.holds]
    table.row("longest hold of the event loop", max(map(longest, every)), "s", at_most=0.05)
    table.row("  of it, its own work", max((h.busy for h in found), default=0.0), "s")
    table.row("  with waiting for a processor that others use", max((h.late for h in found), default=0.0), "s")


def _ledger(one: Desk, books: list[Dropped]) -> tuple[int, int]:
    with closing(sqlite3.connect(one.folder / "bench.sqlite3")) as database:
        rows = dict(database.execute("SELECT how IS NULL, count(*) FROM pages GROUP BY 1").fetchall())
    assert sum(rows.values()) <= len(books) * PAGES
    return rows.get(0, 0), rows.get(1, 0)


def _again(table: Table, one: Desk, before: Asked, file: Dropped) -> None:
    second = one.ask("And what does page 120 say?", thread=one.people.thread_at(before.key))
    _nothing_anew(table, "a second question in its thread", second)
    _nothing_anew(table, "the same book dropped in another thread", one.ask("What is on page 9?", [file]))


def _nothing_anew(table: Table, what: str, asked: Asked) -> None:
    table.row(f"{what}: ready", asked.ready, "s")
    table.row("  OCR requests", len(asked.named(OCR)), "calls", at_most=0, digits=0)
    table.row("  passages embedded again", asked.embedded(), "texts", at_most=0, digits=0)


def _scans(table: Table, world: Sandbox, folder: Path) -> None:
    table.heading(f"Slack: {SCANS} scanned pages, OCR that takes {TAKES:g} s for a request of {TOGETHER} pages")
    scans = [[f"Sheet {number} of the log", *PROSE[:2]] for number in range(1, SCANS + 1)]
    file = Dropped("log.pdf", PDF, scanned(folder / "log.pdf", scans).read_bytes())
    _read_before(world, file)
    with desk(world, "slack", folder / "scans") as one:
        asked = _timed(table, one, file)
        _nothing_anew(table, "a second question in its thread", one.ask("Why?", thread=one.people.thread_at(asked.key)))
        _nothing_anew(table, "the same scans dropped in another thread", one.ask("Who wrote it?", [file]))
    with desk(world, "slack", folder / "limited") as one:
        _limited(table, one, file)


def _read_before(world: Sandbox, file: Dropped) -> None:
    """The sandbox reads each page once, at its own slow pace; what is measured comes after that."""
    environment = world.environment
    body = {"model": "mistral-ocr-latest", "document": {"document_url": f"data:{PDF};base64,{file.base64()}"}}
    headers = {"Authorization": f"Bearer {environment['MISTRAL_API_KEY']}"}
    world.http.post(
        f"{environment['MISTRAL_BASE_URL']}/v1/ocr", json=body, headers=headers, timeout=httpx.Timeout(300)
    ).raise_for_status()


def _slow(world: Sandbox) -> None:
    fault = {"service": "mistral", "name": OCR, "kind": "latency", "times": 100, "with_": {"seconds": TAKES}}
    world.http.post(f"{world.control}/fault", json=fault).raise_for_status()


def _timed(table: Table, one: Desk, file: Dropped) -> Asked:
    one.ask("Good morning")
    _slow(one.world)
    asked = one.ask("What does the log say?", [file])
    requests = asked.named(OCR)
    took = asked.named(CHAT)[0]["at"] - requests[0]["at"]
    table.row("from the first OCR request to the question", took, "s")
    table.row("  against one request after the other", took / SERIAL, "x", at_most=0.6)
    table.row("requests that failed", sum(1 for call in requests if call["status"] != 200), "calls", at_most=0, digits=0)  # fmt: skip  # noqa: E501 - one row
    _held(table, [asked])
    table.row("peak memory of the bot and its workers", asked.memory, "MiB", at_most=250, digits=0)
    return asked


def _limited(table: Table, one: Desk, file: Dropped) -> None:
    """Begun late in a minute, so that what the minute does not hold has not long to wait."""
    table.heading(f"The same with a key that may read {MINUTE} pages a minute")
    one.ask("Good morning")
    while time.time() % 60 < 40 or time.time() % 60 > 50:
        time.sleep(0.5)
    one.world.do("mistral", "limit", model="mistral-ocr-latest", tokens_per_minute=MINUTE)
    asked = one.ask("What does the log say?", [file])
    requests = asked.named(OCR)
    table.row("requests refused with 429", sum(1 for c in requests if c["status"] == 429), "calls", at_most=0, digits=0)
    table.row("pages read", _ledger(one, [file])[0], f"of {SCANS}", at_least=SCANS, digits=0)
    table.row("ready to answer, a minute's edge within", asked.ready, "s")
