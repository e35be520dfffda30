"""Where people ask: threads, direct messages and slash commands of both platforms."""

import time
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from bot.trial.stage import DiscordStage, Post, SlackStage
from deploy.sandbox.world import World
from tests.faults.questions import Question

MOST: Final = 6  # questions of one thread
REMARKS: Final = ("Let us begin.", "I wonder who knows.")
_CHANNEL: Final = "launch"
_FAILED_AFTER: Final = 3.5  # seconds without an acknowledgement


class Place(Protocol):
    """What is needed of a `Stage`."""

    name: str

    def begin(self, who: str, text: str) -> str: ...

    def say(self, who: str, thread: str, text: str) -> str: ...

    def posts(self, thread: str) -> list[Post]: ...


@dataclass(slots=True)
class Room:
    """One conversation, which begins with its first question, or with remarks.

    `only` names the person who alone can ask there.
    """

    stage: Place
    thread: str = ""
    asked: list[Question] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)  # by which the journal knows the questions
    channel: str = _CHANNEL
    only: str = ""
    most: int = MOST
    remarks: tuple[str, ...] = ()  # said there before the first question, to nobody

    @property
    def slack(self) -> bool:
        return self.stage.name == "Slack"

    @property
    def has_room(self) -> bool:
        """Whether one more question can be asked there."""
        return len(self.asked) < self.most

    @property
    def owed(self) -> list[tuple[Question, str]]:
        """The questions that have to be answered, each with its message."""
        return list(zip(self.asked, self.messages, strict=True))

    def ask(self, question: Question, who: str) -> None:
        self.asked.append(question)
        if self.remarks:
            first, *others = self.remarks
            self.thread, self.remarks = self.stage.begin(who, first), ()
            for remark in others:
                self.stage.say(who, self.thread, remark)
        if not self.thread:
            self.thread = self.stage.begin(who, question.text)
            self.messages.append(self.thread)
            return
        self.messages.append(self.stage.say(who, self.thread, question.text))

    def posts(self) -> list[Post]:
        return self.stage.posts(self.thread) if self.thread else []

    def waiting(self) -> int:
        """Questions without a complete answer: the last message of each answer has the receipt."""
        return len(self.owed) - sum(1 for post in self.posts() if post.footer)

    def strays(self) -> list[str]:
        """What can be seen of it where it should not be."""
        return []

    def left_open(self, world: World) -> list[str]:
        """What still looks as if the bot were at work. (Discord's indicator goes by itself.)"""
        if not self.slack:
            growing = [each["id"] for each in world.discord.messages(self.thread) if _can_be_stopped(each)]
            return [f"{self.thread}: {id_} still has a Stop button" for id_ in growing]
        if not self.thread:
            return []
        streams = [
            f"{self.thread}: {each['ts']} is {each['streaming_state']}"
            for each in world.slack.messages(self.channel, self.thread)
            if each["bot"] and each["streaming_state"] not in {"", "completed"}
        ]
        status = world.slack.session(self.channel, self.thread)["status"]
        return streams + ([f"{self.thread} says {status}"] if status == "processing" else [])


class SlackCall(Room):
    """Begins with `/ask`. Slack sends a command once: one that was not acknowledged has failed, and its asker knows."""

    def __init__(self, world: World) -> None:
        super().__init__(SlackStage(world))
        self._world = world
        self._call = ""

    @property
    def has_room(self) -> bool:
        return not self._call or (bool(self._root()) and super().has_room)

    @property
    def owed(self) -> list[tuple[Question, str]]:
        asked = list(zip(self.asked, self.messages, strict=True))
        return asked if self._root() or self._outcome() != "lost" else []

    def ask(self, question: Question, who: str) -> None:
        if self._call:
            super().ask(question, who)
            return
        self.asked.append(question)
        self._call = self._world.slack.command(who, _CHANNEL, "/ask", question.words)
        self.messages.append(f"event:command-{self._call}")

    def posts(self) -> list[Post]:
        return [post for post in super().posts() if post.id != self.thread] if self._root() else []

    def strays(self) -> list[str]:
        return [f"the command is repeated by {ts}, and by {self.thread}" for ts in self._roots() if ts != self.thread]

    def _outcome(self) -> str:
        return next((str(each["outcome"]) for each in self._world.slack.deliveries(self._call)), "lost")

    def _root(self) -> str:
        self.thread = self.thread or next(iter(self._roots()), "")
        return self.thread

    def _roots(self) -> list[str]:
        """The messages that repeat the command, below the first of which is the answer."""
        if not self.asked:
            return []
        said = self._world.slack.messages(_CHANNEL)
        return [each["ts"] for each in said if each["bot"] and f"asked: /ask {self.asked[0].words}" in each["text"]]


class DiscordCall(Room):
    """One `/ask`, answered where it was used. The gateway tells of it once; unanswered for three seconds it has failed.

    What fails so may have been stored all the same, and is then answered in the channel.
    """

    def __init__(self, world: World) -> None:
        super().__init__(DiscordStage(world), thread=f"#{_CHANNEL}", most=1)
        self._world = world
        self._call = ""
        self._at = 0.0

    @property
    def owed(self) -> list[tuple[Question, str]]:
        asked = list(zip(self.asked, self.messages, strict=True))
        hopes = time.monotonic() - self._at < _FAILED_AFTER
        return asked if hopes or self.posts() or (self._call and self._told()["answered"]) else []

    def ask(self, question: Question, who: str) -> None:
        self.asked.append(question)
        self._at = time.monotonic()
        self._call = self._world.discord.slash(who, self.thread, "ask", {"question": question.words})
        self.messages.append(f"event:discord:interaction:{self._call}")

    def posts(self) -> list[Post]:
        if not self._call:
            return []
        mine, mark = self._told()["messages"], f"-{self.asked[0].key}-"
        return [post for post in super().posts() if post.id in mine or mark in post.text]

    def left_open(self, world: World) -> list[str]:
        mine = {post.id for post in self.posts()} | set(self._told()["messages"] if self._call else ())
        said = [each for each in world.discord.messages(self.thread) if each["id"] in mine]
        return [f"{each['id']} still grows" for each in said if _can_be_stopped(each) or each["loading"]]

    def _told(self) -> dict[str, Any]:
        return self._world.discord.interaction(self._call)


def _can_be_stopped(message: dict[str, Any]) -> bool:
    labels = [button.get("label") for row in message["components"] for button in row.get("components", ())]
    return "Stop" in labels
