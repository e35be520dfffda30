import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from bot.core.errors import StoreFailed
from bot.store.commits import Commits, Transaction
from bot.store.failures import explained
from bot.store.sql import Statement

ADD = "INSERT INTO t (n) VALUES (:n) RETURNING n"
FIND = "SELECT n FROM t WHERE n = :n"


class FakeWriter:
    """Carries out what it is given on its own connection, unless it is held back, and keeps the statements."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.said: list[str] = []
        self.works: list[Callable[[sqlite3.Connection], None]] = []
        self.held = False
        connection.set_trace_callback(self.said.append)

    def post(self, work: Callable[[sqlite3.Connection], None]) -> None:
        self.works.append(work)
        if not self.held:
            self.let_go()

    def let_go(self) -> None:
        self.held = False
        for work in self.works:
            work(self.connection)
        self.works.clear()

    def rows(self) -> list[int]:
        return [n for (n,) in self.connection.execute("SELECT n FROM t ORDER BY n")]


@pytest.fixture
async def writer() -> AsyncIterator[FakeWriter]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE t (n BIGINT PRIMARY KEY CHECK (n < 100))")
        yield FakeWriter(connection)


@pytest.fixture
def commits(writer: FakeWriter) -> Commits:
    return Commits(writer.post, partial(explained, path=Path("bot.sqlite3")))


def add(*numbers: int, lasting: bool = True) -> Transaction:
    return Transaction([Statement(ADD, {"n": number}) for number in numbers], lasting=lasting)


async def test_rows_of_every_statement_come_back(commits: Commits) -> None:
    assert await commits.add(add(1, 2)) == [[(1,)], [(2,)]]


async def test_transactions_that_wait_share_one_commit(writer: FakeWriter, commits: Commits) -> None:
    await asyncio.gather(*(commits.add(add(number)) for number in range(20)))

    assert writer.said.count("COMMIT") == 1, "the first is one by itself, and the others are together"
    assert writer.rows() == list(range(20))


async def test_one_by_itself_is_whole_or_not_there(writer: FakeWriter, commits: Commits) -> None:
    with pytest.raises(StoreFailed):
        await commits.add(add(1, 100))
    with pytest.raises(StoreFailed):
        await commits.add(add(100))
    missing = Statement(FIND, {"n": 7}, needed=True)
    assert await commits.add(Transaction([Statement(ADD, {"n": 2}), missing])) is None

    assert writer.rows() == []
    assert not writer.connection.in_transaction
    assert await commits.add(add(3)) == [[(3,)]]


async def test_one_that_comes_while_another_is_written_is_in_the_next_commit(
    writer: FakeWriter, commits: Commits
) -> None:
    writer.held = True
    adding = [asyncio.create_task(commits.add(add(number))) for number in (1, 2, 3)]
    await asyncio.sleep(0)
    assert len(writer.works) == 1
    writer.let_go()
    await asyncio.gather(*adding)

    assert writer.said.count("COMMIT") == 1, "the first is one by itself, and the others are together"


async def test_missing_row_undoes_only_its_own_transaction(writer: FakeWriter, commits: Commits) -> None:
    fenced = Transaction([*add(1).statements, Statement(FIND, {"n": 50}, needed=True), *add(2).statements])

    _, *outcomes = await asyncio.gather(*map(commits.add, (add(9), fenced, add(3))))

    assert outcomes == [None, [[(3,)]]]
    assert writer.rows() == [3, 9]


@pytest.mark.parametrize("bad", [add(1, 100), add(1, 1), Transaction([Statement(ADD, {"n": "\ud83d"})]), add(2**70)])
async def test_faulty_transaction_fails_alone(writer: FakeWriter, commits: Commits, bad: Transaction) -> None:
    _, failed, fine = await asyncio.gather(*map(commits.add, (add(9), bad, add(3))), return_exceptions=True)

    assert isinstance(failed, StoreFailed)
    assert fine == [[(3,)]]
    assert writer.rows() == [3, 9]
    assert writer.said.count("COMMIT") == 1, "the first is one by itself, and the others are together"


async def test_what_fails_them_all_leaves_nothing_behind(writer: FakeWriter, commits: Commits) -> None:
    nonsense = Transaction([Statement("SELECT n FROM nowhere", {})])

    works = map(commits.add, (add(9), add(1), nonsense))
    _, *outcomes = await asyncio.gather(*works, return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [StoreFailed, StoreFailed]
    assert writer.rows() == [9]
    assert await commits.add(add(2)) == [[(2,)]]


async def test_cancelled_caller_does_not_undo_its_transaction(writer: FakeWriter, commits: Commits) -> None:
    writer.held = True
    cancelled, other = (asyncio.create_task(commits.add(add(number))) for number in (1, 2))
    await asyncio.sleep(0)
    cancelled.cancel()
    await asyncio.gather(cancelled, return_exceptions=True)
    writer.let_go()

    assert await other == [[(2,)]]
    assert writer.rows() == [1, 2]


async def test_close_waits_for_what_is_being_written(writer: FakeWriter, commits: Commits) -> None:
    writer.held = True
    task = asyncio.create_task(commits.add(add(1)))
    await asyncio.sleep(0)
    closing_task = asyncio.create_task(commits.close())
    await asyncio.sleep(0)
    assert not closing_task.done()
    writer.let_go()
    await closing_task
    await task

    assert writer.rows() == [1]


@pytest.mark.parametrize(("lasting", "pragma"), [(True, "FULL"), (False, "NORMAL")])
async def test_only_what_must_outlive_the_machine_is_synchronised(
    writer: FakeWriter, commits: Commits, *, lasting: bool, pragma: str
) -> None:
    await commits.add(add(1, lasting=lasting))

    assert writer.said[0] == f"PRAGMA synchronous = {pragma}"


async def test_one_lasting_transaction_makes_its_whole_group_last(writer: FakeWriter, commits: Commits) -> None:
    works = [add(1, lasting=False), add(2, lasting=False), add(3, lasting=True)]
    await asyncio.gather(*map(commits.add, works))

    assert [each for each in writer.said if "PRAGMA" in each] == [
        "PRAGMA synchronous = NORMAL",
        "PRAGMA synchronous = FULL",
    ]
