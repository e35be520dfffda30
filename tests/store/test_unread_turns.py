import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.records import Receipt, receipt_json
from bot.core.usage import scope_of
from bot.core.values import Inbound, inbound_json
from bot.store import migrations
from bot.store.database import open_store
from bot.store.migrations import MIGRATIONS
from bot.store.people_schema import PEOPLE
from bot.store.store import SqlStore
from tests.contracts.stores import ANN, THREAD, command, message
from tests.fakes import FakeClock

NOW = 1_795_000_000.0


@pytest.fixture
def older(path: Path) -> Iterator[sqlite3.Connection]:
    """A database as the version before this migration has left it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE schema_version (version BIGINT PRIMARY KEY)")
        for number, statements in enumerate(MIGRATIONS[: MIGRATIONS.index(PEOPLE)], start=1):
            migrations._apply(connection, number, statements)
        yield connection


def kept(connection: sqlite3.Connection, number: int, event: Inbound | None, receipt: str | None) -> None:
    connection.execute(
        "INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)",
        (
            number,
            THREAD.place,
            str(number),
            str(THREAD),
            inbound_json.dump_json(event).decode() if event else "",
            "done" if receipt else "accepted",
            NOW,
            NOW,
            NOW if receipt else None,
            receipt,
        ),
    )


def receipt(**facts: object) -> str:
    whole = receipt_json.dump_python(Receipt(), mode="json") | facts
    return receipt_json.dump_json(receipt_json.validate_python(whole)).decode()


async def askers(store: SqlStore) -> list[str]:
    return [asker for (asker,) in await store.database.fetch("SELECT asker FROM turns ORDER BY id")]


async def test_what_earlier_versions_have_settled_is_in_the_ledger(
    older: sqlite3.Connection, path: Path, clock: FakeClock
) -> None:
    usage = {"prompt_tokens": 90, "completion_tokens": 10}
    kept(older, 1, message(1), receipt(model="small", usage=usage, cost=0.25))
    kept(older, 2, command(2), receipt(pages_paid=7, cost=0.5))
    kept(older, 3, None, receipt(model="small", usage=usage, cost=0.125))  # whose message has been deleted
    kept(older, 4, message(4), receipt())  # which took nothing
    kept(older, 5, message(5), None)
    older.close()

    async with open_store(path, clock) as store:
        assert await askers(store) == ["slack:U1", "slack:U1", "", "slack:U1", "slack:U1"]
        other, small = await store.ledger.lines(scope_of("channel", THREAD, ANN), since=0.0, until=NOW + 900)
        assert (small.answers, small.prompt_tokens, small.cost) == (2, 180, 0.375)
        assert (other.model, other.pages, other.cost) == ("other", 7, 0.5)
        assert await store.ledger.cost(scope_of("person", THREAD, ANN), since=0.0, currency="EUR") == 0.75

    async with open_store(path, clock) as store:
        assert await store.ledger.cost(scope_of("channel", THREAD, ANN), since=0.0, currency="EUR") == 0.875


async def test_what_can_no_longer_be_read_is_left_out_and_logged(
    older: sqlite3.Connection, path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    kept(older, 1, message(1), "not a receipt")
    kept(older, 2, message(2), receipt(model="small", cost=0.25))
    older.close()

    async with open_store(path, clock) as store:
        assert await store.ledger.cost(scope_of("channel", THREAD, ANN), since=0.0, currency="EUR") == 0.25
    assert "Turn 1 is left out of the usage" in caplog.text


async def test_a_turn_that_is_accepted_is_known_by_its_asker(path: Path, clock: FakeClock) -> None:
    async with open_store(path, clock) as store:
        await store.journal.accept(message(1), THREAD, answer=True)
        await store.journal.accept(command(2), THREAD, answer=True)

        assert await askers(store) == ["slack:U1", "slack:U1"]
