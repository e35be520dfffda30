"""Transactions over a connection: in as few round trips as their needed statements allow."""

from collections.abc import Sequence
from typing import Any, Final

from psycopg import AsyncConnection, AsyncCursor, Error, errors
from psycopg.pq import TransactionStatus

from bot.store.postgresql.parameters import translated
from bot.store.sql import Row, Rows, Statement

Connection = AsyncConnection[Row]
# What another process's transaction at the same moment is to blame for: the same again sees what that one did.
_AGAIN: Final = (errors.SerializationFailure, errors.DeadlockDetected, errors.UniqueViolation)
_TIMES: Final = 3
# The commit is then in the server's hands, which writes it within a moment.
_NOT_LASTING: Final = "SELECT set_config('synchronous_commit', 'off', true)"


async def carried_out(connection: Connection, statements: Sequence[Statement], *, lasting: bool) -> list[Rows] | None:
    """As `sql.Database.commit`, on a connection that commits by itself. Raises what psycopg raises."""
    for time in range(_TIMES):
        try:
            if len(statements) == 1:
                return await _alone(connection, statements[0], lasting=lasting)
            return await _together(connection, statements, lasting=lasting)
        except _AGAIN:
            if time == _TIMES - 1:
                raise
    raise AssertionError  # pragma: no cover - the last time returns or raises


async def _alone(connection: Connection, statement: Statement, *, lasting: bool) -> list[Rows] | None:
    rows = await _rows(await _run(connection, statement) if lasting else await _unlasting(connection, statement))
    return None if statement.needed and not rows else [rows]


async def _unlasting(connection: Connection, statement: Statement) -> AsyncCursor[Row]:
    """One statement needs no BEGIN: what is sent in one pipeline is a transaction. Of more, some could be written."""
    try:
        async with connection.pipeline():
            await connection.execute(_NOT_LASTING)
            return await _run(connection, statement)
    except Error:
        # psycopg takes for prepared what was to be prepared in a pipeline, even if the server has skipped it.
        if not connection.closed:
            await connection.execute("DEALLOCATE ALL")
        raise


async def _together(connection: Connection, statements: Sequence[Statement], *, lasting: bool) -> list[Rows] | None:
    try:
        async with connection.pipeline() as pipeline:
            await connection.execute("BEGIN")
            if not lasting:
                await connection.execute(_NOT_LASTING)
            running = []
            for statement in statements:
                running.append(cursor := await _run(connection, statement))
                if statement.needed:
                    await pipeline.sync()
                    if not cursor.rowcount:
                        await connection.execute("ROLLBACK")
                        return None
            await connection.execute("COMMIT")
        return [await _rows(cursor) for cursor in running]
    finally:
        if connection.info.transaction_status in {TransactionStatus.INTRANS, TransactionStatus.INERROR}:
            await connection.rollback()


async def _run(connection: AsyncConnection[Any], statement: Statement) -> AsyncCursor[Row]:
    return await connection.execute(translated(statement.sql), statement.values)


async def _rows(cursor: AsyncCursor[Row]) -> Rows:
    return await cursor.fetchall() if cursor.description else []
