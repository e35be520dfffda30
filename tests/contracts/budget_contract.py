"""What every shared budget promises. Fixture: `store`."""

import asyncio

from bot.core.model_ports import Rest
from tests.contracts.stores import Store

MODEL = "mistral-small-2603"


class BudgetContract:
    async def test_no_more_is_reserved_than_is_left(self, store: Store) -> None:
        limits = Rest(requests=3, tokens=1_000)
        found = await asyncio.gather(*(store.budget.reserve(MODEL, 7, 400, limits) for _ in range(4)))

        assert sorted(found) == [False, False, True, True]
        assert await store.budget.reserve(MODEL, 7, 0, limits)
        assert not await store.budget.reserve(MODEL, 7, 0, limits)

    async def test_what_is_given_back_can_be_reserved_again_as_far_as_the_service_says(self, store: Store) -> None:
        limits = Rest(requests=60, tokens=1_000)
        assert await store.budget.reserve(MODEL, 7, 900, limits)
        await store.budget.settle(MODEL, 7, 900, Rest(requests=59, tokens=300))

        assert not await store.budget.reserve(MODEL, 7, 301, limits)
        assert await store.budget.reserve(MODEL, 7, 300, limits)
        await store.budget.settle(MODEL, 7, 300, Rest(requests=60, tokens=900))
        assert not await store.budget.reserve(MODEL, 7, 301, limits)

    async def test_other_models_and_minutes_have_their_own(self, store: Store) -> None:
        limits = Rest(requests=1, tokens=100)
        assert await store.budget.reserve(MODEL, 7, 100, limits)
        assert await store.budget.reserve("another", 7, 100, limits)
        assert await store.budget.reserve(MODEL, 8, 100, limits)

    async def test_where_the_service_has_not_said_all_is_reserved(self, store: Store) -> None:
        for _ in range(3):
            assert await store.budget.reserve(MODEL, 7, 1 << 40, Rest())

    async def test_more_than_a_minute_holds_takes_the_whole_of_it(self, store: Store) -> None:
        assert await store.budget.reserve(MODEL, 7, 5_000, Rest(60, 1_000))
        assert not await store.budget.reserve(MODEL, 7, 1, Rest(60, 1_000))
