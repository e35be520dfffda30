"""What is said while the bot catches up waits for what is older in its own thread, and for nothing else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.core.errors import NotAllowed, PlatformFailed, StoreFailed
from bot.core.records import Seen
from bot.core.shards import Shard
from bot.core.unread import Missed
from bot.core.values import Author, CommandInvoked, MessageEdited
from tests.core.catching import GAP, OTHER, PLACE, THREAD, Scene


async def test_live_message_lets_older_ones_of_its_thread_go_first(scene: Scene) -> None:
    scene.platform.messages = [scene.said(10, "older", address=THREAD)]
    scene.platform.close(THREAD.thread)
    await scene.begin()
    await scene.live(0, "live")
    await scene.house.clock.advance(600)
    assert await scene.asked() == ["first"]

    scene.platform.gates[THREAD.thread].set()
    await scene.done()

    assert await scene.asked() == ["first", "older", "live"]


async def test_live_message_waits_for_no_other_thread(scene: Scene) -> None:
    scene.platform.messages = [scene.said(20, "older", address=OTHER), scene.said(10, "mine", address=THREAD)]
    scene.platform.close(OTHER.thread)
    await scene.begin()
    await scene.until(lambda: THREAD.thread in scene.platform.read())
    await scene.live(0, "live")
    await scene.until(lambda: len(scene.house.queue.lines) == 3)

    assert await scene.asked() == ["first", "mine", "live"]
    assert await scene.unheard()


async def test_what_begins_a_conversation_waits_for_nothing(scene: Scene) -> None:
    scene.platform.close("")
    await scene.begin()

    await scene.live(0, "a new one", address=PLACE)

    assert await scene.asked() == ["first", "a new one"]


async def test_stop_waits_for_nothing(scene: Scene) -> None:
    scene.platform.close("")
    await scene.begin()

    await scene.live(0, "!stop", addressed=False)

    assert await scene.asked() == ["first", "!stop"]


async def test_thread_that_somebody_waits_for_is_read_next(scene: Scene) -> None:
    threads = [replace(PLACE, thread=f"1700000000.0003{n:02}") for n in range(20)]
    scene.platform.messages = [scene.said(50 - n, str(n), address=each) for n, each in enumerate(threads)]
    scene.platform.close(*(each.thread for each in threads))
    await scene.catch_up.accept(GAP)
    await scene.until(lambda: len(scene.platform.asked) == 6)
    scene.platform.gates[threads[18].thread].set()

    await scene.live(0, "live", address=threads[18])
    await scene.until(lambda: len(scene.house.queue.lines) == 3)

    assert await scene.asked() == ["first", "18", "live"]
    assert len(scene.platform.asked) == 7


async def test_platform_hears_for_what_somebody_waits(scene: Scene) -> None:
    scene.platform.close(THREAD.thread)
    await scene.begin()
    await scene.until(lambda: THREAD.thread in scene.platform.read())
    assert not scene.platform.urgent[THREAD.thread]()

    await scene.live(0, "live")

    assert scene.platform.urgent[THREAD.thread]()


async def test_live_follow_up_to_a_question_that_was_missed_is_answered_after_it(scene: Scene) -> None:
    root = scene.said(40, "a question")
    scene.platform.messages = [root]
    scene.platform.close("")
    await scene.begin()
    await scene.live(0, "and this?", addressed=False, address=root.address)
    await scene.catch_up.accept(MessageEdited("edit", PLACE, scene.said(0).said.message_id, "and this, I mean?"))

    scene.platform.gates[""].set()
    await scene.done()

    assert await scene.asked() == ["first", "a question", "and this, I mean?"]


async def test_live_messages_of_a_thread_keep_their_order(scene: Scene) -> None:
    scene.platform.messages = [scene.said(9, "1", address=THREAD), scene.said(6, "4", addressed=False, address=THREAD)]
    scene.platform.close(THREAD.thread)
    await scene.begin()
    await scene.live(7, "3")
    await scene.live(8, "2", addressed=False)
    await scene.live(6, "4", addressed=False)
    await scene.live(5, "5", addressed=False)

    scene.platform.gates[THREAD.thread].set()
    await scene.done()

    assert await scene.asked() == ["first", "1", "2", "3", "4", "5"]


async def test_command_in_a_thread_waits_as_a_message_does(scene: Scene) -> None:
    scene.platform.messages = [scene.said(10, "older", address=THREAD)]
    scene.platform.close(THREAD.thread)
    await scene.begin()
    now = scene.house.clock.time()
    await scene.catch_up.accept(CommandInvoked("c1", THREAD, Author("U1", "Ana"), now, "ask", (("question", "why?"),)))
    await scene.catch_up.accept(CommandInvoked("c2", THREAD, Author("U1", "Ana"), now, "help"))
    assert [line for line, _ in scene.house.queue.lines[1:]] == ["command:c2"]

    scene.platform.gates[THREAD.thread].set()
    await scene.done()

    assert [turn for _, turn in scene.house.queue.lines] == [1, 3, 4, 2]


@pytest.mark.parametrize(
    "failure", [PlatformFailed("out of order"), StoreFailed("full"), ValueError("a defect"), NotAllowed("no")]
)
async def test_live_message_is_answered_even_if_its_thread_cannot_be_read(scene: Scene, failure: Exception) -> None:
    scene.platform.failures[THREAD.thread] = failure
    scene.platform.close(THREAD.thread)
    await scene.begin()
    await scene.live(1, "live")
    await scene.live(0, "and more", addressed=False)

    scene.platform.gates[THREAD.thread].set()
    await scene.done()

    assert await scene.asked() == ["first", "live", "and more"]


async def test_what_is_shown_in_the_channel_too_waits_for_its_thread(scene: Scene) -> None:
    """Slack tells of a reply twice if it was also sent to the channel."""
    scene.platform.messages = [scene.said(20, "older", address=THREAD), scene.said(10, "newer", address=THREAD)]
    fake = scene.platform.missed

    async def shown_twice(seen: Seen, *, limit: int, urgent: Callable[[], bool]) -> Missed:
        missed = await fake(seen, limit=limit, urgent=urgent)
        return missed if seen.place.thread else replace(missed, events=(scene.platform.messages[1],))

    platform: Any = type("FakeTwice", (), {"missed": staticmethod(shown_twice), "name": "slack"})()
    scene.catch_up._readers[Shard("slack")]._platform = platform

    await scene.gap()

    assert await scene.asked() == ["first", "older", "newer"]


async def test_what_is_kept_back_is_not_swept_into_the_queue(scene: Scene) -> None:
    scene.platform.close(THREAD.thread)
    await scene.begin()
    await scene.live(0, "live")
    scene.house.queue.lines = [(str(THREAD), 1)]
    await scene.house.clock.advance(120)

    await scene.house.dispatcher.sweep()

    assert 2 not in [turn for _, turn in scene.house.queue.lines]
