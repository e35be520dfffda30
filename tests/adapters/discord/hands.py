"""What people do in the loopback Discord besides talking."""

import base64
from collections.abc import Sequence
from typing import Any

from bot.trial.pressing import DiscordPressing
from bot.trial.stage import BOT
from deploy.sandbox.world import World
from tests.contracts.interaction_contract import File


class DiscordHands:
    def __init__(self, world: World) -> None:
        self._world = world
        self._discord = world.discord
        self._chosen = ""
        self._pressing = DiscordPressing(world)
        self._pressed_in: set[str] = set()  # what is told to one person stands where they pressed

    def drop(self, who: str, thread: str, text: str, files: Sequence[File]) -> None:
        kept = [
            {"name": name, "type": kind, "base64": base64.b64encode(content).decode()} for name, kind, content in files
        ]
        self._discord.say(who, thread, text.replace(BOT, "<@BOT>"), files=kept)

    def labels(self, thread: str) -> list[str]:
        return [button["label"] for row in self._last(thread)["components"] for button in row["components"]]

    def press(self, who: str, thread: str, label: str) -> None:
        self._press(who, thread, label)

    def verbs(self, thread: str) -> list[str]:
        return self._pressing.verbs(thread)

    def act(self, who: str, thread: str, action: str) -> None:
        self._pressed_in.add(thread)
        self._pressing.act(who, thread, action)

    def remark(self, who: str, text: str) -> str:
        return self._discord.say(who, "#launch", text)

    def choose(self, who: str, thread: str, message: str, label: str) -> None:
        self._pressed_in.add(thread or "#launch")
        self._chosen = self._pressing.choose(who, thread, message, label)

    def call(self, who: str, command: str) -> None:
        self._chosen = self._discord.slash(who, "#launch", command)

    async def acknowledged(self) -> None:
        await self._world.log.until(lambda: self._discord.interaction(self._chosen)["answered"])

    async def enter(self, who: str, thread: str, label: str, line: str) -> None:
        pressed = self._press(who, thread, label)
        form = await self._world.log.until(lambda: self._discord.interaction(pressed)["modal"])
        [field] = [row["component"]["custom_id"] for row in form["components"]]
        self._discord.submit(who, pressed, {field: line})

    def uploads(self, thread: str) -> list[tuple[str, bytes]]:
        files = [file for each in self._mine(thread) for file in each["attachments"]]
        return [(each["filename"], base64.b64decode(self._discord.file(each["id"])["base64"])) for each in files]

    def told(self, who: str) -> list[str]:
        person = self._discord.ids()[who]
        said = [each for room in self._pressed_in for each in self._discord.messages(room)]
        return [str(each["content"]) for each in said if each["private_to"] == person]

    def _press(self, who: str, thread: str, label: str) -> str:
        self._pressed_in.add(thread)
        return self._discord.press(who, thread, self._last(thread)["id"], label=label)

    def _last(self, thread: str) -> dict[str, Any]:
        return [each for each in self._mine(thread) if not each["private_to"]][-1]

    def _mine(self, thread: str) -> list[dict[str, Any]]:
        bot = self._discord.ids()["bot"]
        return [each for each in self._discord.messages(thread) if each["author_id"] == bot]
