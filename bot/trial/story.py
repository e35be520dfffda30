"""The story that `make try` plays on both platforms, and what it shows."""

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from bot.app import build
from bot.core.ports import Clock
from bot.settings import Settings
from bot.trial import crash, later
from bot.trial.agents import AGENTS, AgentScenes
from bot.trial.conversation import Broken, Conversation, expect
from bot.trial.files import FileScenes
from bot.trial.memory import MemoryScenes
from bot.trial.scenes import Scene, played
from bot.trial.screen import Audience, Line, Screen
from bot.trial.shopping import ShoppingScenes, shopping_tool
from bot.trial.stage import DiscordStage, SlackStage
from bot.trial.verbs import VerbScenes
from deploy.sandbox.world import World, open_world

SCRIPT_LINE: Final = 'step_{n:03} = check("part {n:03}")'


@asynccontextmanager
async def bot_in(world: World, *, kept: str = "", clock: Clock | None = None) -> AsyncIterator[None]:
    """The whole bot, living in the sandbox, with a database in the folder `kept`, or one that is thrown away."""
    with tempfile.TemporaryDirectory() as thrown_away:
        folder = kept or thrown_away
        environment = world.environment() | {
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'trial.sqlite3'}",
            "BOT_NAME": "Galerne",
            "AGENTS": AGENTS,
            "ANSWER_TOKENS": "16000",
            "DRAIN_SECONDS": "2",
        }
        async with build(Settings.load(environment), clock=clock, tools=[shopping_tool()]) as bot:
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
                audience.see(Line("title", f"{stage.name}, #launch"))
                world.mistral.pace(first=0.2, tokens_per_second=200)
                shown += await played(stage.name, Story(world, stage, audience).scenes)
                world.mistral.pace(first=0.2, tokens_per_second=400)
                shown += await played(stage.name, FileScenes(world, stage, audience).scenes)
                shown += await played(stage.name, ShoppingScenes(world, stage, audience).scenes)
                shown += await played(stage.name, VerbScenes(world, stage, audience).scenes)
                shown += await played(stage.name, AgentScenes(world, stage, audience).scenes)
                shown += await played(stage.name, MemoryScenes(world, stage, audience).scenes)
        shown += await later.play(world, audience, bot_in)
        shown += await crash.play(world, stages, audience)
    audience.see(Line("title", "What was shown"))
    for line in shown:
        audience.see(line)
    return 1 if any(line.kind == "broken" for line in shown) else 0


class Story(Conversation):
    """One platform's scenes, in order."""

    _first_mention = ""

    @property
    def scenes(self) -> tuple[tuple[str, Scene], ...]:
        return (
            ("a mention is answered from the thread's earlier messages", self._mention),
            ("a follow-up without a mention is understood in its context", self._follow_up),
            ("a question that needs arithmetic calls a tool", self._tool),
            ("the same event delivered twice is answered once", self._twice),
            ("an over-long answer is split across messages, its code fence intact", self._long),
        )

    async def _mention(self) -> None:
        self.begin("Ana", "The launch moves to Thursday 14 May, because the printer is late.")
        self.say("Bao", "The budget is 12,400 euros. Chloé writes the press release.")
        self._first_mention = self.say("Dev", "@Galerne who writes the press release?")
        expect(await self.answer(), lambda text: "Chloé" in text, "an answer that names Chloé")

    async def _follow_up(self) -> None:
        self.say("Dev", "And to which day did the launch move?")
        expect(await self.answer(), lambda text: "Thursday 14 May" in text, "an answer that says Thursday 14 May")

    async def _tool(self) -> None:
        self.say("Ana", "@Galerne what is 12400 * 1.2 / 7?")
        posts = await self.answer()
        expect(posts, lambda text: "2125.71" in text, "the sum, 2125.71")
        if "used calculate" not in posts[-1].footer:
            raise Broken("the receipt does not say that calculate was used")

    async def _twice(self) -> None:
        before = len(self.stage.posts(self.thread))
        self.stage.redeliver(self._first_mention)
        self.audience.see(Line("note", "Dev's first question is delivered once more by the platform"))
        # Turns of a thread are answered in order: an answer to the second delivery would come before this one.
        self.say("Chloé", "@Galerne what was the budget?")
        answer = await self.answer()
        expect(answer, lambda text: "12,400" in text, "an answer that says 12,400")
        if (count := len(self.stage.posts(self.thread)) - before) != 1:
            raise Broken(f"{count} answers came instead of one")

    async def _long(self) -> None:
        number = self.stage.longest // (len(SCRIPT_LINE.format(n=1)) + 1) - 1
        script = "\n".join(SCRIPT_LINE.format(n=n) for n in range(1, number + 1))
        self.world.mistral.pace(first=0.2, tokens_per_second=4000)
        self.say("Dev", f"@Galerne repeat the whole script with line numbers\n{self.stage.fence}\n{script}\n```")
        posts = await self.answer()
        fences = [post.text.count("```") for post in posts]
        if len(posts) < 2 or any(count % 2 for count in fences):  # noqa: PLR2004 - split means more than one
            raise Broken(f"{len(posts)} messages came, with {fences} fences")
        whole = "\n".join(post.text for post in posts)
        if missing := [n for n in range(1, number + 1) if SCRIPT_LINE.format(n=n) not in whole]:
            raise Broken(f"lines are missing: {missing[:5]}")
