"""What every transcript promises of what was said in a channel before a conversation began. Fixture: `store`."""

from dataclasses import replace
from typing import Final

from bot.core.forgetting import Conversation
from bot.core.records import Count
from bot.core.values import Address, Attachment, Heard
from tests.contracts.stores import BOT, THREAD, Store, accepted, answered, message, message_id, position, said, texts

PLAN: Final = Attachment("F1", "plan.pdf", "application/pdf", 5)


def begun_by(number: int) -> Address:
    """The conversation that a message of the channel begins."""
    return replace(THREAD, thread=message_id(number))


def heard(*numbers: int) -> list[Heard]:
    return [Heard(said(number)) for number in numbers]


class ContextContract:
    async def test_what_was_said_in_the_channel_is_shown_before_the_conversation(self, store: Store) -> None:
        turn = await accepted(store, 3, address=begun_by(3))

        assert await store.transcript.add(begun_by(3), (), before=heard(1, 2)) == 2

        assert await texts(store, turn) == ["message 2", "message 1"]

    async def test_it_is_shown_in_each_conversation_that_begins_below_it_without_their_questions(
        self, store: Store
    ) -> None:
        first, second = await accepted(store, 2, address=begun_by(2)), await accepted(store, 3, address=begun_by(3))
        await store.transcript.add(begun_by(2), (), before=heard(1))

        assert await store.transcript.add(begun_by(3), (), before=heard(1, 2)) == 0

        assert await texts(store, first) == ["message 1"]
        assert await texts(store, second) == ["message 1"]

    async def test_a_question_whose_answer_stands_in_the_channel_is_shown_with_it_but_not_its_files(
        self, store: Store
    ) -> None:
        other = replace(message(1, address=begun_by(1)), said=replace(said(1), attachments=(PLAN,)))
        await store.journal.accept(other, begun_by(1), answer=True)
        await answered(store, 2, 3, address=begun_by(2))
        turn = await accepted(store, 5, address=begun_by(5))
        own = said(3, "answer 3", author=BOT)

        await store.transcript.add(begun_by(5), (), before=[*heard(1, 2), Heard(own), *heard(4)])

        entries = await store.transcript.newest(turn, after="", limit=9)
        assert [entry.text for entry in entries] == ["message 4", "answer 3", "message 2"]
        assert [entry.author.kind for entry in entries] == ["person", "self", "person"]
        assert await store.transcript.files(turn, limit=9) == []
        assert await texts(store, await accepted(store, 6, address=begun_by(2))) == ["answer 3", "message 2"]

    async def test_a_thread_that_it_begins_is_a_conversation_of_its_own(self, store: Store) -> None:
        await accepted(store, 2, address=begun_by(2))
        await store.transcript.add(begun_by(2), (), before=heard(1))

        assert await store.transcript.conversation_of(THREAD, message_id(1)) == begun_by(1)
        assert not await store.transcript.followed(begun_by(1))

        turn = await accepted(store, 4, address=begun_by(1))
        await store.transcript.add(begun_by(1), [said(1), said(3)])
        assert await texts(store, turn) == ["message 3", "message 1"]

    async def test_what_stands_in_a_thread_and_is_shown_in_the_channel_belongs_to_the_thread(
        self, store: Store
    ) -> None:
        await store.transcript.add(begun_by(3), (), before=[Heard(said(2), message_id(1))])

        assert await store.transcript.conversation_of(THREAD, message_id(2)) == begun_by(1)

    async def test_a_chain_of_replies_is_shown_whole_though_each_was_shown_elsewhere(self, store: Store) -> None:
        await store.transcript.add(begun_by(4), (), before=heard(1, 2, 3))
        turn = await accepted(store, 5, address=begun_by(2))

        await store.transcript.add(begun_by(2), [said(1), said(2)])

        assert await texts(store, turn) == ["message 2", "message 1"]

    async def test_a_message_that_comes_in_late_is_shown_in_its_conversation(self, store: Store) -> None:
        await answered(store, 2, 3, address=begun_by(2))
        await store.transcript.add(begun_by(6), (), before=heard(4))

        await store.journal.accept(message(4, address=begun_by(2)), begun_by(2), answer=False)

        assert await texts(store, await accepted(store, 5, address=begun_by(2))) == [
            "message 4",
            "answer 3",
            "message 2",
        ]

    async def test_pages_go_on_from_the_conversation_into_the_channel(self, store: Store) -> None:
        await answered(store, 3, 4, address=begun_by(3))
        await store.transcript.add(begun_by(3), (), before=heard(1, 2))
        turn = await accepted(store, 5, address=begun_by(3))

        assert await texts(store, turn, limit=3) == ["answer 4", "message 3", "message 2"]
        assert await texts(store, turn, limit=3, skip=3) == ["message 1"]
        assert await texts(store, turn, limit=3, skip=4) == []
        assert await texts(store, turn, after=position(1)) == ["answer 4", "message 3", "message 2"]

    async def test_it_is_edited_and_deleted_wherever_it_is_shown(self, store: Store) -> None:
        turn = await accepted(store, 3, address=begun_by(3))
        await store.transcript.add(begun_by(3), (), before=heard(1, 2))

        await store.transcript.edit(THREAD, message_id(1), "as it should be")
        await store.transcript.delete(THREAD, message_id(2))
        await store.transcript.add(begun_by(3), (), before=heard(1, 2))

        assert await texts(store, turn) == ["as it should be"]

    async def test_its_counts_are_kept_unless_it_was_edited(self, store: Store) -> None:
        turn = await accepted(store, 3, address=begun_by(3))
        await store.transcript.add(begun_by(3), (), before=heard(1, 2))
        await store.transcript.newest(turn, after="", limit=9)
        await store.transcript.edit(THREAD, message_id(2), "a much longer text")

        await store.transcript.counted(begun_by(3), {position(1): Count(2, 3), position(2): Count(4, 5)})

        entries = await store.transcript.newest(turn, after="", limit=9)
        assert [entry.count for entry in entries] == [None, Count(2, 3)]

    async def test_its_files_are_known_but_not_those_of_another_question(self, store: Store) -> None:
        other = replace(message(2, address=begun_by(2)), said=replace(said(2), attachments=(PLAN,)))
        await store.journal.accept(other, begun_by(2), answer=True)
        photo = replace(PLAN, id="F2", name="photo.jpg")
        turn = await accepted(store, 3, address=begun_by(3))

        shared = Heard(replace(said(1), attachments=(photo,)))
        await store.transcript.add(begun_by(3), (), before=[shared, Heard(other.said)])

        assert [sent.attachment for sent in await store.transcript.files(turn, limit=9)] == [photo]

    async def test_it_is_forgotten_with_the_last_conversation_that_shows_it(self, store: Store) -> None:
        for number in (3, 4):
            await answered(store, number, number + 10, address=begun_by(number))
        await store.transcript.add(begun_by(3), (), before=heard(1, 2))
        await store.transcript.add(begun_by(4), (), before=heard(2))

        assert await store.remembered.count(Conversation(begun_by(3))) == {"messages": 3}
        await store.remembered.forget(Conversation(begun_by(3)))
        assert await store.transcript.conversation_of(THREAD, message_id(1)) is None
        assert await texts(store, await accepted(store, 5, address=begun_by(4))) == [
            "answer 14",
            "message 4",
            "message 2",
        ]

        await store.remembered.forget(Conversation(begun_by(4)))
        assert await store.transcript.conversation_of(THREAD, message_id(2)) is None
