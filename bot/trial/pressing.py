"""What people press on each platform: the buttons below an answer, and the commands in the menu of a message."""

from typing import Any, Protocol

from adapters.slack.manifest import manifest
from commands import declared
from deploy.sandbox.world import World


class Pressing(Protocol):
    def verbs(self, thread: str) -> list[str]:
        """What can be done with the bot's last message in a thread, by the actions' names, sorted."""

    def act(self, who: str, thread: str, action: str) -> None:
        """Press that button."""

    def choose(self, who: str, thread: str, message: str, label: str) -> str:
        """Choose a command in the menu of a message, of the channel itself where `thread` is empty; the choice's id."""

    def told(self, who: str, thread: str) -> list[str]:
        """What the bot has said there to this person alone."""


class SlackPressing:
    def __init__(self, world: World, channel: str = "launch") -> None:
        self._slack = world.slack
        self._channel = channel

    def verbs(self, thread: str) -> list[str]:
        return sorted(action for action, _, _ in self._buttons(thread))

    def act(self, who: str, thread: str, action: str) -> None:
        [(name, label)] = [(name, label) for found, name, label in self._buttons(thread) if found == action]
        self._slack.press(who, self._channel, self._last(thread)["ts"], name, label=label)

    def choose(self, who: str, thread: str, message: str, label: str) -> str:  # noqa: ARG002 - a message's id is enough
        """By the callback_id that the manifest gives the shortcut."""
        shortcuts = manifest(declared("Galerne").all)["features"]["shortcuts"]
        [callback] = [each["callback_id"] for each in shortcuts if each["name"] == label]
        return self._slack.shortcut(who, callback, self._channel, message)

    def told(self, who: str, thread: str) -> list[str]:  # noqa: ARG002 - there are few of them
        return [str(each["text"]) for each in self._slack.ephemerals(self._channel, who)]

    def _buttons(self, thread: str) -> list[tuple[str, str, str]]:
        """Each verb, and the action_id and the label by which its button is found."""
        found: list[tuple[str, str, str]] = []
        elements = [each for block in self._last(thread)["blocks"] for each in block.get("elements", ())]
        for each in elements:
            if each["type"] == "button":
                found.append((each["action_id"], each["action_id"], each["text"]["text"]))
            if each["type"] == "feedback_buttons":
                faces = (each["positive_button"], each["negative_button"])
                found += [(face["value"].partition(":")[0], each["action_id"], face["text"]["text"]) for face in faces]
        return found

    def _last(self, thread: str) -> dict[str, Any]:
        return [each for each in self._slack.messages(self._channel, thread) if each["bot"]][-1]


class DiscordPressing:
    def __init__(self, world: World, channel: str = "#launch") -> None:
        self._discord = world.discord
        self._channel = channel

    def verbs(self, thread: str) -> list[str]:
        return sorted(name.partition(":")[0] for name in self._custom_ids(thread))

    def act(self, who: str, thread: str, action: str) -> None:
        [name] = [each for each in self._custom_ids(thread) if each.startswith(f"{action}:")]
        self._discord.press(who, thread, self._last(thread)["id"], name)

    def choose(self, who: str, thread: str, message: str, label: str) -> str:
        return self._discord.menu(who, thread or self._channel, label, message)

    def told(self, who: str, thread: str) -> list[str]:
        person = self._discord.ids()[who]
        said = self._discord.messages(thread or self._channel)
        return [str(each["content"]) for each in said if each["private_to"] == person and not each["loading"]]

    def _custom_ids(self, thread: str) -> list[str]:
        return [button["custom_id"] for row in self._last(thread)["components"] for button in row["components"]]

    def _last(self, thread: str) -> dict[str, Any]:
        bot = self._discord.ids()["bot"]
        mine = [each for each in self._discord.messages(thread) if each["author_id"] == bot and not each["private_to"]]
        return mine[-1]
