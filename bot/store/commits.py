"""Group commit: the transactions that wait while one is being written share the next commit, and its one fsync."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.errors import StoreFailed
from bot.store.sql import Rows, Statement

Explain = Callable[[Exception], StoreFailed]
Outcome = list[Rows] | StoreFailed | None
Post = Callable[[Callable[[sqlite3.Connection], None]], None]

# What only one transaction is to blame for, such as a text that is no Unicode; anything else fails its whole group.
_ITS_OWN: Final = (sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError, ValueError, OverflowError)


@dataclass(frozen=True, slots=True)
class Transaction:
    statements: Sequence[Statement]
    lasting: bool = True


Waiting = tuple[Transaction, asyncio.Future[list[Rows] | None]]


class Commits:
    """`post` has a function carried out on the writing connection's thread; `explain` makes its errors ours."""

    def __init__(self, post: Post, explain: Explain) -> None:
        self._post = post
        self._explain = explain
        self._waiting: list[Waiting] = []
        self._idle = asyncio.Event()
        self._idle.set()

    async def add(self, transaction: Transaction) -> list[Rows] | None:
        """As `sql.Database.commit` promises."""
        future: asyncio.Future[list[Rows] | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((transaction, future))
        if self._idle.is_set():
            self._write()
        return await future

    async def close(self) -> None:
        """Return once everything that was asked for is written."""
        await self._idle.wait()

    def _write(self) -> None:
        """Post what waits; its outcome comes back as a call, which no cancelled caller can lose for the others."""
        group, self._waiting = self._waiting, []
        loop = asyncio.get_running_loop()

        def work(connection: sqlite3.Connection) -> None:
            outcomes = _outcomes(connection, [transaction for transaction, _ in group], self._explain)
            loop.call_soon_threadsafe(self._written, group, outcomes)

        self._idle.clear()
        try:
            self._post(work)
        except ValueError as error:  # the connection is closed
            self._written(group, [self._explain(error)] * len(group))

    def _written(self, group: list[Waiting], outcomes: list[Outcome]) -> None:
        for (_, future), outcome in zip(group, outcomes, strict=True):
            _settle(future, outcome)
        if self._waiting:
            self._write()
        else:
            self._idle.set()


def _settle(future: asyncio.Future[list[Rows] | None], outcome: Outcome) -> None:
    if future.done():  # its caller was cancelled; what it asked for is written all the same
        return
    if isinstance(outcome, StoreFailed):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)


def _outcomes(connection: sqlite3.Connection, group: list[Transaction], explain: Explain) -> list[Outcome]:
    try:
        return _commit(connection, group, explain)
    except sqlite3.Error as error:
        return [explain(error)] * len(group)


def _commit(connection: sqlite3.Connection, group: list[Transaction], explain: Explain) -> list[Outcome]:
    # Without the fsync a commit is in the operating system's hands (SQLite: PRAGMA synchronous, in WAL mode).
    lasting = any(transaction.lasting for transaction in group)
    connection.execute("PRAGMA synchronous = FULL" if lasting else "PRAGMA synchronous = NORMAL")
    if len(group) == 1 and len(group[0].statements) == 1:
        return [_carried_out(connection, group[0], explain)]  # a statement by itself is a transaction
    connection.execute("BEGIN IMMEDIATE")
    try:
        if len(group) == 1:
            return [_alone(connection, group[0], explain)]
        outcomes = [_one(connection, transaction, explain) for transaction in group]
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk ends the transaction by itself
            connection.execute("ROLLBACK")
        raise
    return outcomes


def _alone(connection: sqlite3.Connection, transaction: Transaction, explain: Explain) -> Outcome:
    """Most often nothing else waits, and the savepoint would cost as much as the statement."""
    outcome = _carried_out(connection, transaction, explain)
    connection.execute("COMMIT" if isinstance(outcome, list) else "ROLLBACK")
    return outcome


def _one(connection: sqlite3.Connection, transaction: Transaction, explain: Explain) -> Outcome:
    """One of several, which leaves the others as they are."""
    connection.execute("SAVEPOINT one")
    outcome = _carried_out(connection, transaction, explain)
    if not isinstance(outcome, list):
        connection.execute("ROLLBACK TO one")
    connection.execute("RELEASE one")
    return outcome


def _carried_out(connection: sqlite3.Connection, transaction: Transaction, explain: Explain) -> Outcome:
    """What its statements gave; an outcome without rows is to be undone."""
    results: list[Rows] = []
    try:
        for statement in transaction.statements:
            rows = connection.execute(statement.sql, statement.values).fetchall()
            if statement.needed and not rows:
                return None
            results.append(rows)
    except _ITS_OWN as error:
        return explain(error)
    return results
