"""What every transcript knows of where the bot was asked lately. Fixtures: `store`, and the `clock` it lives by."""

from collections.abc import Callable
from dataclasses import replace

from bot.core.lifecycle import State
from bot.core.records import Receipt, Seen
from bot.core.values import Address, Part
from tests.contracts.stores import (
    THREAD,
    Store,
    accepted,
    answered,
    command,
    elsewhere,
    message,
    message_id,
    said,
    spoken,
)
from tests.fakes import FakeClock

CHANNEL = replace(THREAD, thread="")
LATER = replace(THREAD, thread=message_id(5))


async def seen(
    store: Store,
    clock: FakeClock,
    *,
    since: float = 0.0,
    before: float = 0.0,
    limit: int = 9,
    among: Callable[[Address], bool] = lambda _: True,
) -> list[Seen]:
    before = before or clock.time() + 1
    return list(await store.transcript.places("slack", since=since, stored_before=before, limit=limit, among=among))


class PlacesContract:
    async def test_nowhere_at_first(self, store: Store, clock: FakeClock) -> None:
        assert await seen(store, clock) == []

    async def test_channel_is_known_up_to_the_newest_message_heard_there(self, store: Store, clock: FakeClock) -> None:
        await accepted(store, 1)
        await accepted(store, 5, address=LATER)

        expected = Seen(CHANNEL, message_id(5), {THREAD.thread: message_id(1), LATER.thread: message_id(5)})
        assert await seen(store, clock) == [expected]

    async def test_message_that_was_not_answered_counts(self, store: Store, clock: FakeClock) -> None:
        await accepted(store, 1)
        await store.journal.accept(message(2), THREAD, answer=False)

        assert [each.newest for each in await seen(store, clock)] == [message_id(2)]

    async def test_own_answer_does_not_count(self, store: Store, clock: FakeClock) -> None:
        """It may have been posted while nobody was heard."""
        await answered(store, 1, answer=7)

        assert [each.newest for each in await seen(store, clock)] == [message_id(1)]

    async def test_what_was_stored_later_does_not_count(self, store: Store, clock: FakeClock) -> None:
        await accepted(store, 1)
        await clock.advance(10)
        gap = clock.time()
        await accepted(store, 8)

        assert [each.threads for each in await seen(store, clock, before=gap)] == [{THREAD.thread: message_id(1)}]

    async def test_conversation_that_began_later_is_known_as_far_as_its_channel(
        self, store: Store, clock: FakeClock
    ) -> None:
        """Older questions in it may be missing."""
        await accepted(store, 1)
        await clock.advance(10)
        gap = clock.time()
        await accepted(store, 8, address=LATER)
        await accepted(store, 9, address=LATER)

        [channel] = await seen(store, clock, before=gap)
        assert channel == Seen(CHANNEL, message_id(1), {THREAD.thread: message_id(1), LATER.thread: message_id(1)})

    async def test_channel_in_which_all_began_later_is_known_from_the_first_question(
        self, store: Store, clock: FakeClock
    ) -> None:
        for number in (8, 9):
            await accepted(store, number, address=LATER)

        [channel] = await seen(store, clock, before=clock.time() - 10)
        assert channel == Seen(CHANNEL, message_id(8), {LATER.thread: message_id(8)})

    async def test_conversation_that_was_only_read_is_left_out(self, store: Store, clock: FakeClock) -> None:
        await store.transcript.add(THREAD, [said(1)])

        assert await seen(store, clock) == []

    async def test_long_ago_is_left_out(self, store: Store, clock: FakeClock) -> None:
        await accepted(store, 1)
        await clock.advance(100)
        await accepted(store, 2, address=elsewhere("C2"))

        assert [each.place.channel for each in await seen(store, clock, since=clock.time() - 50)] == ["C2"]

    async def test_of_too_many_the_last_ones(self, store: Store, clock: FakeClock) -> None:
        for number in range(1, 6):
            await accepted(store, number, address=elsewhere(f"C{number}"))

        assert [each.place.channel for each in await seen(store, clock, limit=2)] == ["C5", "C4"]

    async def test_other_platforms_are_left_out(self, store: Store, clock: FakeClock) -> None:
        await accepted(store, 1, address=replace(THREAD, platform="discord"))
        await accepted(store, 2)

        assert [each.place for each in await seen(store, clock)] == [CHANNEL]

    async def test_direct_messages_have_no_threads(self, store: Store, clock: FakeClock) -> None:
        direct = replace(THREAD, channel="D1", thread="")
        await accepted(store, 1, address=direct)

        assert await seen(store, clock) == [Seen(direct, message_id(1), {})]

    async def test_a_command_begins_a_thread_below_its_answer(self, store: Store, clock: FakeClock) -> None:
        conversation = replace(THREAD, thread="command-3")
        turn = await store.journal.accept(command(3), conversation, answer=True)
        assert turn is not None
        assert await seen(store, clock) == []

        begun = await store.journal.begin(turn.id)
        assert begun is not None
        await store.journal.outbox(begun).record(Part(0, message_id(4), 0, 9, closed=True))
        await store.journal.move(begun, State.DELIVERING)
        await store.journal.end(begun, State.DONE, Receipt(), spoken(4))

        assert await seen(store, clock) == [Seen(CHANNEL, message_id(4), {message_id(4): message_id(4)})]

    async def test_a_conversation_takes_place_where_its_first_message_says(self, store: Store) -> None:
        await accepted(store, 1)

        assert await store.transcript.root(THREAD) == THREAD.thread
        assert await store.transcript.root(replace(THREAD, channel="C9")) == ""

    async def test_one_that_a_command_began_is_below_its_answer(self, store: Store) -> None:
        conversation = replace(CHANNEL, thread="command-1")
        accepted_turn = await store.journal.accept(replace(command(1), address=CHANNEL), conversation, answer=True)
        assert accepted_turn is not None
        assert await store.transcript.root(conversation) == ""
        turn = await store.journal.begin(accepted_turn.id)
        assert turn is not None
        await store.journal.outbox(turn).record(Part(0, message_id(7), 0, 9, closed=True))
        await store.journal.move(turn, State.DELIVERING)
        await store.journal.end(turn, State.DONE, Receipt(), spoken(7))

        assert await store.transcript.root(conversation) == message_id(7)

    async def test_only_those_that_count_are_counted(self, store: Store, clock: FakeClock) -> None:
        """A busy neighbour takes nobody's place."""
        await accepted(store, 1)
        for number in range(2, 5):
            await accepted(store, number, address=elsewhere(f"C{number}"))

        found = await seen(store, clock, limit=1, among=lambda conversation: conversation.channel == CHANNEL.channel)

        assert [each.place for each in found] == [CHANNEL]
