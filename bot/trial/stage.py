"""One view of two workspaces: people speak, and what the bot posted can be read back as they see it."""

import json
from dataclasses import dataclass
from typing import Protocol

from deploy.sandbox.world import World

BOT = "@Galerne"


@dataclass(frozen=True, slots=True)
class Post:
    """A message of the bot as a person sees it."""

    id: str
    text: str
    footer: str  # the receipt's line; it comes with the last message of an answer
    notified: tuple[str, ...]  # whom the message pinged


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file that comes with a message, or that the bot has uploaded."""

    name: str
    media_type: str
    base64: str


class Stage(Protocol):
    name: str
    longest: int  # characters of the long text that the story posts here
    fence: str  # how people begin a block of code here

    def begin(self, who: str, text: str) -> str:
        """Say the first message of a new thread; the thread's key."""

    def say(self, who: str, thread: str, text: str) -> str:
        """Say something in a thread; the message's id."""

    def announce(self, who: str, text: str) -> str:
        """Say something in the channel itself, in no thread; the message's id."""

    def open_thread(self, who: str, message: str, name: str) -> str:
        """The key of the thread below a message of the channel."""

    def command(self, who: str, name: str, *placed: tuple[str, str], **named: str) -> None:
        """Use a slash command in the channel: its parameters by name and value, those that Slack has by place first."""

    def posted(self) -> list[Post]:
        """What the bot has posted in the channel itself, in order; where it answers below a question, that too."""

    def drop(self, who: str, thread: str, text: str, *files: Dropped) -> str:
        """Say something with files; the message's id."""

    def uploads(self, thread: str) -> list[Dropped]:
        """The files that the bot has uploaded in a thread."""

    def redeliver(self, message: str) -> None:
        """Let the service deliver a message's event once more."""

    def posts(self, thread: str) -> list[Post]:
        """What the bot has posted in a thread, in order."""

    def showing(self, thread: str) -> str:
        """What the bot's last message there says now, finished or not."""

    def whispers(self, who: str) -> list[str]:
        """What the bot has said to this person alone."""


class SlackStage:
    name = "Slack"
    longest = 14_000
    fence = "```"  # a language after it would be the code's first line

    def __init__(self, world: World, channel: str = "launch") -> None:
        self._slack = world.slack
        self._channel = channel
        self._mention = f"<@{world.slack.identity()['bot']}>"
        self._events: dict[str, str] = {}  # the event that told of a message

    def begin(self, who: str, text: str) -> str:
        return self._slack.say(who, self._channel, text.replace(BOT, self._mention))

    def say(self, who: str, thread: str, text: str) -> str:
        message = self._slack.say(who, self._channel, text.replace(BOT, self._mention), thread)
        self._events[message] = self._slack.deliveries()[-1]["name"]
        return message

    def announce(self, who: str, text: str) -> str:
        return self._slack.say(who, self._channel, text.replace(BOT, self._mention))

    def open_thread(self, who: str, message: str, name: str) -> str:  # noqa: ARG002 - Slack's threads have no names
        return message

    def command(self, who: str, name: str, *placed: tuple[str, str], **named: str) -> None:
        words = [*(value for _, value in placed), *(f'{key}="{value}"' for key, value in named.items())]
        self._slack.command(who, self._channel, f"/{name}", " ".join(words))

    def posted(self) -> list[Post]:
        return self.posts("")

    def drop(self, who: str, thread: str, text: str, *files: Dropped) -> str:
        ids = [self._slack.upload(who, file.name, file.media_type, file.base64) for file in files]
        return self._slack.say(who, self._channel, text.replace(BOT, self._mention), thread, ids)

    def uploads(self, thread: str) -> list[Dropped]:
        return [
            Dropped(each["name"], each["mimetype"], each["base64"])
            for each in self._slack.files(self._channel, "galerne")
            if any(share["thread"] == thread for share in each["shares"])
        ]

    def redeliver(self, message: str) -> None:
        self._slack.redeliver(self._events[message])

    def posts(self, thread: str) -> list[Post]:
        return [
            Post(
                each["ts"],
                each["text"].removesuffix(_context(each["blocks"])).strip(),
                _context(each["blocks"]),
                tuple(each["notified"]),
            )
            for each in self._slack.messages(self._channel, thread)
            if each["bot"] and each["streaming_state"] != "in_progress" and each["text"]  # a file alone has none
        ]

    def whispers(self, who: str) -> list[str]:
        return [str(each["text"]) for each in self._slack.ephemerals(self._channel, who)]

    def showing(self, thread: str) -> str:
        mine = [each for each in self._slack.messages(self._channel, thread) if each["bot"]]
        return str(mine[-1]["text"]) if mine else ""


def _context(blocks: list[dict[str, object]]) -> str:
    """The text of a message's context blocks."""
    texts = [element["text"] for block in blocks if block.get("type") == "context" for element in _elements(block)]
    return " ".join(str(text["text"]) if isinstance(text, dict) else str(text) for text in texts)


def _elements(block: dict[str, object]) -> list[dict[str, object]]:
    elements = json.loads(json.dumps(block.get("elements", [])))
    return [element for element in elements if "text" in element]


class DiscordStage:
    name = "Discord"
    longest = 1_900
    fence = "```python"

    def __init__(self, world: World, channel: str = "#launch") -> None:
        self._discord = world.discord
        self._channel = channel
        self._bot = world.discord.ids()["bot"]

    def begin(self, who: str, text: str) -> str:
        if BOT in text:  # said in the channel, it would be answered there
            thread = self._discord.create_thread(who, self._channel, text[:60])
            self.say(who, thread, text)
            return thread
        first = self._discord.say(who, self._channel, text)
        return self._discord.create_thread(who, self._channel, text[:60], first)

    def say(self, who: str, thread: str, text: str) -> str:
        return self._discord.say(who, thread, text.replace(BOT, "<@BOT>"))

    def announce(self, who: str, text: str) -> str:
        return self._discord.say(who, self._channel, text.replace(BOT, "<@BOT>"))

    def open_thread(self, who: str, message: str, name: str) -> str:
        return self._discord.create_thread(who, self._channel, name[:60], message)

    def command(self, who: str, name: str, *placed: tuple[str, str], **named: str) -> None:
        self._discord.slash(who, self._channel, name, dict(placed) | named)

    def posted(self) -> list[Post]:
        return self.posts(self._channel)

    def drop(self, who: str, thread: str, text: str, *files: Dropped) -> str:
        sent = [{"name": file.name, "base64": file.base64, "type": file.media_type} for file in files]
        return self._discord.say(who, thread, text.replace(BOT, "<@BOT>"), files=sent)

    def uploads(self, thread: str) -> list[Dropped]:
        return [
            Dropped(file["filename"], file.get("content_type", ""), self._discord.file(file["id"])["base64"])
            for each in self._discord.messages(thread)
            if each["author_id"] == self._bot
            for file in each["attachments"]
        ]

    def redeliver(self, message: str) -> None:
        self._discord.redeliver(message)

    def posts(self, thread: str) -> list[Post]:
        found = []
        for each in self._discord.messages(thread):
            mine = each["author_id"] == self._bot and not each["private_to"]
            if mine and each["type"] in {0, 19, 20} and each["content"]:
                text, _, footer = each["content"].partition("\n-# ")
                found.append(Post(each["id"], text.rstrip(), footer, tuple(each["notified"])))
        return found

    def showing(self, thread: str) -> str:
        mine = [each for each in self._discord.messages(thread) if each["author_id"] == self._bot]
        return str(mine[-1]["content"]) if mine else ""

    def whispers(self, who: str) -> list[str]:
        direct = self._discord.messages(self._discord.dm(who))
        return [str(each["content"]) for each in direct if each["author_id"] == self._bot]
