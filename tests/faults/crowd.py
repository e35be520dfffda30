"""People of both workspaces who ask numbered questions in several conversations at once."""

import asyncio
import random
from dataclasses import dataclass, field
from typing import Final, Protocol

from bot.trial.stage import DiscordStage, Post, SlackStage, Stage
from deploy.sandbox.world import World
from tests.faults.questions import FakeAuthor, Kind, Question

PEOPLE: Final = ("Ana", "Bao", "Dev")
KINDS: Final[tuple[Kind, ...]] = ("plain", "tool", "plain", "long")
MOST: Final = 6  # questions of one conversation
AHEAD: Final = 2  # questions that may wait in one conversation
LOOK: Final = 0.1  # seconds between two looks at what has been answered


class Place(Protocol):
    """What is needed of a `Stage`."""

    name: str

    def begin(self, who: str, text: str) -> str: ...

    def say(self, who: str, thread: str, text: str) -> str: ...

    def posts(self, thread: str) -> list[Post]: ...


@dataclass(slots=True)
class Room:
    """One conversation; on Slack it begins with its first question."""

    stage: Place
    thread: str = ""
    asked: list[Question] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)  # the ids of the questions

    @property
    def slack(self) -> bool:
        return isinstance(self.stage, SlackStage)

    def ask(self, question: Question, who: str) -> None:
        self.asked.append(question)
        if not self.thread and self.slack:
            self.thread = self.stage.begin(who, question.text)
            self.messages.append(self.thread)
            return
        self.thread = self.thread or self.stage.begin(who, "Let us begin.")
        self.messages.append(self.stage.say(who, self.thread, question.text))

    def posts(self) -> list[Post]:
        return self.stage.posts(self.thread) if self.thread else []

    def waiting(self) -> int:
        """Questions without a complete answer: the last message of each answer has the receipt."""
        return len(self.asked) - sum(1 for post in self.posts() if post.footer)


class Crowd:
    """`rooms` conversations on each platform at a time; where one has had its questions, another begins."""

    def __init__(self, world: World, rng: random.Random, *, rooms: int) -> None:
        self.author = FakeAuthor()
        self.rooms: list[Room] = []
        self._world = world
        self._rng = rng
        self._count = rooms
        self._numbers = {"s": 0, "d": 0}
        self._tasks: list[asyncio.Task[None]] = []
        world.mistral.write_with(self.author)

    def start(self) -> None:
        """Begin to ask, until `stop`."""
        for _ in range(self._count):
            for stage in (SlackStage, DiscordStage):
                self._tasks.append(asyncio.create_task(self._talk(stage(self._world))))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def asked(self) -> int:
        return sum(len(room.asked) for room in self.rooms)

    def waiting(self) -> int:
        return sum(room.waiting() for room in self.rooms)

    def ask_everywhere(self) -> None:
        """One more question in each conversation."""
        for room in self.rooms:
            self._ask(room, "plain")

    def ask_somewhere(self, kind: Kind) -> None:
        """One more question, where the fewest are waiting."""
        talking = [room for room in self.rooms if len(room.asked) < MOST] or self.rooms[-1:]
        self._rng.shuffle(talking)
        self._ask(min(talking, key=Room.waiting), kind)

    def redeliver_all(self) -> None:
        """Every question's event comes once more."""
        for room in self.rooms:
            if not room.slack:
                for message in room.messages:
                    self._world.discord.redeliver(message)
        questions = [sent for sent in self._world.slack.deliveries() if sent["type"] in {"app_mention", "message"}]
        for sent in questions:
            self._world.slack.redeliver(sent["name"])

    async def _talk(self, stage: Stage) -> None:
        while True:
            room = Room(stage)
            self.rooms.append(room)
            while len(room.asked) < MOST or room.waiting():
                if len(room.asked) < MOST and room.waiting() < AHEAD:
                    self._ask(room, self._rng.choice(KINDS))
                await asyncio.sleep(LOOK + self._rng.random() * 0.3)

    def _ask(self, room: Room, kind: Kind) -> None:
        letter = "s" if room.slack else "d"
        self._numbers[letter] += 1
        question = Question(f"{letter}{self.rooms.index(room)}q{self._numbers[letter]}", kind)
        self.author.add(question)
        room.ask(question, self._rng.choice(PEOPLE))
