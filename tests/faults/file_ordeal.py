"""One question with files, asked while something fails, or of a process that is killed meanwhile."""

import asyncio
import os
import signal
import sqlite3
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Final

from tests.faults.ordeal import CHAT, FIRST, Ordeal
from tests.faults.papers import scan
from tests.talk import Sent

OCR: Final = "POST /v1/ocr"
UPLOAD: Final = "POST /v1/files"
DELETE: Final = "DELETE /v1/files/{id}"
HEAR: Final = "POST /v1/audio/transcriptions"
EMBED: Final = "POST /v1/embeddings"
ROOT: Final = Path(__file__).parent.parent.parent
SAID: Final = "Which lamps are green?"


class FileOrdeal(Ordeal):
    """Asks about files; unless others are given, about a scan of three pages."""

    def ask(self, *files: Sent, text: str = FIRST) -> None:
        self.talk.begin("Let us begin.", "Chloé")
        self.talk.send(f"@Galerne {text}", *(files or (scan(),)))

    def seen(self) -> list[str]:
        """Without the messages that only hold a file."""
        return [text for text in super().seen() if text]

    def hears(self, text: str = SAID) -> None:
        """Let Mistral hear this in the next voice clip."""
        body = {"model": "voxtral-mini-2507", "text": text, "language": "en", "segments": [], "usage": {}}
        self.fault("mistral", HEAR, "status", status=200, body=body)

    def read(self) -> list[int]:
        """The pages that OCR was paid for, in the order in which it read them."""
        calls = self.world.log.of("mistral", OCR)
        return [number + 1 for call in calls if call.status == 200 for number in call.body["pages"]]

    def model_saw(self, text: str) -> bool:
        """Whether it stood in the request for the answer."""
        return any(text in str(call.body) and FIRST in str(call.body) for call in self.world.log.of("mistral", CHAT))

    def attached(self) -> int:
        """How many files of the bot are to be seen in the thread."""
        if self.slack:
            told = self.world.slack.messages("launch", self.talk.thread)
            return sum(len(each["files"]) for each in told if each["bot"])
        bot = self.world.discord.ids()["bot"]
        told = self.world.discord.messages(self.talk.thread)
        return sum(len(each["attachments"]) for each in told if each["author_id"] == bot)

    async def until_waiting(self) -> None:
        """Until the database says that the turn waits for a person."""
        await self.until_stored("SELECT count(*) FROM turns WHERE state = 'asking'", 1)

    async def until_stored(self, count: str, number: int) -> None:
        """Until a query of the bot's database counts so many. Raises `TimeoutError` after ten real seconds."""
        async with asyncio.timeout(10.0):
            while await asyncio.to_thread(self._count, count) != number:  # noqa: ASYNC110 - what is waited for happens in another process
                await asyncio.sleep(0.02)

    def _count(self, query: str) -> int:
        with closing(sqlite3.connect(self._folder / "bot.sqlite3")) as connection:
            return int(connection.execute(query).fetchone()[0])

    @asynccontextmanager
    async def doomed(self, kill_at: str = "", **settings: str) -> AsyncIterator[Process]:
        """The bot on this platform as a process of its own, which is dead when the block is left.

        Where a point is named, as `tests.faults.mortal` has them, it dies there itself, and is waited for.
        """
        environment = {name: value for name, value in os.environ.items() if "PROXY" not in name.upper()}
        names = ("MISTRAL", self.service.upper())
        environment |= {name: value for name, value in self.world.environment().items() if name.startswith(names)}
        environment |= {"DATABASE_URL": f"sqlite:///{self._folder / 'bot.sqlite3'}", "BURST_SECONDS": "0"} | settings
        environment |= {"KILL_AT": kill_at, "PYTHONPATH": str(ROOT), "FOLLOW_UPS": "mention"}
        with (self._folder / "bot.log").open("a", encoding="utf-8") as log:
            process = await create_subprocess_exec(
                sys.executable, "-m", "tests.faults.mortal", env=environment, cwd=self._folder, stdout=log, stderr=log
            )
        connected = self.world.slack.sockets if self.slack else self.world.discord.connected
        try:
            await self.world.log.until(connected)
            yield process
            if kill_at:
                assert await process.wait() == -signal.SIGKILL
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            await self.world.log.until(lambda: not connected())
