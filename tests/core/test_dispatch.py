"""What happens to an event: stored, answered, remembered or ignored."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.access import Access, AccessRules
from bot.core.asking import option_value
from bot.core.backfill import Readings
from bot.core.belonging import Belonging
from bot.core.decisions import Decisions
from bot.core.dispatch import Dispatcher, Manners
from bot.core.floor import Ending, Floor
from bot.core.lifecycle import State
from bot.core.patience import Patience
from bot.core.records import Asked, Decided, Receipt, Turn, author_of
from bot.core.shards import Shard
from bot.core.stopping import Stopping
from bot.core.telling import PlaceTeller
from bot.core.values import (
    ActionPressed,
    Address,
    Author,
    CommandInvoked,
    GapOpened,
    Inbound,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    Option,
    Part,
    Said,
)
from bot.core.verbs import Verbs
from bot.store.database import open_store
from bot.store.store import SqlStore
from commands import declared
from tests.fakes import FakeClock, FakeQueue

THREAD = Address("slack", "T1", "C1", "1700000000.000100")
ANA, DENIED = Author("U1", "Ana"), Author("U9", "Mallory")


class House:
    """A dispatcher over a real store."""

    def __init__(self, store: SqlStore, clock: FakeClock, manners: Manners) -> None:
        self.store = store
        self.queue = FakeQueue()
        self.clock = clock
        self.floor = Floor(self.queue)
        self.readings = Readings(clock.time())

        def go_on(turn: Turn) -> None:
            self.dispatcher.queue(turn)

        access = Access({}, AccessRules())
        decisions = Decisions({}, store.journal, access, go_on)
        self.stopping = Stopping(
            platforms={},
            journal=store.journal,
            transcript=store.transcript,
            floor=self.floor,
            decisions=decisions,
            access=access,
        )
        self.dispatcher = Dispatcher(
            journal=store.journal,
            transcript=store.transcript,
            belonging=Belonging({}, store.journal, store.transcript),
            queue=self.queue,
            floor=self.floor,
            patience=Patience(PlaceTeller({}, store.journal, lambda _: False), self.queue, clock, most=3),
            readings=self.readings,
            commands=declared("Galerne"),
            decisions=decisions,
            verbs=Verbs({}, store.answers, access, clock, ZoneInfo("UTC")),
            stopping=self.stopping,
            denies=lambda event: author_of(event) == DENIED,
            manners=manners,
            ask_within=3_600.0,
            clock=clock,
        )

    async def accept(self, *events: Inbound) -> list[str]:
        """The conversations that were put into the queue by these events."""
        before = len(self.queue.lines)
        for event in events:
            await self.dispatcher.accept(event)
        return [conversation for conversation, _ in self.queue.lines[before:]]

    async def answered(self, turn_id: int, *posted: str) -> None:
        """Let a turn end with these messages posted."""
        turn = await self.store.journal.begin(turn_id)
        assert turn is not None
        for index, message in enumerate(posted):
            await self.store.journal.outbox(turn).record(Part(index, message, 0, 1, closed=True))
        await self.store.journal.move(turn, State.DELIVERING)
        await self.store.journal.end(turn, State.DONE, Receipt(), None)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    async with open_store(tmp_path / "bot.sqlite3", FakeClock()) as opened:
        yield opened


@pytest.fixture
def house(store: SqlStore) -> House:
    return House(store, FakeClock(), Manners())


def message(number: int, text: str = "hello", *, addressed: bool = False, address: Address = THREAD) -> MessageReceived:
    said = Said(f"1700000000.{number:06}", ANA, 1_700_000_000.0 + number, text)
    return MessageReceived(f"slack:event:{number}", address, said, addressed)


async def test_a_mention_is_given_its_place_in_the_queue_of_its_conversation(house: House) -> None:
    assert await house.accept(message(200, addressed=True)) == [str(THREAD)]


async def test_a_second_delivery_is_dropped(house: House) -> None:
    event = message(200, addressed=True)

    assert await house.accept(event, event) == [str(THREAD)]


async def test_two_events_of_one_message_make_one_turn(house: House) -> None:
    event = message(200, addressed=True)

    assert await house.accept(event, replace(event, event_id="slack:event:other")) == [str(THREAD)]


async def test_a_message_in_a_thread_the_bot_is_not_in_is_ignored(house: House) -> None:
    assert await house.accept(message(200)) == []
    assert not await house.store.transcript.followed(THREAD)


async def test_a_follow_up_needs_no_mention(house: House) -> None:
    await house.accept(message(200, addressed=True))

    assert await house.accept(message(300)) == [str(THREAD)]


async def test_what_came_before_the_first_question_is_no_follow_up_however_late_it_is_delivered(house: House) -> None:
    root = replace(THREAD, thread="1700000000.000100")
    await house.accept(message(300, addressed=True, address=root))

    assert await house.accept(message(100, "Let us begin.", address=root), message(200, "Yes.", address=root)) == []
    assert await house.accept(message(400, address=root)) == [str(root)]
    turn = await house.store.journal.begin(house.queue.lines[-1][1])
    assert turn is not None
    before = await house.store.transcript.newest(turn, after="", limit=9)
    assert [entry.text for entry in before] == ["hello", "Yes.", "Let us begin."]


async def test_what_is_found_after_an_older_question_is_a_follow_up_to_it(house: House) -> None:
    assert len(await house.accept(message(500, addressed=True), message(300, addressed=True))) == 2

    assert await house.accept(message(400)) == [str(THREAD)]


async def test_what_is_said_to_somebody_else_is_remembered_and_not_answered(house: House) -> None:
    await house.accept(message(200, addressed=True))

    assert await house.accept(replace(message(300, "Bao, lunch?"), elsewhere=True)) == []
    assert await house.store.transcript.conversation_of(THREAD, "1700000000.000300") == THREAD


async def test_only_mentions_are_answered_where_that_is_set(store: SqlStore) -> None:
    house = House(store, FakeClock(), Manners(follow_ups="mention"))
    await house.accept(message(200, addressed=True))

    assert await house.accept(message(300)) == []
    assert await house.accept(message(400, "!help")) != []


@pytest.mark.parametrize("kind", ["bot", "self"])
async def test_programs_are_not_answered(house: House, kind: str) -> None:
    event = message(200, addressed=True)
    robot = replace(event, said=replace(event.said, author=Author("B1", "Robot", kind)))  # type: ignore[arg-type]  # parametrised

    assert await house.accept(robot) == []


async def test_other_bots_are_answered_where_that_is_set(store: SqlStore) -> None:
    house = House(store, FakeClock(), Manners(bots=True))
    event = message(200, addressed=True)
    robot = replace(event, said=replace(event.said, author=Author("B1", "Robot", "bot")))

    assert await house.accept(robot) == [str(THREAD)]


async def test_a_reply_belongs_to_the_conversation_of_its_parent(house: House) -> None:
    root = Address("discord", "G1", "C1", "1000")
    asked = Said("1000", ANA, 1.0, "hello")
    await house.accept(MessageReceived("discord:1000", root, asked, addressed=True))
    await house.answered(house.queue.lines[0][1], "1001")

    reply = Said("1002", ANA, 2.0, "and?")
    event = MessageReceived("discord:1002", replace(root, thread="1002"), reply, addressed=True, reply_to="1001")

    assert await house.accept(event) == [str(root)]


async def test_a_thread_below_the_answer_to_a_command_belongs_to_it(house: House) -> None:
    channel = replace(THREAD, thread="")
    command = CommandInvoked("slack:command:1", channel, ANA, 1.0, "ask", (("question", "why?"),))
    [conversation] = await house.accept(command)
    await house.answered(house.queue.lines[0][1], "1700000000.000500")

    below = message(600, address=replace(THREAD, thread="1700000000.000500"))

    assert await house.accept(below) == [conversation]


async def test_a_command_that_need_not_wait_has_a_line_of_its_own(house: House) -> None:
    await house.accept(message(200, addressed=True))

    [line] = await house.accept(message(300, "!stop"))

    assert line.startswith("command:")


async def test_edits_and_deletions_reach_the_transcript(house: House) -> None:
    await house.accept(message(200, addressed=True), message(300, "first"), message(400, "gone"))
    await house.accept(
        MessageEdited("slack:edit:1", replace(THREAD, thread=""), "1700000000.000300", "second"),
        MessageDeleted("slack:delete:1", replace(THREAD, thread=""), "1700000000.000400"),
    )
    await house.accept(message(500, "last"))
    turn = await house.store.journal.begin(house.queue.lines[-1][1])
    assert turn is not None

    entries = await house.store.transcript.newest(turn, after="", limit=10)

    assert [entry.text for entry in entries] == ["second", "hello"]


async def test_a_gap_makes_every_history_be_read_again(house: House) -> None:
    since = house.readings.since(THREAD)
    assert since is not None
    house.readings.done(THREAD, since)
    assert house.readings.since(THREAD) is None

    await house.accept(GapOpened("discord:gap:1", "discord"))
    assert house.readings.since(THREAD) is None
    await house.accept(GapOpened("slack:gap:1", "slack"))

    assert house.readings.since(THREAD) is not None


async def test_a_reading_that_a_gap_interrupts_does_not_count(house: House) -> None:
    house.readings.gap(Shard("slack"), 5.0)

    house.readings.done(THREAD, 4.0)

    assert house.readings.since(THREAD) == 5.0


async def test_stop_cancels_the_conversation_that_runs(house: House) -> None:
    await house.accept(message(200, addressed=True))
    turn = await house.store.journal.begin(house.queue.lines[0][1])
    assert turn is not None

    with house.floor.holding(turn, lambda: True) as holder:
        await house.accept(ActionPressed("slack:stop:1", THREAD, ANA, 2.0, "stop"))

    assert house.queue.cancelled == [str(THREAD)]
    assert holder.ending is Ending.STOPPED


async def test_a_button_nobody_knows_is_only_logged(house: House, caplog: pytest.LogCaptureFixture) -> None:
    await house.accept(ActionPressed("slack:press:1", THREAD, ANA, 2.0, "fly"))

    assert "Nothing answers the button 'fly'" in caplog.text


async def test_what_was_accepted_and_not_finished_is_queued_at_the_start(house: House, store: SqlStore) -> None:
    await house.accept(message(200, addressed=True), message(300, "!help"))

    later = House(store, FakeClock(), Manners())

    for turn in await later.dispatcher.unfinished():
        later.dispatcher.queue(turn)
    assert [line.partition(":")[0] for line, _ in later.queue.lines] == ["slack", "command"]


async def test_two_programs_do_not_talk_to_each_other_for_ever(store: SqlStore) -> None:
    house = House(store, FakeClock(), Manners(bots=True, bot_turns=2))
    robot = Author("B1", "Robot", "bot")

    def beep(number: int) -> MessageReceived:
        event = message(number, addressed=True)
        return replace(event, said=replace(event.said, author=robot))

    assert len(await house.accept(beep(200), beep(300), beep(400))) == 2
    assert len(await house.accept(message(500, "go on"), beep(600))) == 2


async def test_one_question_too_many_is_told_so_in_a_line_of_its_own(house: House) -> None:
    lines = await house.accept(*(message(n, addressed=True) for n in (200, 300, 400, 500)))

    assert [line.partition(":")[0] for line in lines] == ["slack", "slack", "slack", "refused"]


async def test_what_nobody_holds_is_queued_again_after_a_while(house: House) -> None:
    await house.accept(message(200, addressed=True))
    assert await house.dispatcher.sweep() == 0

    house.queue.lines.clear()
    assert await house.dispatcher.sweep() == 0
    await house.clock.advance(61)
    assert await house.dispatcher.sweep() == 1
    assert [line for line, _ in house.queue.lines] == [str(THREAD)]


async def waiting_for_a_person(house: House) -> int:
    """A turn that has asked somebody."""
    await house.accept(message(200, addressed=True))
    (_, turn_id) = house.queue.lines[-1]
    turn = await house.store.journal.begin(turn_id)
    assert turn is not None
    options = (Option(option_value(turn, 1, "all", ANA), "Read all"),)
    await house.store.journal.record(turn, Asked(1, "Shall I?", options, house.clock.time()))
    await house.store.journal.move(turn, State.ASKING)
    house.queue.lines.clear()
    return turn_id


async def test_a_turn_that_waits_for_a_person_is_left_alone_until_its_time_is_over(house: House) -> None:
    turn_id = await waiting_for_a_person(house)
    await house.clock.advance(3_000.0)
    assert (await house.dispatcher.sweep(), house.queue.lines) == (0, [])
    await house.clock.advance(700.0)
    await house.dispatcher.sweep()
    assert [each for _, each in house.queue.lines] == [turn_id]


async def test_a_press_lets_the_turn_go_on_once(house: House) -> None:
    turn_id = await waiting_for_a_person(house)
    press = ActionPressed("P1", THREAD, ANA, 1.0, "choose", f"{turn_id}.1.all.{ANA.id}")
    await house.accept(press, replace(press, event_id="P2"))
    assert [each for _, each in house.queue.lines] == [turn_id]
    turn = await house.store.journal.begin(turn_id)
    assert turn is not None
    assert [step.value for step in turn.steps if isinstance(step, Decided)] == ["all"]


async def test_stop_ends_what_waits_for_a_person(house: House) -> None:
    turn_id = await waiting_for_a_person(house)
    assert await house.stopping(THREAD, ANA)
    assert [each for _, each in house.queue.lines] == [turn_id]
    assert not await house.stopping(THREAD, ANA)


async def test_who_is_denied_waits_in_a_line_of_their_own(house: House) -> None:
    event = message(200, addressed=True)
    [line] = await house.accept(replace(event, said=replace(event.said, author=DENIED)))

    assert line.startswith("command:")
