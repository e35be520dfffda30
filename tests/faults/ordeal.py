"""One question, asked while something fails, and what has to hold afterwards whatever failed."""

import asyncio
import logging
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from bot.core.platform_ports import Platform
from bot.trial.stage import SlackStage
from deploy.sandbox.faults import Fault
from deploy.sandbox.mistral.script import synthetic
from tests.faults.hurried import FakeHurriedClock
from tests.talk import Talk

CHAT = "POST /v1/chat/completions"
WORDS = synthetic(100)  # of one token each
FIRST, SECOND = "first question", "second question"
AFTERWARDS = "All is well again."


class Ordeal:
    """`answer` is what the model says to the first question; the bot's clock runs a hundred times as fast as ours."""

    answer = WORDS

    def __init__(self, talk: Talk, folder: Path, log: pytest.LogCaptureFixture) -> None:
        self.talk = talk
        self.world = talk.world
        self.clock = FakeHurriedClock(100.0)
        self.slack = isinstance(talk.stage, SlackStage)
        self.service = "slack" if self.slack else "discord"
        self._folder = folder
        self._log = log
        self._planned: list[tuple[Fault, int]] = []
        log.set_level(logging.INFO)
        # Several of the first, because a request that fails half-way has used one up.
        self.world.mistral.script([{"text": WORDS, "match": FIRST}] * 8 + [{"text": AFTERWARDS, "match": SECOND}] * 4)

    def bot(self, platform: Platform | None = None, **settings: str) -> AbstractAsyncContextManager[None]:
        return self.talk.bot(
            self._folder, clock=self.clock, platform=platform, tools=(), FOLLOW_UPS="mention", **settings
        )

    def fault(self, service: str, name: str, kind: str, *, times: int = 1, skip: int = 0, **with_: Any) -> None:
        fault = Fault(service, name, kind, times, skip, with_)
        self._planned.append((fault, times))
        self.world.faults.add(fault)

    def slowly(self, tokens_per_second: float = 600.0) -> None:
        """Let the answer grow while it is watched."""
        self.world.mistral.pace(0.0, tokens_per_second)

    def ask(self) -> None:
        self.talk.begin("Let us begin.", "Chloé")
        self.talk.say(f"@Galerne {FIRST}")

    def seen(self) -> list[str]:
        """What people see of the bot in the thread, message by message, without receipts."""
        if not self.slack:
            return [post.text for post in self.talk.posts()]
        footers = {post.id: post.footer for post in self.talk.posts()}
        told = self.world.slack.messages("launch", self.talk.thread)
        return [each["text"].removesuffix(footers.get(each["ts"], "")).strip() for each in told if each["bot"]]

    async def until_seen(self, text: str, timeout: float = 15.0) -> None:
        """Raises `TimeoutError` after real seconds, with what was to be seen instead."""
        try:
            await self.talk.until(lambda: any(text in each for each in self.seen()), timeout)
        except TimeoutError as error:
            raise TimeoutError(f"{text!r} never came; to be seen was {self.seen()}") from error

    async def completes(self, timeout: float = 15.0) -> None:
        """The whole answer arrives, once, with its receipt, and the bot is well."""
        await self._settled(timeout)
        self._sees([self.answer])
        await self.is_well([self.answer])

    async def tells(self, sentence: str, *, after: str = "", timeout: float = 15.0) -> None:
        """What had come stays, one sentence says what to do, both once; and the bot is well."""
        await self.until_seen(sentence, timeout)
        whole = "\n\n".join(self.seen())
        begun, _, end = whole.rpartition("\n\n")
        assert begun == after
        assert sentence in end
        assert "\n" not in end
        await self.is_well(self.seen())

    async def is_well(self, so_far: list[str]) -> None:
        """The next question is answered, once, what was said before is as it was, and nothing unexpected is logged."""
        assert [fault.name for fault, times in self._planned if fault.times == times] == [], "a fault was never met"
        self.world.faults.clear()
        self.world.mistral.pace()
        self.talk.say(f"@Galerne {SECOND}")
        await self.until_seen(AFTERWARDS)
        await self.talk.until(lambda: self.talk.posts()[-1].footer)
        self._sees([*so_far, AFTERWARDS])
        self.log_is_calm()

    async def until_logged(self, text: str) -> None:
        """Raises `TimeoutError` after ten real seconds."""
        async with asyncio.timeout(10.0):
            while not any(text in record.getMessage() for record in self._log.records):
                await self.clock.sleep(0.5)

    def log_is_calm(self) -> None:
        """No trace and no error: what can be expected to fail is told in one line."""
        traced = [record.getMessage() for record in self._log.records if record.exc_info]
        assert traced == []
        assert [record.getMessage() for record in self._log.records if record.levelno >= logging.ERROR] == []

    def _sees(self, expected: list[str]) -> None:
        seen = self.seen()
        assert seen == expected, f"to be seen was {seen}"

    async def _settled(self, timeout: float) -> None:
        def whole() -> bool:
            posts = self.talk.posts()
            return bool(posts and posts[-1].footer)

        try:
            await self.talk.until(whole, timeout)
        except TimeoutError as error:
            raise TimeoutError(f"no whole answer came; to be seen was {self.seen()}") from error
