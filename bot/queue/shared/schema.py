"""What the queue keeps in the database: procrastinate's tables, and one function of ours that puts a turn there.

Both are made in the schema of the store, under a lock, so that replicas may start together.
"""

from pathlib import Path
from typing import Any, Final

from procrastinate.schema import SchemaManager
from psycopg import AsyncConnection, sql as quoting

TASK: Final = "answer"
PUT: Final = "put_turn(:line, id, :by)"
"""The expression that queues the turn `id` in a line, in a transaction of the store (`store.acceptance.Place`)."""

_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('galerne queue ' || %(schema)s, 0))"
_IS_THERE: Final = "SELECT to_regclass('queue_version') IS NOT NULL"
_VERSION: Final = "SELECT migration FROM queue_version"
# Procrastinate's own index begins with the job's id: to find out who is before it in its line, each job that waits
# would read all of it. The order of characters is that in which a channel's stand together (`starts_with`).
_IN_LINE: Final = """
    CREATE INDEX IF NOT EXISTS turns_in_line ON procrastinate_jobs (lock text_pattern_ops, priority DESC, id)
    WHERE status IN ('todo', 'doing')
"""
# Job ids are given before the commit that shows them: without the lock, two processes could show a line's turns in the
# wrong order. A turn that waits already is not put again; one that runs is, since it may have just decided to wait for
# a person who has pressed by now.
#
# Ranks count down, so that procrastinate begins with the highest. Those of a channel follow each other from the place
# (`base`) at which it now is, or, if nothing of it waits, at which the queue is: so channels are served by turns.
# Within a channel the first questions of all who ask come before the second ones, but no turn before one of its own
# line that is before it, or that runs and may yet be given back.
_PUT_TURN: Final = """
    CREATE OR REPLACE FUNCTION put_turn(line text, turn bigint, who text) RETURNS boolean LANGUAGE plpgsql AS $$
    DECLARE
        mark text := 'turn:' || turn;
        channel text := regexp_replace(line, '[^:]*$', '');
        base integer;
        ahead integer;
        own integer;
        held integer;
    BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended(channel, 0));
        IF EXISTS (SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = mark AND status = 'todo') THEN
            RETURN false;
        END IF;
        SELECT min(-priority), count(*), count(*) FILTER (WHERE args ->> 'by' = who) INTO base, ahead, own
            FROM procrastinate_jobs WHERE status = 'todo' AND starts_with(lock, channel);
        SELECT min(priority) INTO held FROM procrastinate_jobs WHERE lock = line AND status = 'doing';
        base := coalesce(base, (SELECT min(-priority) FROM procrastinate_jobs WHERE status = 'todo'), 0);
        PERFORM procrastinate_defer_jobs_v1(ARRAY[ROW(current_schema(), 'answer', least(-base - ahead, held), line,
            mark, jsonb_build_object('line', line, 'turn_id', turn, 'by', who), NULL)::procrastinate_job_to_defer_v1]);
        IF EXISTS (SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' AND starts_with(lock, channel)
            AND args ->> 'by' <> who GROUP BY args ->> 'by' HAVING count(*) > own + 1)
        THEN
            PERFORM rank_turns(channel, base);
        END IF;
        PERFORM pg_notify('arrived#' || current_schema(), turn || ' ' || line);
        RETURN true;
    END $$
"""
_RANK_TURNS: Final = """
    CREATE OR REPLACE FUNCTION rank_turns(channel text, base integer) RETURNS void LANGUAGE sql AS $$
        WITH asked AS (
            SELECT id, lock, row_number() OVER (PARTITION BY args ->> 'by' ORDER BY id) AS round
            FROM procrastinate_jobs WHERE status = 'todo' AND starts_with(lock, channel)
        ), lined AS (
            SELECT id, lock, max(round) OVER (PARTITION BY lock ORDER BY id) AS round FROM asked
        ), ranked AS (
            SELECT id, least(1 - base - row_number() OVER (ORDER BY round, id), (
                SELECT min(priority) FROM procrastinate_jobs AS running
                WHERE running.lock = lined.lock AND running.status = 'doing')) AS rank FROM lined
        )
        UPDATE procrastinate_jobs AS jobs SET priority = ranked.rank FROM ranked
        WHERE jobs.id = ranked.id AND jobs.priority <> ranked.rank
    $$
"""


def arrivals(schema: str) -> str:
    """The channel that tells each turn that is put: its id, a space and its line."""
    return f"arrived#{schema}"


async def settle_in(connection: AsyncConnection[Any], schema: str) -> None:
    """Every statement of this connection is about the schema."""
    await connection.execute(quoting.SQL("SET search_path = {}, public").format(quoting.Identifier(schema)))


async def migrate(connection: AsyncConnection[Any], schema: str) -> None:
    """Make what is missing, all or nothing. Raises what psycopg raises."""
    async with connection.transaction():
        await connection.execute(_LOCK, {"schema": schema})
        await settle_in(connection, schema)
        steps = _migrations()
        if await _value(connection, _IS_THERE):
            applied = await _value(connection, _VERSION)
            for name in (name for name in steps if name > applied):
                await connection.execute(steps[name].read_text(encoding="utf-8"))
        else:
            await connection.execute("CREATE TABLE queue_version (migration TEXT NOT NULL)")
            await connection.execute("INSERT INTO queue_version (migration) VALUES ('')")
            await connection.execute(SchemaManager.get_schema())
        await connection.execute("UPDATE queue_version SET migration = greatest(migration, %s)", (max(steps),))
        await connection.execute(_IN_LINE)
        await connection.execute(_RANK_TURNS)
        await connection.execute(_PUT_TURN)


def _migrations() -> dict[str, Path]:
    """Procrastinate's own, in order; those of one version are first what its predecessor can live with."""
    return {path.stem: path for path in sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))}


async def _value(connection: AsyncConnection[Any], sql: str) -> Any:
    row = await (await connection.execute(sql)).fetchone()
    return row[0] if row else None
