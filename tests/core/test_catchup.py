"""What was missed is answered once, in order, unless it is too old; whenever the process dies."""

import logging
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from typing import Any

import pytest

from bot.core.catchup import AGAIN, GIVEN_UP
from bot.core.dispatch import Dispatcher
from bot.core.errors import PlatformFailed, StoreFailed
from bot.core.records import Seen, Turn
from bot.core.values import Author, CommandInvoked, Inbound
from tests.core.catching import GAP, LATE, OTHER, PLACE, THREAD, Scene


async def test_what_was_missed_is_answered_oldest_first(scene: Scene) -> None:
    scene.platform.messages = [scene.said(10, "fourth", address=THREAD), scene.said(30, "third", address=THREAD)]
    scene.platform.messages += [scene.said(5, "second")]

    await scene.gap()

    assert await scene.asked() == ["first", "second", "third", "fourth"]


async def test_it_is_looked_for_where_the_bot_was_asked_since_what_was_heard_last(scene: Scene) -> None:
    heard = scene.said(600, address=THREAD).said.message_id

    await scene.gap()

    assert scene.platform.asked == [Seen(PLACE, heard, {THREAD.thread: heard}), Seen(THREAD, heard, {})]


async def test_what_the_journal_knows_is_not_answered_again(scene: Scene) -> None:
    scene.platform.messages = [scene.said(600, "first", address=THREAD), scene.said(10, "second")]

    await scene.gap()
    await scene.gap()

    assert sorted(await scene.asked()) == ["first", "second"]


async def test_what_is_too_old_is_remembered_and_not_answered(scene: Scene) -> None:
    old = scene.said(LATE + 1, "old", address=THREAD)
    scene.platform.messages = [old, scene.said(LATE - 1, "new", address=THREAD)]

    await scene.gap()

    assert await scene.asked() == ["first", "new"]
    assert await scene.house.store.transcript.conversation_of(PLACE, old.said.message_id) == THREAD


async def test_follow_up_is_answered_where_the_bot_had_been_asked(scene: Scene) -> None:
    begins = scene.said(40, "a question")
    scene.platform.messages = [
        scene.said(60, "in a thread it is in", addressed=False, address=THREAD),
        scene.said(50, "to nobody", addressed=False),
        begins,
        scene.said(30, "below the question", addressed=False, address=begins.address),
    ]

    await scene.gap()

    assert await scene.asked() == ["first", "a question", "in a thread it is in", "below the question"]


async def test_follow_up_below_the_answer_to_a_command_is_answered(scene: Scene) -> None:
    asked = CommandInvoked("command-1", PLACE, Author("U1", "Ana"), scene.house.clock.time(), "ask", (("q", "why?"),))
    await scene.catch_up.accept(asked)
    root = scene.said(50).said.message_id
    await scene.house.answered(scene.house.queue.lines[-1][1], root)
    scene.platform.messages = [scene.said(40, "really?", addressed=False, address=replace(PLACE, thread=root))]

    await scene.gap()

    assert await scene.asked() == ["first", "really?"]


async def test_what_came_before_the_first_question_is_no_follow_up(scene: Scene) -> None:
    """Also if it is found after the question has been answered."""
    root = scene.said(60, "let us talk", addressed=False)
    reply = scene.said(50, "good idea", addressed=False, address=root.address)
    await scene.live(1, "what do you think?", address=root.address)
    scene.platform.messages = [root, reply]

    await scene.gap()

    assert await scene.asked() == ["first", "what do you think?"]


async def test_gap_that_opens_meanwhile_is_looked_into_as_well(scene: Scene) -> None:
    scene.platform.close("")
    await scene.begin()
    await scene.catch_up.accept(replace(GAP, event_id="another"))
    await scene.live(0, "live")
    scene.platform.messages = [scene.said(10, "missed", address=THREAD)]
    await scene.until(lambda: len(scene.platform.asked) == 2)
    assert await scene.asked() == ["first"]
    scene.platform.gates[""].set()

    await scene.done()

    assert scene.platform.asked[0] == scene.platform.asked[1]
    assert await scene.asked() == ["first", "missed", "live"]
    assert not await scene.unheard()


async def test_gap_after_another_was_closed_is_looked_into_from_its_own_time(scene: Scene) -> None:
    await scene.gap()
    heard = scene.said(0, "live", address=THREAD)
    await scene.catch_up.accept(heard)
    await scene.house.clock.advance(60)
    scene.platform.asked.clear()

    await scene.gap()

    assert {each.newest for each in scene.platform.asked} == {heard.said.message_id}


async def test_process_that_dies_meanwhile_leaves_it_to_the_next(scene: Scene) -> None:
    """What came live after the gap neither hides what was missed before it, nor overtakes it."""
    heard = scene.said(600, address=THREAD).said.message_id
    scene.platform.messages = [scene.said(50, "missed", address=THREAD)]
    scene.platform.close("")
    await scene.begin()
    await scene.house.clock.advance(60)
    await scene.live(1, "live")
    await scene.restarted()
    assert await scene.asked() == ["first"]
    await scene.live(0, "live as well")

    scene.platform.gates[""].set()
    await scene.gap()

    assert scene.platform.asked[0] == Seen(PLACE, heard, {THREAD.thread: heard})
    assert await scene.asked() == ["first", "missed", "live", "live as well"]
    assert not await scene.unheard()


async def test_what_a_dead_process_kept_back_is_queued_by_the_one_that_stood_by(scene: Scene) -> None:
    scene.platform.messages = [scene.said(50, "missed", address=THREAD)]
    scene.platform.close(THREAD.thread)
    await scene.begin()
    await scene.live(1, "live")
    await scene.taken_over()
    assert await scene.asked() == []

    scene.platform.gates[THREAD.thread].set()
    await scene.gap()

    assert await scene.asked() == ["missed", "live"]


async def test_another_gap_does_not_queue_twice_what_is_kept_back(scene: Scene) -> None:
    await scene.taken_over()
    scene.platform.close(THREAD.thread)
    await scene.begin()
    await scene.live(1, "live")
    await scene.catch_up.accept(GAP)

    scene.platform.gates[THREAD.thread].set()
    await scene.done()

    assert await scene.asked() == ["live"]


async def test_process_that_dies_later_leaves_the_order_of_asking(scene: Scene) -> None:
    """The journal knows them in another order: what was missed was accepted later."""
    scene.platform.messages = [scene.said(50, "missed", address=THREAD)]
    scene.platform.close(THREAD.thread)
    await scene.begin()
    await scene.live(1, "live")
    scene.platform.gates[THREAD.thread].set()
    await scene.done()

    await scene.restarted()

    assert await scene.asked() == ["first", "missed", "live"]


async def test_what_was_found_late_is_not_overtaken_by_what_was_heard_before_it_was_found(scene: Scene) -> None:
    scene.platform.messages = [scene.said(50, "missed", address=THREAD)]
    scene.platform.close(THREAD.thread)
    await scene.begin()
    await scene.live(1, "live")
    await scene.house.clock.advance(60)
    scene.platform.gates[THREAD.thread].set()
    await scene.done()
    await scene.restarted()
    scene.platform.close(THREAD.thread)
    await scene.begin()

    await scene.restarted()  # what may wait was accepted since this gap: "missed", and "live" was not
    assert await scene.asked() == ["first"]
    scene.platform.gates[THREAD.thread].set()
    await scene.gap()

    assert await scene.asked() == ["first", "missed", "live"]


async def test_turn_that_has_begun_goes_on_at_once(scene: Scene) -> None:
    scene.platform.close("")
    await scene.begin()
    await scene.live(0, "a new one", address=PLACE)
    await scene.house.store.journal.begin(scene.house.queue.lines[-1][1])

    await scene.restarted()

    assert await scene.asked() == ["a new one", "first"]


async def test_question_older_than_the_first_known_one_is_found_by_the_next_process(scene: Scene) -> None:
    """Of a thread in which the bot was only asked after the gap, more may be missing than what came since."""
    scene.platform.messages = [scene.said(50, "missed", address=OTHER)]
    scene.platform.close("")
    await scene.begin()
    await scene.house.clock.advance(60)
    await scene.live(1, "live", address=OTHER)
    await scene.restarted()

    scene.platform.gates[""].set()
    await scene.gap()

    heard = scene.said(660, address=THREAD).said.message_id
    assert Seen(OTHER, heard, {}) in scene.platform.asked
    assert await scene.asked() == ["first", "missed", "live"]


@pytest.mark.parametrize("failure", [PlatformFailed("out of order"), ValueError("a defect")])
@pytest.mark.parametrize("thread", ["", THREAD.thread])
async def test_failure_is_logged_and_the_next_gap_tries_again(
    scene: Scene, failure: Exception, thread: str, caplog: pytest.LogCaptureFixture
) -> None:
    scene.platform.messages = [scene.said(50, "missed", address=THREAD)]
    scene.platform.failures[thread] = failure
    await scene.gap()
    assert "What was said in slack:T1:C1" in caplog.text
    assert await scene.unheard()

    scene.platform.failures.clear()
    await scene.gap()

    assert await scene.asked() == ["first", "missed"]
    assert not await scene.unheard()


async def away_for(scene: Scene, seconds: float) -> None:
    """Somebody asks something while the database is away for so long."""
    door: Any = FakeAwayDispatcher(scene.house.dispatcher)
    scene.house.dispatcher = door
    scene.catch_up = scene.another()
    with pytest.raises(StoreFailed):
        await scene.live(0, "lost")
    scene.platform.messages = [scene.said(0, "lost", address=THREAD)]
    await scene.house.clock.advance(seconds)
    door.away = False


async def test_what_could_not_be_stored_for_long_is_looked_for_and_comes_first(scene: Scene) -> None:
    await away_for(scene, GIVEN_UP + 1)

    await scene.live(0, "live")
    await scene.done()

    assert await scene.asked() == ["first", "lost", "live"]
    assert not await scene.unheard()


async def test_it_is_looked_for_though_nobody_says_anything(scene: Scene) -> None:
    await away_for(scene, GIVEN_UP + 1)

    await scene.catch_up.sweep()
    await scene.done()

    assert "lost" in await scene.asked()


async def test_what_could_not_be_stored_for_a_moment_is_left_to_the_platform_which_tells_it_again(scene: Scene) -> None:
    await away_for(scene, GIVEN_UP - 1)

    await scene.live(0, "live")
    await scene.house.clock.advance(GIVEN_UP)
    await scene.live(0, "later")

    assert await scene.asked() == ["first", "live", "later"]
    assert scene.platform.asked == []


class FakeAwayDispatcher:
    """One whose database is `away`."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self.away = True
        self._dispatcher = dispatcher

    def __getattr__(self, name: str) -> Any:
        return getattr(self._dispatcher, name)

    async def store(self, event: Inbound, *waits: Any) -> Turn | None:
        if self.away:
            raise StoreFailed("the server has gone away")
        return await self._dispatcher.store(event, *waits)


async def test_platform_is_not_asked_where_nothing_is_followed(scene: Scene) -> None:
    await scene.house.clock.advance(8 * 86_400)

    await scene.gap()

    assert scene.platform.asked == []


async def test_it_says_how_much_it_found(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    scene.platform.messages = [scene.said(LATE + 1, "a secret"), scene.said(50, "another secret")]

    await scene.gap()

    assert "slack: looked at 1 messages of the gap, and 1 too old to be answered" in caplog.text
    assert "secret" not in caplog.text


async def test_a_gap_is_looked_into_as_soon_as_the_database_is_back(scene: Scene) -> None:
    scene.platform.messages = [scene.said(50, "missed", address=THREAD)]
    leases = FakeAwayLeases()
    scene.catch_up._leases = leases
    await scene.catch_up.accept(GAP)
    await scene.until(lambda: leases.asked == 1)
    leases.away = False
    await scene.house.clock.until_asleep()
    assert scene.platform.asked == []

    await scene.house.clock.advance(AGAIN)
    await scene.done()

    assert await scene.asked() == ["first", "missed"]
    assert not await scene.unheard()


class FakeAwayLeases:
    """In a database that is `away`."""

    def __init__(self) -> None:
        self.away = True
        self.asked = 0

    def hold(self, name: str) -> AbstractAsyncContextManager[None]:
        del name
        self.asked += 1
        if self.away:
            raise StoreFailed("the server has gone away")
        return nullcontext()
