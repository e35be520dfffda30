"""What people do in the loopback Slack besides talking."""

import base64
from collections.abc import Sequence
from typing import Any

from bot.trial.pressing import SlackPressing
from bot.trial.stage import BOT
from deploy.sandbox.world import World
from tests.contracts.interaction_contract import File


class SlackHands:
    def __init__(self, world: World, channel: str = "launch") -> None:
        self._world = world
        self._slack = world.slack
        self._channel = channel
        self._chosen = ""
        self._pressing = SlackPressing(world, channel)

    def drop(self, who: str, thread: str, text: str, files: Sequence[File]) -> None:
        kept = [
            self._slack.upload(who, name, kind, base64.b64encode(content).decode()) for name, kind, content in files
        ]
        mention = f"<@{self._slack.identity()['bot']}>"
        self._slack.say(who, self._channel, text.replace(BOT, mention), thread, kept)

    def labels(self, thread: str) -> list[str]:
        rows = [block["elements"] for block in self._last(thread)["blocks"] if block["type"] == "actions"]
        return [button["text"]["text"] for row in rows for button in row]

    def press(self, who: str, thread: str, label: str) -> None:
        self._slack.press(who, self._channel, self._last(thread)["ts"], label=label)

    def verbs(self, thread: str) -> list[str]:
        return self._pressing.verbs(thread)

    def act(self, who: str, thread: str, action: str) -> None:
        self._pressing.act(who, thread, action)

    def remark(self, who: str, text: str) -> str:
        return self._slack.say(who, self._channel, text)

    def choose(self, who: str, thread: str, message: str, label: str) -> None:
        self._chosen = self._pressing.choose(who, thread, message, label)

    def call(self, who: str, command: str) -> None:
        self._chosen = self._slack.command(who, self._channel, f"/{command}")

    async def acknowledged(self) -> None:
        def is_acknowledged() -> bool:
            return any(each["name"] == self._chosen and each["outcome"] == "acked" for each in self._slack.deliveries())

        await self._world.log.until(is_acknowledged)

    async def enter(self, who: str, thread: str, label: str, line: str) -> None:
        self.press(who, thread, label)
        [form] = await self._world.log.until(lambda: self._slack.views(who))
        [field] = [block["block_id"] for block in form["blocks"] if block["type"] == "input"]
        self._slack.fill_form(who, form["id"], {field: line})

    def uploads(self, thread: str) -> list[tuple[str, bytes]]:
        ids = [file for each in self._slack.messages(self._channel, thread) if each["bot"] for file in each["files"]]
        files = [self._slack.file(file) for file in ids]
        return [(file["name"], base64.b64decode(file["base64"])) for file in files]

    def told(self, who: str) -> list[str]:
        return [str(each["text"]) for each in self._slack.ephemerals(self._channel, who)]

    def _last(self, thread: str) -> dict[str, Any]:
        return [each for each in self._slack.messages(self._channel, thread) if each["bot"]][-1]
