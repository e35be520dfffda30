"""A conversation with the whole bot in the sandbox: real slack-bolt, discord.py, httpx and SQLite over loopback."""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from bot.app import build
from bot.core.ports import Clock, Platform
from bot.settings import Settings
from bot.trial.stage import DiscordStage, Post, SlackStage, Stage
from deploy.sandbox.world import World


@asynccontextmanager
async def living(
    world: World,
    folder: Path,
    *,
    only: str = "",
    clock: Clock | None = None,
    platform: Platform | None = None,
    **settings: str,
) -> AsyncIterator[None]:
    """The bot, ready, with a database in `folder`; `only` starts one platform, `platform` one that is built already."""
    environment = {
        name: value
        for name, value in world.environment().items()
        if not only or name.startswith(("MISTRAL", only.upper()))
    }
    environment |= {
        "DATABASE_URL": f"sqlite:///{folder / 'bot.sqlite3'}",
        "DRAIN_SECONDS": "2",
        "BURST_SECONDS": "0",
    } | settings
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(build(Settings.load(environment), clock=clock, console=platform))
        running = asyncio.create_task(bot.run())
        ready = asyncio.create_task(bot.ready())
        await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
        assert not running.done(), "the bot could not start"
        try:
            yield
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


class Talk:
    """A conversation in one thread of one platform."""

    def __init__(self, world: World, stage: Stage) -> None:
        self.world = world
        self.stage = stage
        self.thread = ""
        self.heard = 0

    def bot(
        self, folder: Path, *, clock: Clock | None = None, platform: Platform | None = None, **settings: str
    ) -> AbstractAsyncContextManager[None]:
        """The bot on this platform alone."""
        return living(self.world, folder, only=self.stage.name, clock=clock, platform=platform, **settings)

    def begin(self, text: str, who: str = "Ana") -> None:
        self.thread = self.stage.begin(who, text)

    def say(self, text: str, who: str = "Ana") -> str:
        return self.stage.say(who, self.thread, text)

    def edit(self, message: str, text: str, who: str) -> None:
        if isinstance(self.stage, SlackStage):
            self.world.slack.edit(who, "launch", message, text)
        else:
            self.world.discord.edit(who, self.thread, message, text)

    def delete(self, message: str, who: str) -> None:
        if isinstance(self.stage, SlackStage):
            self.world.slack.delete(who, "launch", message)
        else:
            self.world.discord.delete(who, self.thread, message)

    def say_with_file(self, text: str, name: str, who: str) -> None:
        content = base64.b64encode(b"%PDF-1.7 not really").decode()
        if isinstance(self.stage, SlackStage):
            mention = f"<@{self.world.slack.identity()['bot']}>"
            file = self.world.slack.upload(who, name, "application/pdf", content)
            self.world.slack.say(who, "launch", text.replace("@Galerne", mention), self.thread, [file])
        else:
            files = [{"name": name, "base64": content, "type": "application/pdf"}]
            self.world.discord.say(who, self.thread, text.replace("@Galerne", "<@BOT>"), files=files)

    def posts(self) -> list[Post]:
        return self.stage.posts(self.thread)

    async def until(self, look: Callable[[], Any], timeout: float = 15.0) -> Any:
        return await self.world.log.until(look, timeout=timeout)

    async def answer(self) -> str:
        """The text of the next whole answer: its last message carries the receipt."""

        def whole() -> list[Post] | None:
            new = self.posts()[self.heard :]
            return new if new and new[-1].footer else None

        posts: list[Post] = await self.until(whole)
        self.heard += len(posts)
        return "\n".join(post.text for post in posts)

    def last_request(self) -> dict[str, Any]:
        """What Mistral was last sent."""
        return dict(self.world.log.of("mistral", "POST /v1/chat/completions")[-1].body)


def talk_on(platform: str, world: World) -> Talk:
    """The conversation on "slack" or "discord"."""
    return Talk(world, SlackStage(world) if platform == "slack" else DiscordStage(world))
