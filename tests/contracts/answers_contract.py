"""What all stores promise of what was answered. Fixtures: `store` and `open_store`."""

from bot.core.lifecycle import State
from bot.core.messages import Usage
from bot.core.records import Ratings, Receipt
from tests.contracts.stores import THREAD, OpenStore, Store, answered, begun, elsewhere, message_id, spoken

RECEIPT = Receipt(model="mistral-small", usage=Usage(100, 20), messages=3, request_ids=("request-1",))


class AnswersContract:
    async def test_an_answer_is_found_with_its_question_and_its_receipt(self, open_store: OpenStore) -> None:
        async with open_store() as store:
            turn = await begun(store, 1, "what is it?")
            await store.journal.move(turn, State.DELIVERING)
            await store.journal.end(turn, State.DONE, RECEIPT, spoken(2))

        async with open_store() as store:
            found = await store.answers.find(turn.id)

        assert found is not None
        assert found.turn is not None
        assert (found.turn.id, found.turn.conversation, found.receipt) == (turn.id, THREAD, RECEIPT)
        assert found.turn.event.said.text == "what is it?"  # type: ignore[union-attr]  # it was a message

    async def test_what_has_not_ended_has_no_receipt_and_can_be_rated(self, store: Store) -> None:
        turn = await begun(store, 1)

        found = await store.answers.find(turn.id)

        assert found is not None
        assert (found.turn and found.turn.event, found.receipt) == (turn.event, None)
        assert await store.answers.rate(turn.id, "U1", good=True) == Ratings(1, 0)
        assert await store.answers.recent(THREAD, limit=5) == []

    async def test_what_never_was_is_not_found(self, store: Store) -> None:
        assert await store.answers.find(7) is None
        assert await store.answers.rate(7, "U1", good=True) is None

    async def test_of_a_deleted_question_the_receipt_is_left(self, store: Store) -> None:
        turn = await answered(store, 1, 2)
        await store.transcript.delete(THREAD, message_id(1))

        found = await store.answers.find(turn.id)

        assert found is not None
        assert found.turn is None
        assert await store.answers.recent(THREAD, limit=5) == []

    async def test_the_newest_answers_of_a_conversation_come_first(self, store: Store) -> None:
        turns = [await answered(store, number, number + 1) for number in (1, 3, 5)]
        await answered(store, 7, 8, elsewhere("C2"))

        assert [turn.id for turn in await store.answers.recent(THREAD, limit=2)] == [turns[2].id, turns[1].id]

    async def test_the_last_word_of_each_person_counts(self, open_store: OpenStore) -> None:
        async with open_store() as store:
            turn = await answered(store, 1, 2)
            assert await store.answers.rate(turn.id, "U1", good=True) == Ratings(1, 0)
            assert await store.answers.rate(turn.id, "U2", good=True) == Ratings(2, 0)

        async with open_store() as store:
            assert await store.answers.rate(turn.id, "U1", good=False) == Ratings(1, 1)
            assert await store.answers.rate(turn.id, "U1", good=False) == Ratings(1, 1)
