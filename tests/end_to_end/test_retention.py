"""Files themselves go when their time is over; what was read in them stays."""

import asyncio
import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.clock import SystemClock
from bot.filing import PURGE_EVERY
from bot.store.database import open_store
from tests.end_to_end.filing import INVOICE, OCR, asked, scanned
from tests.talk import Talk

DAY = 86_400.0


class FakeLaterClock(SystemClock):
    """The real clock, eight days later; it knows when the bot has tidied up and rests until the next time."""

    def __init__(self) -> None:
        self.tidied = asyncio.Event()

    def time(self) -> float:
        return super().time() + 8 * DAY

    async def sleep(self, seconds: float) -> None:
        if seconds == PURGE_EVERY:
            self.tidied.set()
        await super().sleep(seconds)


def held(folder: Path) -> list[int]:
    """How many originals and how many pages the database holds."""
    with closing(sqlite3.connect(folder / "bot.sqlite3")) as database:
        counts = "SELECT (SELECT count(*) FROM originals), (SELECT count(*) FROM pages)"
        return list(database.execute(counts).fetchone())


async def test_files_themselves_are_kept_no_longer_than_the_setting_says(talk: Talk, tmp_path: Path) -> None:
    file = scanned("invoice.pdf", INVOICE)
    path = tmp_path / "original"
    for days, kept in (("7", True), ("0", False)):
        folder = tmp_path / days
        folder.mkdir()
        async with talk.bot(folder, KEEP_FILES_DAYS=days):
            talk.begin("Let us begin.")
            talk.heard = 0
            talk.send("@Galerne what is the invoice number?", file)
            assert "4711" in await talk.answer()
        async with open_store(folder / "bot.sqlite3", SystemClock()) as store:
            document = hashlib.sha256(file.data).hexdigest()
            assert await store.shelf.original(document, path) is kept
            assert await store.shelf.ledger(document) == {1: "ocr"}, "what was read in it stays"
        path.unlink(missing_ok=True)


async def test_they_are_deleted_when_their_time_is_over(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path, KEEP_FILES_DAYS="7"):
        talk.begin("Let us begin.")
        talk.send("@Galerne what is the invoice number?", scanned("invoice.pdf", INVOICE))
        await talk.answer()
    assert held(tmp_path) == [1, 1]

    clock = FakeLaterClock()
    async with talk.bot(tmp_path, KEEP_FILES_DAYS="7", clock=clock), asyncio.timeout(15):
        await clock.tidied.wait()
    assert held(tmp_path) == [0, 1]
    async with talk.bot(tmp_path):
        talk.say("@Galerne and what is the total?")

        assert "1,250.00 euros" in await talk.answer()
        assert asked(talk.world, OCR) == 1, "what it says is known"
