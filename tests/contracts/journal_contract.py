"""What every journal promises. Fixtures: `store`, and `open_store` for what must outlive the process."""

import asyncio
from dataclasses import replace

import pytest

from bot.core.errors import Superseded
from bot.core.lifecycle import State
from bot.core.messages import AssistantMessage
from bot.core.records import Asked, Entry, Receipt
from bot.core.values import Author, MessageEdited, Part
from tests.contracts.stores import (
    STEPS,
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
    said,
    spoken,
    texts,
)


class AcceptContract:
    async def test_a_message_begins_a_turn(self, store: Store) -> None:
        event = message(1)

        turn = await store.journal.accept(event, THREAD, answer=True)

        assert turn is not None
        assert (turn.event, turn.conversation) == (event, THREAD)
        assert (turn.state, turn.attempt, turn.steps, turn.parts) == (State.ACCEPTED, 0, (), ())

    async def test_second_delivery_is_dropped(self, store: Store) -> None:
        await accepted(store, 1)

        assert await store.journal.accept(message(1), THREAD, answer=True) is None

    async def test_deliveries_at_the_same_moment_make_one_turn(self, store: Store) -> None:
        deliveries = (message(number % 3, event_id=f"e{number % 6}") for number in range(30))

        turns = await asyncio.gather(*(store.journal.accept(each, THREAD, answer=True) for each in deliveries))

        assert len([turn for turn in turns if turn]) == 3

    async def test_mention_and_message_of_one_post_make_one_turn(self, store: Store) -> None:
        await accepted(store, 1)

        assert await store.journal.accept(message(1, event_id="mention"), THREAD, answer=True) is None

    async def test_a_follow_up_begins_a_turn(self, store: Store) -> None:
        await accepted(store, 1)

        assert await store.journal.accept(replace(message(2), addressed=False), THREAD, answer=True) is not None

    async def test_message_seen_before_its_mention_still_gets_its_turn(self, store: Store) -> None:
        assert await store.journal.accept(message(1), THREAD, answer=False) is None

        assert await store.journal.accept(message(1, event_id="mention"), THREAD, answer=True) is not None

    async def test_message_known_from_a_history_still_gets_its_turn(self, store: Store) -> None:
        await store.transcript.add(THREAD, [said(1)])

        assert await store.journal.accept(message(1), THREAD, answer=True) is not None

    async def test_same_message_id_in_another_channel_is_another_message(self, store: Store) -> None:
        first = await accepted(store, 1)

        second = await accepted(store, 1, address=elsewhere("C2"))

        assert second.id > first.id

    async def test_commands_are_told_apart_by_their_events(self, store: Store) -> None:
        turns = [await store.journal.accept(command(number), THREAD, answer=True) for number in (1, 2, 1)]

        assert [turn is not None for turn in turns] == [True, True, False]

    async def test_event_that_asks_for_nothing_is_only_remembered(self, store: Store) -> None:
        edited = MessageEdited("edit-1", THREAD, message_id(1), "new")

        assert await store.journal.accept(edited, THREAD, answer=False) is None
        assert await store.journal.unfinished() == []

    async def test_deleted_message_that_is_delivered_late_is_owed_nothing(self, store: Store) -> None:
        await store.transcript.delete(THREAD, message_id(1))

        assert await store.journal.accept(message(1), THREAD, answer=True) is None

    async def test_half_a_surrogate_pair_does_not_lose_the_message(self, store: Store) -> None:
        turn = await begun(store, 1, "broken \ud83d text")

        assert turn.event == message(1, "broken ? text")


class FollowContract:
    async def test_answering_follows_the_conversation(self, store: Store) -> None:
        await accepted(store, 1)

        assert await store.transcript.followed(THREAD)
        assert not await store.transcript.followed(elsewhere("C2"))

    async def test_unanswered_message_is_kept_where_the_bot_is_talking(self, store: Store) -> None:
        await accepted(store, 1)
        await store.journal.accept(message(2), THREAD, answer=False)

        assert await texts(store, await accepted(store, 3)) == ["message 2", "message 1"]

    async def test_unanswered_message_elsewhere_is_not_kept(self, store: Store) -> None:
        await store.journal.accept(message(1), THREAD, answer=False)

        assert await texts(store, await accepted(store, 2)) == []

    async def test_echo_of_the_bot_s_own_post_is_not_kept(self, store: Store) -> None:
        await answered(store, 1, answer=2)
        echo = replace(message(2), said=said(2, "answer 2", Author("B1", "me", "self")))
        await store.journal.accept(echo, THREAD, answer=False)

        assert await texts(store, await accepted(store, 3)) == ["answer 2", "message 1"]

    async def test_command_is_no_message(self, store: Store) -> None:
        await store.journal.accept(command(1), THREAD, answer=True)

        assert await texts(store, await accepted(store, 2)) == []


class EndContract:
    async def test_what_the_bot_said_is_remembered_as_one_entry(self, store: Store) -> None:
        turn = await begun(store, 1)
        outbox = store.journal.outbox(turn)
        for index in range(3):
            await outbox.record(Part(index, message_id(2 + index), 0, 9))
        exchange = (AssistantMessage("the answer"),)
        entry = Entry(spoken(2).position, message_id(2), spoken(2).author, 5.0, "the answer", messages=exchange)
        await store.journal.end(turn, State.STOPPED, Receipt(), entry)

        found = await store.transcript.newest(await accepted(store, 9), after="", limit=1)

        assert found == [replace(entry, turn_id=turn.id)]

    async def test_own_posts_that_came_back_first_are_put_together(self, store: Store) -> None:
        turn = await begun(store, 1)
        for number in (2, 3):
            await store.journal.accept(message(number, "half an answer"), THREAD, answer=False)
            await store.journal.outbox(turn).record(Part(number, message_id(number), 0, 9))
        await store.journal.end(turn, State.STOPPED, Receipt(), spoken(2))

        assert await texts(store, await accepted(store, 9)) == ["answer 2", "message 1"]

    async def test_turn_that_waits_can_be_stopped(self, store: Store) -> None:
        turn = await accepted(store, 1)

        await store.journal.end(turn, State.STOPPED, Receipt(), None)

        assert await store.journal.begin(turn.id) is None

    async def test_answer_that_was_deleted_at_once_is_not_brought_back(self, store: Store) -> None:
        turn = await begun(store, 1)
        await store.journal.outbox(turn).record(Part(0, message_id(2), 0, 9))
        await store.transcript.delete(THREAD, message_id(2))
        await store.journal.end(turn, State.STOPPED, Receipt(), spoken(2))

        assert await texts(store, await accepted(store, 9)) == ["message 1"]

    async def test_answer_that_was_posted_nowhere_is_remembered(self, store: Store) -> None:
        for number in (1, 2):
            turn = await begun(store, number)
            await store.journal.end(turn, State.FAILED, Receipt(), replace(spoken(number), message_id=""))

        assert len(await texts(store, await accepted(store, 9))) == 4


class RestartContract:
    async def test_unfinished_turns_are_found_in_the_order_of_acceptance(self, open_store: OpenStore) -> None:
        async with open_store() as store:
            for number in (5, 3, 8, 1):
                await accepted(store, number)
            await store.journal.begin((await answered(store, 9, answer=10)).id)

        async with open_store() as store:
            turns = await store.journal.unfinished()

        assert [turn.event for turn in turns] == [message(number) for number in (5, 3, 8, 1)]

    async def test_unfinished_turn_comes_with_its_steps_and_parts(self, open_store: OpenStore) -> None:
        async with open_store() as store:
            turns = [await begun(store, number) for number in (1, 2)]
            for turn in turns:
                for step in STEPS:
                    await store.journal.record(turn, step)
                await store.journal.outbox(turn).record(Part(0, f"p{turn.id}", 0, 5, closed=True))

        async with open_store() as store:
            found = await store.journal.unfinished()

        assert [turn.steps for turn in found] == [STEPS, STEPS]
        assert [turn.parts for turn in found] == [(Part(0, f"p{turn.id}", 0, 5, closed=True),) for turn in turns]
        assert [turn.attempt for turn in found] == [1, 1]

    async def test_delivery_repeated_after_a_restart_is_dropped(self, open_store: OpenStore) -> None:
        async with open_store() as store:
            await accepted(store, 1)

        async with open_store() as store:
            assert await store.journal.accept(message(1), THREAD, answer=True) is None

    async def test_late_attempt_is_fenced_after_a_restart(self, open_store: OpenStore) -> None:
        async with open_store() as store:
            turn = await begun(store, 1)

        async with open_store() as store:
            await store.journal.begin(turn.id)
            with pytest.raises(Superseded):
                await store.journal.record(turn, STEPS[0])

    async def test_open_turns_of_a_conversation_are_those_that_wait_or_run(self, store: Store) -> None:
        asked = await begun(store, 1)
        await store.journal.record(asked, Asked(1, "Shall I?", (), 0.0))
        await store.journal.move(asked, State.ASKING)
        ended, running, waiting = await begun(store, 2), await begun(store, 3), await accepted(store, 4)
        await store.journal.end(ended, State.STOPPED, Receipt(), None)
        await accepted(store, 5, address=elsewhere("C9"))

        assert [turn.id for turn in await store.journal.open_in(THREAD)] == [running.id, waiting.id]
