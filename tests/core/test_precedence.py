"""What is looked for before a turn is answered, where several processes receive a platform's events."""

import asyncio
import logging
from dataclasses import replace
from typing import Any, cast

import pytest

from bot.core.errors import PlatformFailed
from bot.core.platform_ports import Platform
from bot.core.precedence import PATIENCE, Precedence
from bot.core.records import Turn
from tests.core.catching import LATE, OTHER, THREAD, Scene


class Looking:
    """A turn that is about to be answered in a thread of which the platform knows more than the journal."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.store = scene.house.store

    def precedence(self, *, scattered: bool = True) -> Precedence:
        dispatcher, platform = self.scene.house.dispatcher, cast("Platform", self.scene.platform)
        platforms = {"slack": platform} if scattered else {}
        answers, clock = self.store.answers, self.scene.house.clock
        return Precedence(platforms, answers, dispatcher.store, dispatcher.has_to_wait, clock, late=LATE)

    async def accepted(self, ago: float, text: str = "asked", **how: Any) -> Turn:
        turn = await self.scene.house.dispatcher.store(self.scene.said(ago, text, **{"address": THREAD} | how))
        assert turn is not None
        return turn

    async def open(self) -> list[str]:
        """The questions that are open in the thread, in the order of acceptance."""
        return [words(turn) for turn in await self.store.journal.open_in(THREAD)]


def words(turn: Turn) -> str:
    assert turn.event.kind == "message"
    return turn.event.said.text


@pytest.fixture
async def looking(scene: Scene) -> Looking:
    """What was asked first is answered."""
    [first] = await scene.house.store.journal.unfinished()
    await scene.house.answered(first.id)
    return Looking(scene)


async def test_a_question_of_which_no_event_has_told_is_stored_and_comes_first(looking: Looking, scene: Scene) -> None:
    turn = await looking.accepted(5)
    scene.platform.messages = [scene.said(9, "before", address=THREAD)]
    precedence = looking.precedence()

    await precedence.look(turn)

    open_ = await looking.store.journal.open_in(THREAD)
    assert [words(each) for each in precedence.earlier(open_, turn.id)] == ["before"]


async def test_what_was_said_after_the_question_is_left_to_its_event(looking: Looking, scene: Scene) -> None:
    turn = await looking.accepted(5)
    scene.platform.messages = [scene.said(1, "later", address=THREAD)]

    await looking.precedence().look(turn)

    assert await looking.open() == ["asked"]


async def test_a_remark_is_kept_and_not_answered(looking: Looking, scene: Scene) -> None:
    turn = await looking.accepted(5)
    scene.platform.messages = [replace(scene.said(90, "by the way", addressed=False, address=THREAD), elsewhere=True)]

    await looking.precedence().look(turn)

    assert await looking.open() == ["asked"]
    entries = await looking.store.transcript.newest(turn, after="", limit=9)
    assert [entry.text for entry in entries] == ["by the way", "first"]


async def test_it_is_read_from_the_last_question_that_was_answered(looking: Looking, scene: Scene) -> None:
    for ago in (80, 60):
        await scene.house.answered((await looking.accepted(ago)).id)
    aside = await looking.accepted(20, "!help")
    await scene.house.answered(aside.id)
    turn = await looking.accepted(5)

    await looking.precedence().look(turn)

    [seen] = scene.platform.asked
    assert (seen.place, seen.newest) == (THREAD, scene.said(60).said.message_id)


async def test_what_began_the_thread_may_be_a_question_as_well(looking: Looking, scene: Scene) -> None:
    await looking.precedence().look(await looking.accepted(5, address=OTHER))

    assert [seen.newest for seen in scene.platform.asked] == [""]


async def test_nothing_precedes_what_begins_a_thread(looking: Looking, scene: Scene) -> None:
    turn = await scene.house.dispatcher.store(scene.said(5))
    assert turn is not None

    await looking.precedence().look(turn)

    assert scene.platform.asked == []


async def test_what_was_begun_before_has_been_looked_for(looking: Looking, scene: Scene) -> None:
    turn = await looking.accepted(5)
    begun = await looking.store.journal.begin(turn.id)
    assert begun is not None

    await looking.precedence().look(begun)

    assert scene.platform.asked == []


async def test_a_platform_that_tells_one_process_everything_is_not_asked(looking: Looking, scene: Scene) -> None:
    turn = await looking.accepted(5)
    await looking.precedence(scattered=False).look(turn)

    assert scene.platform.asked == []


async def test_what_is_too_old_to_be_answered_is_left_to_the_catching_up(looking: Looking, scene: Scene) -> None:
    turn = await looking.accepted(5)
    scene.platform.messages = [scene.said(LATE + 60, "long ago", address=THREAD)]

    await looking.precedence().look(turn)

    assert await looking.open() == ["asked"]


async def test_a_thread_that_cannot_be_read_is_logged_and_the_turn_answered(
    looking: Looking, scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    turn = await looking.accepted(5)
    scene.platform.failures[THREAD.thread] = PlatformFailed("it does not answer")

    with caplog.at_level(logging.WARNING):
        await looking.precedence().look(turn)

    assert f"Turn {turn.id} is answered without having looked" in caplog.text


async def test_a_defect_in_the_reading_keeps_nobody_from_an_answer(
    looking: Looking, scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    turn = await looking.accepted(5)
    scene.platform.failures[THREAD.thread] = KeyError("ts")

    with caplog.at_level(logging.ERROR):
        await looking.precedence().look(turn)

    assert f"Turn {turn.id} is answered without having looked" in caplog.text


async def test_room_in_the_rate_limit_is_waited_for_and_not_for_ever(
    looking: Looking, scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    turn = await looking.accepted(5)
    scene.platform.close(THREAD.thread)
    task = asyncio.create_task(looking.precedence().look(turn))
    await scene.until(lambda: scene.platform.asked != [])
    await scene.house.clock.advance(PATIENCE - 1)
    assert not task.done()

    with caplog.at_level(logging.WARNING):
        await scene.house.clock.advance(2)
        await task

    assert "had no room" in caplog.text


async def test_earlier_are_those_of_the_line_as_they_were_asked(looking: Looking) -> None:
    last, second = await looking.accepted(5, "last"), await looking.accepted(20, "second")
    await looking.accepted(10, "!help")  # waits for nobody
    await looking.accepted(1, "after")
    await looking.accepted(31, "elsewhere", address=OTHER)
    first = await looking.accepted(30, "first")
    open_ = await looking.store.journal.open_in(THREAD)

    earlier = looking.precedence().earlier(open_, last.id)

    assert [each.id for each in earlier] == [first.id, second.id]
    assert looking.precedence().earlier(open_, 12_345) == []
