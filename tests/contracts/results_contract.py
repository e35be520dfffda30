"""What every store promises of long results. Fixture: `store`."""

from dataclasses import replace

from bot.core.lifecycle import State
from bot.core.messages import ToolCall
from bot.core.records import Receipt, ToolFinished, ToolStarted
from tests.contracts.stores import CALL, STEPS, THREAD, Store, answered, begun, elsewhere, spoken

LONG = ToolFinished(CALL, "page 1", whole="page 1 and all the rest")


class ResultsContract:
    async def test_result_of_the_running_turn_is_found(self, store: Store) -> None:
        turn = await begun(store, 1)
        for step in (*STEPS[:2], LONG):
            await store.journal.record(turn, step)

        assert await store.results.whole(THREAD, CALL.id) == "page 1 and all the rest"

    async def test_result_of_an_earlier_turn_is_found(self, store: Store) -> None:
        turn = await begun(store, 1)
        await store.journal.record(turn, LONG)
        await store.journal.move(turn, State.DELIVERING)
        await store.journal.end(turn, State.DONE, Receipt(), spoken(2))
        await answered(store, 3, 4)

        assert await store.results.whole(THREAD, CALL.id) == "page 1 and all the rest"

    async def test_short_result_is_found_too(self, store: Store) -> None:
        turn = await begun(store, 1)
        await store.journal.record(turn, ToolFinished(CALL, "42"))

        assert await store.results.whole(THREAD, CALL.id) == "42"

    async def test_results_of_other_conversations_are_not_found(self, store: Store) -> None:
        turn = await begun(store, 1, address=elsewhere("C2"))
        await store.journal.record(turn, LONG)

        assert await store.results.whole(THREAD, CALL.id) is None
        assert await store.results.whole(replace(THREAD, thread="1.0"), CALL.id) is None

    async def test_what_is_only_mentioned_or_failed_is_no_result(self, store: Store) -> None:
        turn = await begun(store, 1)
        await store.journal.record(turn, ToolStarted(CALL))
        await store.journal.record(turn, ToolFinished(CALL, "it broke", failed=True))
        await store.journal.record(turn, ToolFinished(ToolCall("123456789", "look", "{}"), f"see {CALL.id}"))

        assert await store.results.whole(THREAD, CALL.id) is None
        assert await store.results.whole(THREAD, "%") is None
        assert await store.results.whole(THREAD, "") is None
