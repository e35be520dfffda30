"""A conversation with the whole bot in the sandbox: real slack-bolt, discord.py, httpx and SQLite over loopback."""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.app import build
from bot.core.platform_ports import Platform
from bot.core.ports import Clock
from bot.core.tool import Tool
from bot.settings import Settings
from bot.trial.stage import DiscordStage, Post, SlackStage, Stage
from deploy.sandbox.log import Call
from deploy.sandbox.world import World
from tests.adapters.discord.hands import DiscordHands
from tests.adapters.slack.hands import SlackHands


@asynccontextmanager
async def living(
    world: World,
    folder: Path,
    *,
    only: str = "",
    clock: Clock | None = None,
    platform: Platform | None = None,
    tools: Sequence[Tool] = (),
    **settings: str,
) -> AsyncIterator[None]:
    """The bot, ready, with a database in `folder`; `only` starts one platform, `platform` one that is built already.

    `tools` come besides its own.
    """
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
        built = build(Settings.load(environment), clock=clock, console=platform, tools=tools)
        bot = await stack.enter_async_context(built)
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


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that somebody sends."""

    name: str
    data: bytes = field(repr=False)
    media_type: str = "application/octet-stream"

    @property
    def base64(self) -> str:
        return base64.b64encode(self.data).decode()

    def attached(self) -> dict[str, str]:
        """As the driver of Discord takes it."""
        return {"name": self.name, "base64": self.base64, "type": self.media_type}


class Talk:
    """A conversation in one thread of one platform."""

    def __init__(self, world: World, stage: Stage) -> None:
        self.world = world
        self.stage = stage
        self.thread = ""
        self.heard = 0

    def bot(
        self,
        folder: Path,
        *,
        clock: Clock | None = None,
        platform: Platform | None = None,
        tools: Sequence[Tool] = (),
        **settings: str,
    ) -> AbstractAsyncContextManager[None]:
        """The bot on this platform alone."""
        only = self.stage.name
        return living(self.world, folder, only=only, clock=clock, platform=platform, tools=tools, **settings)

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

    def begin_with(self, text: str, *files: Sent, who: str = "Ana") -> None:
        """Files with the first message of a new thread."""
        if isinstance(self.stage, SlackStage):
            self.thread = self.world.slack.say(who, "launch", text, "", self._uploaded(files, who))
            return
        first = self.world.discord.say(who, "#launch", text, files=[file.attached() for file in files])
        self.thread = self.world.discord.create_thread(who, "#launch", text[:60] or "files", first)

    def send(self, text: str, *files: Sent, who: str = "Ana") -> str:
        """Say something with files in the thread."""
        if isinstance(self.stage, SlackStage):
            return self.put(text, self._uploaded(files, who), who)
        attached = [file.attached() for file in files]
        return self.world.discord.say(who, self.thread, text.replace("@Galerne", "<@BOT>"), files=attached)

    def put(self, text: str, files: list[str], who: str = "Ana") -> str:
        """Say something with files that are at Slack already."""
        mention = f"<@{self.world.slack.identity()['bot']}>"
        return self.world.slack.say(who, "launch", text.replace("@Galerne", mention), self.thread, files)

    def _uploaded(self, files: Sequence[Sent], who: str) -> list[str]:
        slack = self.world.slack
        return [slack.upload(who, file.name, file.media_type, file.base64) for file in files]

    def buttons(self) -> list[str]:
        """What the bot asks at its newest message."""
        return [label for label in self._asking()[1] if label not in {"Stop", "Retry", "Why?", ""}]

    async def verbs(self) -> list[str]:
        """What can be done with the bot's newest answer, once there is something."""
        found: list[str] = await self.until(lambda: self.posts() and self.hands.verbs(self.thread))
        return found

    def act(self, action: str, who: str = "Ana") -> None:
        """Press a button below the bot's newest answer."""
        self.hands.act(who, self.thread, action)

    def choose(self, label: str, message: str, who: str = "Ana") -> None:
        """Choose a command in the menu of a message of the thread, or of the channel where there is no thread."""
        self.hands.choose(who, self.thread, message, label)

    @property
    def hands(self) -> SlackHands | DiscordHands:
        return SlackHands(self.world) if isinstance(self.stage, SlackStage) else DiscordHands(self.world)

    def press(self, label: str, who: str = "Ana") -> str:
        """Press a button of the bot's newest message; on Discord the id of the interaction comes back."""
        message, _ = self._asking()
        if isinstance(self.stage, SlackStage):
            return self.world.slack.press(who, "launch", message, label=label)
        return self.world.discord.press(who, self.thread, message, label=label)

    async def fill_in(self, label: str, line: str, who: str = "Ana") -> None:
        """Press a button that opens a form of one field, and fill that in."""
        pressed = self.press(label, who)
        if isinstance(self.stage, SlackStage):
            [view] = await self.until(lambda: self.world.slack.views(who))
            [block] = view["blocks"]
            self.world.slack.fill_form(who, view["id"], {block["label"]["text"]: line})
            return
        modal = await self.until(lambda: self.world.discord.interaction(pressed)["modal"])
        [row] = modal["components"]
        self.world.discord.submit(who, pressed, {row["component"]["custom_id"]: line})

    def _asking(self) -> tuple[str, list[str]]:
        """The bot's newest message, and the labels of its buttons."""
        if isinstance(self.stage, SlackStage):
            mine = [each for each in self.world.slack.messages("launch", self.thread) if each["bot"]]
            rows = [each for each in mine[-1]["blocks"] if each["type"] == "actions"] if mine else []
            labels = [button["text"]["text"] for row in rows for button in row["elements"]]
            return (mine[-1]["ts"] if mine else ""), labels
        bot = self.world.discord.ids()["bot"]
        mine = [each for each in self.world.discord.messages(self.thread) if each["author_id"] == bot]
        mine = [each for each in mine if not each["private_to"]]
        labels = [
            button.get("label", "") for row in (mine[-1]["components"] if mine else ()) for button in row["components"]
        ]
        return (mine[-1]["id"] if mine else ""), labels

    def whispers(self, who: str) -> list[str]:
        """What the bot has said in the thread to this person alone."""
        if isinstance(self.stage, SlackStage):
            return self.stage.whispers(who)
        person = self.world.discord.ids()[who]
        return [each["content"] for each in self.world.discord.messages(self.thread) if each["private_to"] == person]

    def uploads(self) -> dict[str, bytes]:
        """The files that the bot has put into the thread, by name."""
        if isinstance(self.stage, SlackStage):
            said = [each for each in self.world.slack.messages("launch", self.thread) if each["bot"]]
            found = [self.world.slack.file(file) for each in said for file in each["files"]]
            return {file["name"]: base64.b64decode(file["base64"]) for file in found}
        bot = self.world.discord.ids()["bot"]
        mine = [each for each in self.world.discord.messages(self.thread) if each["author_id"] == bot]
        held = [self.world.discord.file(file["id"]) for each in mine for file in each["attachments"]]
        return {file["filename"]: base64.b64decode(file["base64"]) for file in held}

    def downloads(self) -> list[Call]:
        """Every fetching of a file, in order."""
        slack = isinstance(self.stage, SlackStage)
        return self.world.log.of(*(("slack", "download") if slack else ("discord", "GET attachments")))

    def posts(self) -> list[Post]:
        return self.stage.posts(self.thread)

    async def until(self, look: Callable[[], Any], timeout: float = 25.0) -> Any:
        return await self.world.log.until(look, timeout=timeout)

    async def answer(self) -> str:
        """The text of the next whole answer: its last message carries the receipt."""

        def whole() -> list[Post] | None:
            new = [post for post in self.posts() if post.text or post.footer][self.heard :]  # a file alone is no answer
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
