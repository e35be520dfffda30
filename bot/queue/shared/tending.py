"""What has to be looked after now and then: turns that a dead process held, and how many wait."""

from typing import Final

from procrastinate.connector import BaseAsyncConnector

from bot.queue.shared.lease import DEAD

# It may have been put once more meanwhile, and procrastinate keeps one waiting job for each queueing lock.
# With a Stop that the dead process may not have seen, the turn is put back to be stopped by the one who takes it up.
_RESCUE: Final = """
    WITH rescued AS (
        UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL, attempts = attempts + 1,
            queueing_lock = NULL, abort_requested = false, args = args || jsonb_build_object('stopped', abort_requested)
        WHERE status = 'doing' AND queue_name = current_schema() AND (worker_id IS NULL OR worker_id IN (
            SELECT id FROM procrastinate_workers WHERE last_heartbeat < now() - make_interval(secs => %(dead)s)))
        RETURNING id, queue_name
    )
    SELECT count(pg_notify('procrastinate_queue_v1#' || queue_name, jsonb_build_object(
        'type', 'job_inserted', 'job_id', id)::text)) AS count FROM rescued
"""
_FORGET: Final = """
    DELETE FROM procrastinate_workers WHERE last_heartbeat < now() - make_interval(secs => %(dead)s)
"""
_WAITING: Final = (
    "SELECT count(*) AS count FROM procrastinate_jobs WHERE status = 'todo' AND queue_name = current_schema()"
)
_BEHIND: Final = """
    SELECT lock, (args ->> 'turn_id')::bigint AS turn FROM procrastinate_jobs
    WHERE status = 'todo' AND lock = ANY(%(lines)s) ORDER BY id
"""


async def rescue(connector: BaseAsyncConnector) -> int:
    """Put back what processes hold whose heartbeats are missed; how many turns. Raises `ConnectorException`."""
    found = await connector.execute_query_one_async(query=_RESCUE, dead=DEAD)
    await connector.execute_query_async(query=_FORGET, dead=DEAD)
    return int(found["count"])


async def waiting(connector: BaseAsyncConnector) -> int:
    """How many turns wait, in all processes. Raises `ConnectorException`."""
    return int((await connector.execute_query_one_async(query=_WAITING))["count"])


async def behind(connector: BaseAsyncConnector, lines: list[str]) -> list[tuple[str, int]]:
    """The turns that wait in these lines, each with its line, in order. Raises `ConnectorException`."""
    rows = await connector.execute_query_all_async(query=_BEHIND, lines=lines)
    return [(row["lock"], row["turn"]) for row in rows]
