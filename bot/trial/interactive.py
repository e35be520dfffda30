"""Typing as a member of either workspace: `python -m bot try --interactive`."""

import asyncio
import logging
import sys
from typing import Final

from bot.trial.screen import Line, Screen
from bot.trial.stage import BOT, DiscordStage, Post, SlackStage, Stage
from bot.trial.story import bot_in
from deploy.sandbox.world import World, open_world

LOOK_EVERY: Final = 0.7  # seconds
LAST_WORD: Final = 4.0  # seconds for an answer that is still being written when the input ends
PEOPLE: Final = ("Ana", "Bao", "Chloé", "Dev")
HELP: Final = f"""\
What you type is said in a thread of #launch; mention the bot with {BOT} to bring it in, then just go on.
  /as NAME        speak as {", ".join(PEOPLE)}
  /slack          go to the Slack workspace          /discord   go to the Discord server
  /new            begin a new thread                 /quit      leave (or end the input)"""


class Room:
    """One person in one workspace, and the thread they are in."""

    def __init__(self, world: World) -> None:
        self._stages: dict[str, Stage] = {"slack": SlackStage(world), "discord": DiscordStage(world)}
        self._threads: dict[str, str] = {}  # by where
        self._heard: dict[str, int] = {}  # by thread: how many of the bot's messages have been shown
        self._whispered: dict[str, int] = {}  # by person and platform
        self._last: list[Post] = []
        self.where = "slack"
        self.who = PEOPLE[0]

    @property
    def place(self) -> str:
        return f"{self.who} on {self._stages[self.where].name}"

    def obey(self, line: str) -> str:
        """Carry out a `/` line; what to tell the person."""
        word, _, rest = line[1:].partition(" ")
        name = rest.strip().capitalize()
        if word in self._stages:
            self.where = word
        elif word == "as" and name in PEOPLE:
            self.who = name
        elif word == "new":
            self._threads.pop(self.where, None)
            return "The next thing you say begins a new thread."
        else:
            return HELP
        return f"You are {self.place}."

    def say(self, text: str) -> None:
        stage = self._stages[self.where]
        if thread := self._threads.get(self.where):
            stage.say(self.who, thread, text)
        else:
            self._threads[self.where] = stage.begin(self.who, text)

    def whispers(self) -> list[str]:
        """What the bot has said to this person alone since the last look."""
        said = self._stages[self.where].whispers(self.who)
        new = said[self._whispered.get(self.place, 0) :]
        self._whispered[self.place] = len(said)
        return new

    def news(self) -> list[Post]:
        """The bot's messages that are new and stand still since the last look."""
        thread = self._threads.get(self.where, "")
        posts = self._stages[self.where].posts(thread)[self._heard.get(thread, 0) :] if thread else []
        still, self._last = posts == self._last, posts
        if not posts or not (posts[-1].footer or still):
            return []
        self._heard[thread] = self._heard.get(thread, 0) + len(posts)
        self._last = []
        return posts


async def run() -> int:
    """Talk until `/quit` or the end of the input."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    screen = Screen()
    screen.see(Line("title", "Galerne in a sandbox. Its model does not think: it quotes what it was given."))
    screen.see(Line("note", HELP))
    async with open_world() as world, bot_in(world):
        world.mistral.pace(first=0.3, tokens_per_second=60)
        room = Room(world)
        watching = asyncio.create_task(_watch(room, screen))
        try:
            await _listen(room, screen)
        finally:
            watching.cancel()
    return 0


async def _listen(room: Room, screen: Screen) -> None:
    while line := await asyncio.to_thread(sys.stdin.readline):
        text = line.strip()
        if text in {"/quit", "/exit"}:
            return
        if text.startswith("/"):
            screen.see(Line("note", room.obey(text)))
        elif text:
            screen.see(Line("note", f"{room.place}"))
            room.say(text)
    await asyncio.sleep(LAST_WORD)


async def _watch(room: Room, screen: Screen) -> None:
    while True:
        await asyncio.sleep(LOOK_EVERY)
        for post in room.news():
            screen.see(Line("posted", post.text, "Galerne", post.footer))
        for text in room.whispers():
            screen.see(Line("posted", text, "Galerne", "only you can see this"))
