"""A real conversation played into a platform's channel, summarised by the whole bot, and what can be measured of it.

What is said there are chats of students (the chitchat dataset, MIT, a package for development): one in the channel
itself, one in a thread of it, and one before the span that is asked about.
"""

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.trial.stage import DiscordStage, SlackStage, Stage
from deploy.sandbox.world import World
from tests.evaluation.conversations import students
from tests.talk import living

_LINK: Final = re.compile(r"\]\((https://[^()\s]+)\)")
_NUMBERED: Final = re.compile(r"^\[(\d+)\] [^\n]*\d\d:\d\d:", re.MULTILINE)
_HEAD: Final = re.compile(r"([\d,]+) messages? by ([\d,]+) (?:people|person)(?:, ([\d,]+) threads?)?")
BEFORE: Final = "16cebaa9-c102-4e9e-a10d-9761857d78b9"
TALKATIVE: Final = "99427d75-4601-4f6d-b226-1baed97051ab"
IN_THREAD: Final = "e6ab2d32-987e-45d0-b549-ffe3b459353b"


@dataclass(frozen=True, slots=True)
class Played:
    """A message of the span: who said it, and in which thread."""

    speaker: str
    thread: str = ""


@dataclass(slots=True)
class Room:
    """A channel, and what has been said in it in the span, by the message's id as links have it."""

    world: World
    stage: Stage
    said: dict[str, Played] = field(default_factory=dict)

    async def play(self, lines: Sequence[tuple[int, str]], people: tuple[str, str], *, thread: bool = False) -> None:
        """Let people say something in turn, the first of it in the channel; a thread hangs below that."""
        (who, text), *rest = lines
        root = self._say(people[who], text)
        self._keep(root, people[who])
        where = self._opened(people[who], root, text) if thread else ""
        for count, (speaker, words) in enumerate(rest):
            message = self._reply(people[speaker], where, words) if thread else self._say(people[speaker], words)
            self._keep(message, people[speaker], root if thread else "")
            if count % 50 == 0:
                await asyncio.sleep(0)  # so that the sandbox serves meanwhile

    def asked_by(self, who: str, **values: str) -> None:
        if isinstance(self.stage, SlackStage):
            line = " ".join(f"{name}={value}" for name, value in values.items())
            self.world.slack.command(who, "launch", "/summarize", line)
        else:
            self.world.discord.slash(who, "#launch", "summarize", dict(values))

    def answer(self) -> list[str]:
        """The whole answer's messages, once its last one, with the receipt, is there."""
        posts = self.stage.posts("" if isinstance(self.stage, SlackStage) else "#launch")
        return [post.text for post in posts] if posts and posts[-1].footer else []

    def _say(self, who: str, text: str) -> str:
        if isinstance(self.stage, SlackStage):
            return self.world.slack.past(who, "launch", text, self.world.clock.time())
        return self.world.discord.say(who, "#launch", text)

    def _opened(self, who: str, root: str, text: str) -> str:
        if isinstance(self.stage, SlackStage):
            return root
        return self.world.discord.create_thread(who, "#launch", text[:40], root)

    def _reply(self, who: str, where: str, text: str) -> str:
        if isinstance(self.stage, SlackStage):
            return self.world.slack.past(who, "launch", text, self.world.clock.time(), where)
        return self.world.discord.say(who, where, text)

    def _keep(self, message: str, who: str, thread: str = "") -> None:
        self.said[message.replace(".", "")] = Played(who, thread)


@dataclass(frozen=True, slots=True)
class Measured:
    """What a summary cites of the span, and what its head says was read."""

    messages: int
    speakers: int
    threads: int
    head: tuple[int, int, int]  # the same three, as the summary tells them
    shown: int  # messages that the model was shown, in one request or another
    requests: int
    links: int
    outside: int  # links that lead to no message of the span
    cited_speakers: int
    cited_threads: int


def chat(key: str, most: int = 10_000) -> list[tuple[int, str]]:
    """A chat of two: which of them says it, and what. Blank messages are left out."""
    said = [each for each in students(key) if each["text"].strip()]
    who = list(dict.fromkeys(each["sender"] for each in said))
    return [(who.index(each["sender"]), each["text"]) for each in said][:most]


async def measured(world: World, platform: str, folder: Path, key: str, most: int = 10_000) -> Measured:
    """Dev says something, goes away, comes back and asks what was said meanwhile."""
    room = Room(world, SlackStage(world) if platform == "slack" else DiscordStage(world))
    await room.play(chat(BEFORE, 40), ("Ana", "Chloé"))
    await world.clock.sleep(0.003)  # ids may count no more than milliseconds
    await room.play([(0, "I am away for a while.")], ("Dev", "Dev"))
    await world.clock.sleep(0.003)
    room.said.clear()
    await room.play(chat(key, most), ("Ana", "Bao"))
    await room.play(chat(IN_THREAD, 120), ("Chloé", "Ana"), thread=True)
    async with living(world, folder, only=platform):
        room.asked_by("Dev", audience="channel", length="long")
        answer = "\n".join(await world.log.until(room.answer, timeout=60))
    calls = world.log.of("mistral", "POST /v1/chat/completions")
    return _told(room.said, answer, [str(call.body["messages"][-1]["content"]) for call in calls])


def _told(said: dict[str, Played], answer: str, requests: Sequence[str]) -> Measured:
    cited = list(_ids(answer))
    known = [said[each] for each in cited if each in said]
    head = _HEAD.search(answer)
    counts = tuple(int((each or "0").replace(",", "")) for each in head.groups()) if head else (0, 0, 0)
    return Measured(
        messages=len(said),
        speakers=len({each.speaker for each in said.values()}),
        threads=len({each.thread for each in said.values()} - {""}),
        head=(counts[0], counts[1], counts[2]),
        shown=len({number for request in requests for number in _NUMBERED.findall(request)}),
        requests=len(requests),
        links=len(cited),
        outside=len(cited) - len(known),
        cited_speakers=len({each.speaker for each in known}),
        cited_threads=len({each.thread for each in known} - {""}),
    )


def _ids(answer: str) -> Iterator[str]:
    """The messages that are linked to."""
    for link in _LINK.findall(answer):
        yield link.partition("?")[0].rpartition("/")[2].removeprefix("p")
