"""What every transcript promises. Fixtures: `store`, `open_store`, and the `clock` that it was opened with."""

from dataclasses import replace

from bot.core.lifecycle import State
from bot.core.records import Receipt, Summary
from bot.core.values import Attachment, Author, Part
from tests.contracts.stores import (
    THREAD,
    OpenStore,
    Store,
    accepted,
    answered,
    begun,
    command,
    elsewhere,
    message,
    message_id,
    position,
    said,
    spoken,
    texts,
)
from tests.fakes import FakeClock


class HistoryContract:
    async def test_only_what_is_new_is_added(self, store: Store) -> None:
        assert await store.transcript.add(THREAD, [said(1), said(2)]) == 2
        assert await store.transcript.add(THREAD, [said(1, "changed"), said(2), said(3)]) == 1

        assert await texts(store, await accepted(store, 9)) == ["message 3", "message 2", "message 1"]

    async def test_history_of_nothing_is_no_error(self, store: Store) -> None:
        assert await store.transcript.add(THREAD, []) == 0

    async def test_own_posts_are_not_added_beside_the_turn_that_made_them(self, store: Store) -> None:
        turn = await begun(store, 1)
        for index in (2, 3):
            await store.journal.outbox(turn).record(Part(index, message_id(index), 0, 9))

        assert await store.transcript.add(THREAD, [said(1), said(2), said(3)]) == 0

    async def test_who_said_it_when_and_with_what(self, store: Store) -> None:
        file = Attachment("F1", "plan.pdf", "application/pdf", 5, "https://files.example/F1")
        bot = Author("B2", "Deploy", "bot")
        await store.transcript.add(THREAD, [replace(said(1), attachments=(file,)), said(2, author=bot)])

        newer, older = await store.transcript.newest(await accepted(store, 9), after="", limit=9)

        assert (older.author, older.at, older.files) == (said(1).author, said(1).at, (file,))
        assert (newer.author, newer.position, newer.message_id) == (bot, position(2), message_id(2))
        assert (newer.turn_id, newer.messages, newer.count) == (None, (), None)

    async def test_any_text_is_kept(self, store: Store) -> None:
        strange = ["", "\u202egnitrats", "👩‍👩‍👧‍👦", "a" * 100_000, "'); DROP TABLE messages; --"]
        broken = ["nul \0 inside", "half \ud83d"]
        everything = [replace(said(number), text=text) for number, text in enumerate(strange + broken)]
        await store.transcript.add(THREAD, everything)

        found = await texts(store, await accepted(store, 99))

        assert found == ["half ?", "nul \N{REPLACEMENT CHARACTER} inside", *reversed(strange)]

    async def test_transcript_is_there_after_a_restart(self, open_store: OpenStore) -> None:
        async with open_store() as store:
            await answered(store, 1, answer=2)

        async with open_store() as store:
            assert await store.transcript.followed(THREAD)
            assert await texts(store, await accepted(store, 3)) == ["answer 2", "message 1"]


class OrderContract:
    async def test_what_came_after_the_message_is_not_shown(self, store: Store) -> None:
        turn = await accepted(store, 5)
        await store.transcript.add(THREAD, [said(number) for number in (3, 4, 6)])

        assert await texts(store, turn) == ["message 4", "message 3"]

    async def test_earlier_answer_precedes_even_if_it_was_posted_later(self, store: Store) -> None:
        first = await begun(store, 1)
        second = await accepted(store, 2)
        await store.journal.end(first, State.STOPPED, Receipt(), spoken(7))

        assert await texts(store, second) == ["answer 7", "message 1"]

    async def test_answer_to_a_later_question_does_not_precede(self, store: Store) -> None:
        first = await accepted(store, 2)
        second = await begun(store, 5)
        await store.journal.end(second, State.STOPPED, Receipt(), spoken(6))

        assert await texts(store, first) == []

    async def test_answer_to_an_older_question_precedes_even_if_that_was_found_later(self, store: Store) -> None:
        first = await accepted(store, 5)
        second = await begun(store, 2)
        await store.journal.end(second, State.STOPPED, Receipt(), spoken(6))

        assert await texts(store, first) == ["answer 6", "message 2"]

    async def test_answer_to_an_earlier_command_precedes(self, store: Store) -> None:
        asked = await store.journal.accept(command(3), THREAD, answer=True)
        assert asked is not None
        later = await accepted(store, 4)
        begun = await store.journal.begin(asked.id)
        assert begun is not None
        await store.journal.end(begun, State.STOPPED, Receipt(), spoken(6))

        assert await texts(store, later) == ["answer 6"]

    async def test_a_page_at_a_time_and_only_what_is_newer(self, store: Store) -> None:
        await store.transcript.add(THREAD, [said(number) for number in range(10)])
        turn = await accepted(store, 10)

        assert await texts(store, turn, limit=2) == ["message 9", "message 8"]
        assert await texts(store, turn, limit=2, skip=2) == ["message 7", "message 6"]
        assert await texts(store, turn, after=position(7)) == ["message 9", "message 8"]

    async def test_conversations_are_kept_apart(self, store: Store) -> None:
        await store.transcript.add(elsewhere("C2"), [said(1)])

        assert await texts(store, await accepted(store, 2)) == []

    async def test_command_is_preceded_by_what_was_said_before_its_time(self, store: Store) -> None:
        await store.transcript.add(THREAD, [said(1), said(2), said(4)])
        turn = await store.journal.accept(command(3), THREAD, answer=True)

        assert turn is not None
        assert await texts(store, turn) == ["message 2", "message 1"]

    async def test_ten_thousand_messages_are_read_page_by_page(self, store: Store) -> None:
        assert await store.transcript.add(THREAD, [said(number) for number in range(10_000)]) == 10_000
        turn = await accepted(store, 10_000)

        assert await texts(store, turn, limit=2) == ["message 9999", "message 9998"]
        assert await texts(store, turn, limit=5, skip=9_999) == ["message 0"]


class FollowedContract:
    async def test_what_came_before_the_first_question_follows_nothing(self, store: Store) -> None:
        await accepted(store, 5)
        await accepted(store, 7)
        await store.transcript.add(THREAD, [said(number) for number in (1, 4, 6)])

        followed = [await store.transcript.followed(THREAD, by=position(number)) for number in (1, 4, 5, 6, 7, 8)]

        assert followed == [False, False, False, True, True, True]

    async def test_question_that_is_found_later_counts_from_its_own_place(self, store: Store) -> None:
        for number in (5, 2):
            await accepted(store, number)

        assert await store.transcript.followed(THREAD, by=position(3))
        assert not await store.transcript.followed(THREAD, by=position(1))

    async def test_question_that_was_deleted_was_asked(self, store: Store) -> None:
        await begun(store, 5)
        await store.transcript.delete(THREAD, message_id(5))

        assert await store.transcript.followed(THREAD, by=position(6))

    async def test_everything_follows_a_command(self, store: Store) -> None:
        conversation = replace(THREAD, thread="command-3")
        await store.journal.accept(command(3), conversation, answer=True)

        assert await store.transcript.followed(conversation, by=position(4))
        assert not await store.transcript.followed(THREAD, by=position(4))


class PlaceContract:
    async def test_conversation_of_what_somebody_said(self, store: Store) -> None:
        await store.transcript.add(THREAD, [said(1)])
        channel = replace(THREAD, thread="")

        assert await store.transcript.conversation_of(channel, message_id(1)) == THREAD
        assert await store.transcript.conversation_of(channel, message_id(2)) is None
        assert await store.transcript.conversation_of(elsewhere("C2"), message_id(1)) is None

    async def test_conversation_of_what_the_bot_posted(self, store: Store) -> None:
        turn = await begun(store, 1)
        for index in (2, 3):
            await store.journal.outbox(turn).record(Part(index, message_id(index), 0, 9))

        assert await store.transcript.conversation_of(THREAD, message_id(3)) == THREAD

    async def test_nobody_knows_the_conversation_of_a_message_deleted_unseen(self, store: Store) -> None:
        await store.transcript.delete(THREAD, message_id(1))

        assert await store.transcript.conversation_of(THREAD, message_id(1)) is None


class LastPositionContract:
    async def test_nothing_is_known_of_a_conversation_never_read(self, store: Store, clock: FakeClock) -> None:
        await accepted(store, 5)

        assert await store.transcript.last_position(THREAD, stored_before=clock.time() + 1) == ""

    async def test_newest_of_what_was_stored_before(self, store: Store, clock: FakeClock) -> None:
        await store.transcript.add(THREAD, [said(1), said(2)])
        await clock.advance(10)
        await store.transcript.add(THREAD, [said(3)])

        assert await store.transcript.last_position(THREAD, stored_before=clock.time()) == position(2)
        assert await store.transcript.last_position(THREAD, stored_before=clock.time() + 1) == position(3)
        assert await store.transcript.last_position(THREAD, stored_before=0.0) == ""

    async def test_message_whose_history_was_never_read_hides_nothing(self, store: Store, clock: FakeClock) -> None:
        """A crash between the acceptance of a message and the reading of what precedes it leaves a hole below it."""
        await store.transcript.add(THREAD, [said(1)])
        await store.journal.accept(message(5), THREAD, answer=True)

        assert await store.transcript.last_position(THREAD, stored_before=clock.time() + 1) == position(1)

    async def test_history_without_news_reaches_up_to_the_newest_message(self, store: Store, clock: FakeClock) -> None:
        await accepted(store, 5)
        await store.transcript.add(THREAD, [])

        assert await store.transcript.last_position(THREAD, stored_before=clock.time() + 1) == position(5)


class SummaryContract:
    async def test_there_is_none_at_first(self, store: Store) -> None:
        await accepted(store, 1)

        assert await store.transcript.summary(THREAD) is None

    async def test_the_last_one_is_kept(self, open_store: OpenStore) -> None:
        async with open_store() as store:
            await store.transcript.summarise(THREAD, Summary(position(3), "They planned.", 4, 3))
            await store.transcript.summarise(THREAD, Summary(position(5), "They planned a lot.", 6, 5))

        async with open_store() as store:
            found = await store.transcript.summary(THREAD)

        assert found == Summary(position(5), "They planned a lot.", 6, 5)

    async def test_a_summary_does_not_follow_a_conversation(self, store: Store) -> None:
        await store.transcript.summarise(THREAD, Summary(position(3), "They planned.", 4, 3))

        assert not await store.transcript.followed(THREAD)
