"""People of both workspaces who ask numbered questions in several conversations at once."""

import asyncio
import random
from collections.abc import Callable
from functools import partial
from typing import Final

from bot.trial.stage import DiscordStage, SlackStage
from deploy.sandbox.world import World
from tests.faults.questions import FakeAuthor, Kind, Question
from tests.faults.rooms import REMARKS, DiscordCall, Room, SlackCall

PEOPLE: Final = ("Ana", "Bao", "Dev")
KINDS: Final[tuple[Kind, ...]] = ("plain", "tool", "plain", "long", "change")
BRIEF: Final[tuple[Kind, ...]] = ("plain", "tool")
AHEAD: Final = 2  # questions that may wait in one conversation
LOOK: Final = 0.1  # seconds between two looks at what has been answered
ALWAYS: Final = 10_000  # questions of one person to the bot alone, on Discord, where they are one conversation


class Crowd:
    """`rooms` threads on each platform at a time, and one of each other kind of place.

    Where a conversation has had its questions, another begins.
    """

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
        world = self._world
        threads = [self._slack_thread, lambda: Room(DiscordStage(world), remarks=REMARKS)] * self._count
        # Each person's direct messages are known before the first death: neither platform lists them.
        direct = [partial(opened, who) for who in PEOPLE for opened in (self._with_slack, self._with_discord)]
        calls: list[Callable[[], Room]] = [partial(SlackCall, world), partial(DiscordCall, world)]
        openers: list[Callable[[], Room]] = [*threads, *direct, *calls]
        self._tasks = [asyncio.create_task(self._talk(opened)) for opened in openers]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        for ended in await asyncio.gather(*self._tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended

    @property
    def asked(self) -> int:
        """Questions to which an answer is owed."""
        return sum(len(room.owed) for room in self.rooms)

    @property
    def threads(self) -> int:
        """Threads on Slack."""
        return sum(1 for room in self.rooms if room.slack and room.thread)

    def waiting(self) -> int:
        return sum(room.waiting() for room in self.rooms)

    def ask_everywhere(self) -> None:
        """One more question in each conversation."""
        for room in self.rooms:
            if room.owed and not isinstance(room, DiscordCall):
                self._ask(room, "plain")

    def ask_somewhere(self, kind: Kind) -> None:
        """One more question, where the fewest are waiting."""
        able = [room for room in self.rooms if room.has_room and kind in _kinds(room)] or self.rooms[:1]
        self._rng.shuffle(able)
        self._ask(min(able, key=Room.waiting), kind)

    def redeliver_all(self) -> None:
        """Every question's event comes once more."""
        for room in self.rooms:
            if not room.slack:
                for message in room.messages:
                    if not message.startswith("event:"):
                        self._world.discord.redeliver(message)
        questions = [sent for sent in self._world.slack.deliveries() if sent["type"] in {"app_mention", "message"}]
        for sent in questions:
            self._world.slack.redeliver(sent["name"])

    async def _talk(self, opened: Callable[[], Room]) -> None:
        while True:
            room = opened()
            self.rooms.append(room)
            while room.has_room or room.waiting():
                if room.has_room and room.waiting() < AHEAD:
                    self._ask(room, self._rng.choice(_kinds(room)))
                await asyncio.sleep(LOOK + self._rng.random() * 0.3)

    def _ask(self, room: Room, kind: Kind) -> None:
        letter = "s" if room.slack else "d"
        self._numbers[letter] += 1
        question = Question(f"{letter}{self.rooms.index(room)}q{self._numbers[letter]}", kind)
        self.author.add(question)
        room.ask(question, room.only or self._rng.choice(PEOPLE))

    def _slack_thread(self) -> Room:
        """Every other one begins with remarks."""
        return Room(SlackStage(self._world), remarks=REMARKS if self.threads % 2 else ())

    def _with_slack(self, who: str) -> Room:
        """A thread of the person's direct messages."""
        channel = self._world.slack.dm(who)
        return Room(SlackStage(self._world, channel), channel=channel, only=who)

    def _with_discord(self, who: str) -> Room:
        """The person's direct messages, all of which are one conversation."""
        return Room(DiscordStage(self._world), thread=self._world.discord.dm(who), only=who, most=ALWAYS)


def _kinds(room: Room) -> tuple[Kind, ...]:
    return BRIEF if isinstance(room, DiscordCall) else KINDS
