"""What every ledger promises. Fixtures: `store`, and `open_store` for what must outlive the process."""

from dataclasses import replace

import pytest

from bot.core.errors import Superseded
from bot.core.lifecycle import State
from bot.core.messages import Usage
from bot.core.records import Receipt, Spent, Turn
from bot.core.usage import QUARTER, Kind, Scope, UsageLine, scope_of
from bot.core.values import Address, Author
from tests.contracts.stores import ANN, THREAD, OpenStore, Store, begun, elsewhere, spoken

LARGE = Spent("large", Usage(100, 20), cost=0.5)
OCR = Spent("ocr", pages=7, cost=0.25)
ANN_S = scope_of("person", THREAD, ANN)
PERSON = ANN_S.key
ALWAYS = 4_000_000_000.0


async def settled(store: Store, number: int, *spent: Spent, address: Address = THREAD, currency: str = "EUR") -> Turn:
    turn = await begun(store, number, address=address)
    await store.journal.end(turn, State.FAILED, Receipt(currency=currency, spent=spent), None)
    return turn


async def lines(store: Store, scope: Scope = ANN_S) -> list[UsageLine]:
    return list(await store.ledger.lines(scope, since=0.0, until=ALWAYS))


async def total(store: Store, scope: Scope = ANN_S, currency: str = "EUR") -> float:
    return await store.ledger.cost(scope, since=0.0, currency=currency)


class LedgerContract:
    async def test_what_a_settled_turn_took_is_kept_by_model(self, store: Store) -> None:
        await settled(store, 1, LARGE, OCR)

        large, ocr = await lines(store)

        assert (large.model, large.answers, large.prompt_tokens, large.completion_tokens) == ("large", 1, 100, 20)
        assert (ocr.model, ocr.answers, ocr.pages, ocr.cost, ocr.unpriced) == ("ocr", 0, 7, 0.25, 0)
        assert large.at % QUARTER == 0

    async def test_what_is_taken_in_one_quarter_of_an_hour_is_one_line(self, store: Store) -> None:
        for number in range(3):
            await settled(store, number, LARGE)

        [line] = await lines(store)

        assert (line.answers, line.prompt_tokens, line.cost) == (3, 300, 1.5)

    async def test_a_turn_that_took_nothing_leaves_no_line(self, store: Store) -> None:
        await settled(store, 1)

        assert await lines(store) == []

    async def test_what_has_no_known_price_is_counted(self, store: Store) -> None:
        await settled(store, 1, LARGE)
        await settled(store, 2, replace(LARGE, cost=None))

        [line] = await lines(store)

        assert (line.cost, line.unpriced, line.answers) == (0.5, 1, 2)

    @pytest.mark.parametrize(("kind", "found"), [("person", 1.0), ("channel", 0.5), ("workspace", 1.0)])
    async def test_it_is_found_by_person_by_channel_and_by_workspace(
        self, store: Store, kind: Kind, found: float
    ) -> None:
        await settled(store, 1, LARGE)
        await settled(store, 2, LARGE, address=elsewhere("C2"))

        scope = scope_of(kind, THREAD, ANN)

        assert await total(store, scope) == found
        assert sum(line.cost for line in await lines(store, scope)) == found

    async def test_nobody_else_s_is_found(self, store: Store) -> None:
        await settled(store, 1, LARGE)

        assert await lines(store, scope_of("person", THREAD, Author("U2", "Bao"))) == []
        assert await total(store, scope_of("workspace", replace(THREAD, workspace="T2"), ANN)) == 0.0

    async def test_only_what_lies_between_two_times_is_found(self, store: Store) -> None:
        await settled(store, 1, LARGE)
        [line] = await lines(store)

        assert await store.ledger.lines(ANN_S, since=line.at, until=line.at) == []
        assert await store.ledger.lines(ANN_S, since=line.at + QUARTER, until=ALWAYS) == []
        assert await store.ledger.lines(ANN_S, since=line.at, until=line.at + QUARTER) == [line]
        assert await store.ledger.cost(ANN_S, since=line.at + QUARTER, currency="EUR") == 0.0

    async def test_money_of_another_currency_is_not_added_up(self, store: Store) -> None:
        await settled(store, 1, LARGE)
        await settled(store, 2, LARGE, currency="USD")

        assert [line.currency for line in await lines(store)] == ["EUR", "USD"]
        assert await total(store) == 0.5

    async def test_an_attempt_that_was_superseded_writes_nothing(self, store: Store) -> None:
        old = await begun(store, 1)
        new = await store.journal.begin(old.id)
        assert new is not None

        with pytest.raises(Superseded):
            await store.journal.end(old, State.FAILED, Receipt(spent=(LARGE,)), spoken(2))
        assert await lines(store) == []
        await store.journal.end(new, State.FAILED, Receipt(spent=(LARGE,)), spoken(2))

        assert await total(store) == 0.5

    async def test_it_outlives_the_process(self, open_store: OpenStore) -> None:
        async with open_store() as store:
            await settled(store, 1, LARGE)

        async with open_store() as store:
            assert await total(store) == 0.5


async def admitted(store: Store, turn_id: int, now: float, person: str = PERSON, most: int = 2) -> float | None:
    return await store.ledger.admit(turn_id, person, now=now, within=3_600.0, most=most)


class AdmissionContract:
    async def test_so_many_turns_are_admitted_and_the_next_is_told_when(self, store: Store) -> None:
        assert [await admitted(store, number, 1_000.0 + number) for number in (1, 2, 3)] == [None, None, 4_601.0]

    async def test_there_is_room_again_once_the_oldest_is_an_hour_old(self, store: Store) -> None:
        for number in (1, 2):
            await admitted(store, number, 1_000.0 * number)

        assert await admitted(store, 3, 4_599.0) == 4_600.0
        assert await admitted(store, 3, 4_600.0) is None
        assert await admitted(store, 4, 4_601.0) == 5_600.0

    async def test_a_turn_that_was_turned_away_does_not_count(self, store: Store) -> None:
        for number in range(10):
            await admitted(store, number, 1_000.0)

        assert await admitted(store, 20, 4_601.0) is None

    async def test_a_turn_that_is_begun_again_is_not_counted_twice(self, store: Store) -> None:
        for _ in range(3):
            assert await admitted(store, 1, 1_000.0) is None

        assert await admitted(store, 2, 1_000.0) is None
        assert await admitted(store, 1, 1_001.0) is None

    async def test_everybody_has_a_limit_of_their_own(self, store: Store) -> None:
        for number in range(4):
            await admitted(store, number, 1_000.0)

        assert await admitted(store, 5, 1_000.0, "slack:U2") is None

    async def test_the_limit_holds_over_a_restart(self, open_store: OpenStore) -> None:
        async with open_store() as store:
            await admitted(store, 1, 1_000.0, most=1)

        async with open_store() as store:
            assert await admitted(store, 2, 1_001.0, most=1) == 4_600.0
