"""What people do in the loopback Slack besides talking."""

import base64
from collections.abc import Sequence
from typing import Any

from adapters.slack.manifest import manifest
from bot.trial.stage import BOT
from commands import declared
from deploy.sandbox.world import World
from tests.contracts.interaction_contract import File


class SlackHands:
    def __init__(self, world: World, channel: str = "launch") -> None:
        self._world = world
        self._slack = world.slack
        self._channel = channel
        self._chosen = ""

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
        return sorted(action for action, _ in self._verbs(thread))

    def act(self, who: str, thread: str, action: str) -> None:
        [(name, label)] = [(name, label) for found, (name, label) in self._verbs(thread) if found == action]
        self._slack.press(who, self._channel, self._last(thread)["ts"], name, label=label)

    def _verbs(self, thread: str) -> list[tuple[str, tuple[str, str]]]:
        """Each verb's action, and the action_id and label by which its button is found."""
        found: list[tuple[str, tuple[str, str]]] = []
        for block in self._last(thread)["blocks"]:
            for each in block.get("elements", ()):
                if each["type"] == "button":
                    found.append((each["action_id"], (each["action_id"], each["text"]["text"])))
                if each["type"] == "feedback_buttons":
                    faces = (each["positive_button"], each["negative_button"])
                    found += [
                        (one["value"].partition(":")[0], (each["action_id"], one["text"]["text"])) for one in faces
                    ]
        return found

    def remark(self, who: str, text: str) -> str:
        return self._slack.say(who, self._channel, text)

    def choose(self, who: str, thread: str, message: str, label: str) -> None:
        """By the callback_id that the manifest gives the shortcut."""
        shortcuts = manifest(declared("Galerne").all)["features"]["shortcuts"]
        [callback] = [each["callback_id"] for each in shortcuts if each["name"] == label]
        self._chosen = self._slack.shortcut(who, callback, self._channel, message)

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
