"""The story that `make try` plays on both platforms, and what it shows."""

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from bot.app import build
from bot.settings import Settings
from bot.trial import crash
from bot.trial.screen import Audience, Line, Screen
from bot.trial.stage import DiscordStage, Post, SlackStage, Stage
from deploy.sandbox.world import World, open_world

PATIENCE: Final = 20.0  # seconds for one answer
SCRIPT_LINE: Final = 'step_{n:03} = check("part {n:03}")'


@asynccontextmanager
async def bot_in(world: World) -> AsyncIterator[None]:
    """The whole bot, living in the sandbox, with a database that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        environment = world.environment() | {
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'trial.sqlite3'}",
            "BOT_NAME": "Galerne",
            "ANSWER_TOKENS": "16000",
            "DRAIN_SECONDS": "2",
        }
        async with build(Settings.load(environment)) as bot:
            running = asyncio.create_task(bot.run())
            ready = asyncio.create_task(bot.ready())
            await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                raise RuntimeError("the bot could not start in the sandbox; the lines above say why")
            try:
                yield
            finally:
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running


async def run(audience: Audience | None = None) -> int:
    """Play the story; 0 if everything was shown, 1 with what broke."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    audience = audience or Screen()
    audience.see(Line("title", "Galerne in a sandbox: loopback Slack, Discord and Mistral; no account, no network."))
    audience.see(Line("note", "the sandbox's model does not think: it quotes what it was given, and calls tools"))
    shown: list[Line] = []
    async with open_world() as world:
        stages = (SlackStage(world), DiscordStage(world))
        async with bot_in(world):
            for stage in stages:
                world.mistral.pace(first=0.2, tokens_per_second=200)
                shown += await Story(world, stage, audience).play()
        shown += await crash.play(world, stages, audience)
    audience.see(Line("title", "What was shown"))
    for line in shown:
        audience.see(line)
    return 1 if any(line.kind == "broken" for line in shown) else 0


class Broken(Exception):
    """The story did not go as it should; says what was expected."""


class Story:
    """One platform's scenes, in order; each shows one thing."""

    def __init__(self, world: World, stage: Stage, audience: Audience) -> None:
        self._world = world
        self._stage = stage
        self._audience = audience
        self._thread = ""
        self._first_mention = ""
        self._heard = 0  # how many of the bot's messages have been read

    async def play(self) -> list[Line]:
        """A line for each thing: shown, or broken and why."""
        self._audience.see(Line("title", f"{self._stage.name}, #launch"))
        scenes = (
            ("a mention is answered from the thread's earlier messages", self._mention),
            ("a follow-up without a mention is understood in its context", self._follow_up),
            ("a question that needs arithmetic calls a tool", self._tool),
            ("the same event delivered twice is answered once", self._twice),
            ("an over-long answer is split across messages, its code fence intact", self._long),
        )
        lines = []
        for what, scene in scenes:
            try:
                await scene()
                lines.append(Line("shown", f"{self._stage.name}: {what}"))
            except (Broken, TimeoutError) as error:
                why = str(error) or f"no answer within {PATIENCE:g} seconds"
                lines.append(Line("broken", f"{self._stage.name}: {what}: {why}"))
        return lines

    async def _mention(self) -> None:
        self._thread = self._stage.begin("Ana", "The launch moves to Thursday 14 May, because the printer is late.")
        self._audience.see(Line("said", "The launch moves to Thursday 14 May, because the printer is late.", "Ana"))
        self._say("Bao", "The budget is 12,400 euros. Chloé writes the press release.")
        self._first_mention = self._say("Dev", "@Galerne who writes the press release?")
        expect(await self._answer(), lambda text: "Chloé" in text, "an answer that names Chloé")

    async def _follow_up(self) -> None:
        self._say("Dev", "And to which day did the launch move?")
        expect(await self._answer(), lambda text: "Thursday 14 May" in text, "an answer that says Thursday 14 May")

    async def _tool(self) -> None:
        self._say("Ana", "@Galerne what is 12400 * 1.2 / 7?")
        posts = await self._answer()
        expect(posts, lambda text: "2125.71" in text, "the sum, 2125.71")
        if "used calculate" not in posts[-1].footer:
            raise Broken("the receipt does not say that calculate was used")

    async def _twice(self) -> None:
        before = len(self._stage.posts(self._thread))
        self._stage.redeliver(self._first_mention)
        self._audience.see(Line("note", "Dev's first question is delivered once more by the platform"))
        # Turns of a thread are answered in order: an answer to the second delivery would come before this one.
        self._say("Chloé", "@Galerne what was the budget?")
        answer = await self._answer()
        expect(answer, lambda text: "12,400" in text, "an answer that says 12,400")
        if (count := len(self._stage.posts(self._thread)) - before) != 1:
            raise Broken(f"{count} answers came instead of one")

    async def _long(self) -> None:
        number = self._stage.longest // (len(SCRIPT_LINE.format(n=1)) + 1) - 1
        script = "\n".join(SCRIPT_LINE.format(n=n) for n in range(1, number + 1))
        self._world.mistral.pace(first=0.2, tokens_per_second=4000)
        self._say("Dev", f"@Galerne repeat the whole script with line numbers\n{self._stage.fence}\n{script}\n```")
        posts = await self._answer()
        fences = [post.text.count("```") for post in posts]
        if len(posts) < 2 or any(count % 2 for count in fences):  # noqa: PLR2004 - split means more than one
            raise Broken(f"{len(posts)} messages came, with {fences} fences")
        whole = "\n".join(post.text for post in posts)
        if missing := [n for n in range(1, number + 1) if SCRIPT_LINE.format(n=n) not in whole]:
            raise Broken(f"lines are missing: {missing[:5]}")

    def _say(self, who: str, text: str) -> str:
        self._audience.see(Line("said", text, who))
        return self._stage.say(who, self._thread, text)

    async def _answer(self) -> list[Post]:
        """Wait for the next answer, to its last message; the messages it consists of."""

        def finished() -> list[Post] | None:
            new = self._stage.posts(self._thread)[self._heard :]
            return new if new and new[-1].footer else None

        posts = await self._world.log.until(finished, timeout=PATIENCE)
        self._heard += len(posts)
        for post in posts:
            self._audience.see(Line("posted", post.text, "Galerne", post.footer))
        if pinged := [name for post in posts for name in post.notified]:
            raise Broken(f"the answer pinged {', '.join(pinged)}")
        return posts


def expect(posts: list[Post], holds: Callable[[str], bool], what: str) -> None:
    """Raises `Broken` unless the answer's text is as expected."""
    if not holds(text := "\n".join(post.text for post in posts)):
        raise Broken(f"expected {what}, but it says {text[:120]!r}")
