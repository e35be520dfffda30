"""Receivers come, go and are killed while people ask on all of Discord's shards."""

import asyncio
import itertools
from collections import defaultdict
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from deploy.sandbox.world import World, open_world
from tests.faults.receivers import PATIENCE, Receivers

BOTH = "receiving discord shard 0 of 2, discord shard 1 of 2"
EITHER = "receiving discord shard 0 of 2", "receiving discord shard 1 of 2"


class Crowd:
    """Asks numbered questions by turns in a server of each shard and in a direct message, without a pause."""

    def __init__(self, world: World) -> None:
        self.asked: defaultdict[str, list[str]] = defaultdict(list)
        self.direct = world.discord.dm("Ana")
        self._world = world

    async def ask_on(self) -> None:
        places = itertools.cycle(["#launch", "#signals", self.direct])
        for number, place in enumerate(places, 1):
            self._world.discord.say("Ana", place, f"<@BOT> question {number}")
            self.asked[place].append(f"answer {number}")
            await asyncio.sleep(0.15)

    def answers(self, place: str) -> list[str]:
        """As they were completed: who waits long is told so in the message that will hold the answer."""
        last = {each["id"]: each["last"] for each in self._world.discord.visible_times()}
        said = sorted(self._world.discord.messages(place), key=lambda each: last.get(each["id"], 0.0))
        lines = [each["content"].split("\n")[0] for each in said]
        return [each for each in lines if each.startswith("answer ")]

    async def all_answered(self) -> None:
        await self._world.log.until(
            lambda: all(set(asked) <= set(self.answers(place)) for place, asked in self.asked.items()),
            timeout=2 * PATIENCE,
        )


@pytest.mark.timeout(240)
async def test_every_question_is_answered_once_whoever_comes_and_goes(
    postgres: str, schema: str, tmp_path: Path
) -> None:
    async with open_world() as world, AsyncExitStack() as stack:
        world.mistral.write_with(lambda asked, _: {"text": "answer " + asked.rpartition("question ")[2].split()[0]})
        world.discord.limit_starts(max_concurrency=2, shards=2)
        world.discord.open_server("Lighthouse", "signals")
        receivers, crowd = Receivers(world, tmp_path, postgres, schema), Crowd(world)
        first = await stack.enter_async_context(receivers.another("first"))
        await first.told(BOTH)
        asking = asyncio.create_task(crowd.ask_on())

        second = await stack.enter_async_context(receivers.another("second"))
        await second.told(*EITHER)  # it was given one
        await first.killed()
        await second.told(BOTH)
        third = await stack.enter_async_context(receivers.another("third"))
        await third.told(*EITHER)
        assert await second.dismissed() == 0
        await third.told(BOTH)

        asking.cancel()
        await crowd.all_answered()
        answers = {place: crowd.answers(place) for place in crowd.asked}
        # A question in a channel begins a conversation of its own, and these are answered side by side.
        assert {place: sorted(each) for place, each in answers.items()} == {
            place: sorted(each) for place, each in crowd.asked.items()
        }
        assert answers[crowd.direct] == crowd.asked[crowd.direct]
        assert [call.error for call in world.log.of("discord", "IDENTIFY") if call.error] == []
