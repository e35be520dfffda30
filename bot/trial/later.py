"""What was said in a channel, in short; and what comes by itself at a later time, though the bot was restarted."""

import re
import tempfile
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, time, timedelta
from typing import Final, Protocol

from bot.clock import SystemClock
from bot.core.ports import Clock
from bot.trial.conversation import PATIENCE, Broken, Conversation
from bot.trial.scenes import Scene, played
from bot.trial.screen import Audience, Line
from bot.trial.stage import DiscordStage, Post, SlackStage, Stage
from deploy.sandbox.world import World

HOURS: Final = 2.0  # until the reminder
Scenes = tuple[tuple[str, Scene], ...]
NINE: Final = time(9, tzinfo=UTC)


class Living(Protocol):
    """Opens the bot on both platforms, with its database in a folder."""

    def __call__(
        self, world: World, *, kept: str = "", clock: Clock | None = None
    ) -> AbstractAsyncContextManager[None]: ...


class ClockAhead(SystemClock):
    """A clock that is so many seconds ahead."""

    def __init__(self, ahead: float) -> None:
        self._ahead = ahead

    def time(self) -> float:
        return super().time() + self._ahead


async def play(world: World, audience: Audience, living: Living) -> list[Line]:
    """A line for each thing on each platform: shown, or broken and why."""
    talks = [
        Channel(world, stage, audience) for stage in (SlackStage(world, "general"), DiscordStage(world, "#general"))
    ]
    world.mistral.pace(first=0.1, tokens_per_second=1000)
    shown: list[Line] = []
    with tempfile.TemporaryDirectory() as folder:
        async with living(world, kept=folder):
            for talk in talks:
                audience.see(Line("title", f"{talk.stage.name}, #general"))
                shown += await played(talk.stage.name, talk.now())
        for words, ahead, scene in (
            (f"{HOURS:.0f} hours later", HOURS * 3_600 + 5, Channel.reminder),
            ("at the next 9:00", until_nine(), Channel.digest),
        ):
            audience.see(Line("title", f"The bot was stopped, and is started again {words}"))
            async with living(world, kept=folder, clock=ClockAhead(ahead)):
                for talk in talks:
                    shown += await played(talk.stage.name, scene(talk))
    return shown


def until_nine() -> float:
    """Seconds until shortly after the next 9:00 in UTC that comes after the reminder."""
    now = datetime.now(UTC)
    nine = datetime.combine(now.date(), NINE)
    while nine < now + timedelta(hours=HOURS, minutes=1):
        nine += timedelta(days=1)
    return (nine - now).total_seconds() + 5


class Channel(Conversation):
    """A channel and one thread in it."""

    def __init__(self, world: World, stage: Stage, audience: Audience) -> None:
        super().__init__(world, stage, audience)
        self._said: list[str] = []  # ids, as links have them
        self._before = 0  # posts of the thread before the reminder

    def now(self) -> Scenes:
        return (("a channel is summarised, each point with a link to a message that was read", self._summarised),)

    def reminder(self) -> Scenes:
        return (("a reminder comes in its thread and notifies the asker alone", self._reminded),)

    def digest(self) -> Scenes:
        return (("a digest that was set up before a restart comes when it is due", self._digest),)

    async def _summarised(self) -> None:
        root = self._announce("Bao", "The printer delivers on 12 May. Shall we launch on Thursday 14 May?")
        self._announce("Chloé", "The hall costs 300 euros; I book it tomorrow.")
        self.thread = self.stage.open_thread("Dev", root, "the launch")
        self._reply("Dev", "Yes, the launch is on 14 May at 9:00.")
        self._command("Ana", "summarize", ("what", "last 3"), audience="channel")
        [post] = await self._until(lambda: [each for each in self.stage.posted() if each.footer])
        self._check(post)
        self._command("Ana", "digest", ("action", "add"), ("what", "9:00"), zone="UTC")
        self._reply("Ana", f"@Galerne remind me in {HOURS:.0f} hours to pay for the hall")
        await self.answer()
        self._before = len(self.stage.posts(self.thread))

    async def _digest(self) -> None:
        [post] = await self._until(lambda: [each for each in self.stage.posted() if each.text.startswith("**Digest**")])
        self._check(post)

    async def _reminded(self) -> None:
        [post] = await self._until(lambda: self.stage.posts(self.thread)[self._before :])
        self._see(post)
        if "pay for the hall" not in post.text or len(post.notified) != 1:
            raise Broken(f"expected a reminder that notifies Ana, but it says {post.text[:120]!r} to {post.notified}")

    def _announce(self, who: str, text: str) -> str:
        self.audience.see(Line("said", text, who))
        message = self.stage.announce(who, text)
        self._said.append(message.replace(".", ""))
        return message

    def _reply(self, who: str, text: str) -> None:
        self._said.append(self.say(who, text).replace(".", ""))

    def _command(self, who: str, name: str, *placed: tuple[str, str], **named: str) -> None:
        words = [*(value for _, value in placed), *(f"{key}={value}" for key, value in named.items())]
        self.audience.see(Line("said", f"/{name} {' '.join(words)}", who))
        self.stage.command(who, name, *placed, **named)

    async def _until(self, look: Callable[[], list[Post]]) -> list[Post]:
        return await self.world.log.until(look, timeout=PATIENCE)

    def _check(self, post: Post) -> None:
        """Every link leads to one of the messages."""
        self._see(post)
        links = re.findall(r"\]\((https://[^()\s]+)\)", post.text)
        if not links or any(_message(link) not in self._said for link in links) or post.notified:
            raise Broken(f"expected links to what was said, but it says {post.text[:120]!r}")

    def _see(self, post: Post) -> None:
        self.audience.see(Line("posted", post.text, "Galerne", post.footer))


def _message(link: str) -> str:
    """The message that a permanent link leads to, as its platform writes it in links."""
    return link.partition("?")[0].rpartition("/")[2].removeprefix("p")
