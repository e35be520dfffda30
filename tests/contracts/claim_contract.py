"""What every journal says of messages that were posted and never recorded: whose they can be. Fixture: `store`."""

from dataclasses import replace
from typing import Final

from bot.core.lifecycle import State
from bot.core.records import Asked, Turn
from bot.core.values import Address, Author, Part
from tests.contracts.stores import THREAD, Store, accepted, answered, begun, command, message_id, said

CHANNEL: Final = replace(THREAD, thread="")
LOST: Final = message_id(50)  # the bot's, and in no ledger


async def commanded(store: Store, number: int, conversation: Address) -> Turn:
    """The turn of a command that has begun."""
    turn = await store.journal.accept(replace(command(number), address=CHANNEL), conversation, answer=True)
    assert turn is not None
    begun = await store.journal.begin(turn.id)
    assert begun is not None
    return begun


async def below(store: Store, thread: str, number: int = 9) -> Turn:
    """The turn of a question in a thread, in a line of its own."""
    return await begun(store, number, address=replace(THREAD, thread=thread))


class ClaimContract:
    async def test_what_has_begun_and_recorded_nothing_may_have_posted_something(self, store: Store) -> None:
        waiting, ended, posted = await accepted(store, 1), await answered(store, 2, answer=3), await begun(store, 4)
        await store.journal.outbox(posted).record(Part(0, message_id(5), 0, 9))
        bare = await begun(store, 6)
        await begun(store, 7, address=replace(THREAD, channel="C2"))

        assert [turn.id for turn in await store.journal.unposted(THREAD)] == [bare.id]
        assert bare.id not in {waiting.id, ended.id}

    async def test_where_one_turn_alone_is_under_way_what_is_left_is_its_own(self, store: Store) -> None:
        await answered(store, 1, answer=2)
        await accepted(store, 3)
        turn = await begun(store, 4)
        await begun(store, 5, address=replace(THREAD, thread=message_id(5)))

        assert list(await store.journal.outbox(turn).only_mine([LOST])) == [LOST]

    async def test_while_another_turn_of_the_conversation_is_under_way_nobody_can_tell(self, store: Store) -> None:
        turns = [await begun(store, number) for number in (1, 2)]

        for turn in turns:
            assert list(await store.journal.outbox(turn).only_mine([LOST])) == []

    async def test_one_that_waits_for_a_person_has_recorded_what_it_has_posted(self, store: Store) -> None:
        asking, turn = await begun(store, 1), await begun(store, 2)
        await store.journal.record(asking, Asked(1, "May I?", (), 0.0))
        await store.journal.move(asking, State.ASKING)

        assert list(await store.journal.outbox(turn).only_mine([LOST])) == [LOST]

    async def test_what_another_turn_has_recorded_is_not_mine_even_after_its_end(self, store: Store) -> None:
        await answered(store, 1, answer=2)
        turn = await begun(store, 3)

        assert list(await store.journal.outbox(turn).only_mine([message_id(2), LOST])) == [LOST]

    async def test_a_question_below_a_commands_message_shares_its_thread_with_the_command(self, store: Store) -> None:
        answering = await commanded(store, 3, replace(THREAD, thread="command-3"))
        outbox = store.journal.outbox(answering)
        await outbox.record(Part(0, message_id(7), 0, 0, closed=True))
        asked = await below(store, message_id(7))
        elsewhere = await below(store, message_id(8), 10)

        assert list(await store.journal.outbox(asked).only_mine([LOST])) == []
        assert list(await outbox.only_mine([LOST])) == []
        assert list(await store.journal.outbox(elsewhere).only_mine([LOST])) == [LOST]

    async def test_a_command_that_has_recorded_no_message_may_have_begun_any_thread(self, store: Store) -> None:
        await commanded(store, 3, replace(THREAD, thread="command-3"))
        turn = await below(store, message_id(7))

        assert list(await store.journal.outbox(turn).only_mine([LOST])) == []

    async def test_a_command_has_begun_no_thread_that_a_person_began(self, store: Store) -> None:
        await commanded(store, 3, replace(THREAD, thread="command-3"))
        turn = await below(store, message_id(7))
        await store.transcript.add(turn.conversation, [said(7, author=Author("U2", "Bao"))])

        assert list(await store.journal.outbox(turn).only_mine([LOST])) == [LOST]
