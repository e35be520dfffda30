"""Telling people their place: a turn is held while its asker is told, so that no process begins it meanwhile."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, Final

from procrastinate.connector import BaseAsyncConnector
from procrastinate.exceptions import ConnectorException

from bot.core.queue_place import QueuePlace
from bot.core.sharing import Teller

log = logging.getLogger(__name__)

HELD: Final = 10.0  # seconds, after which it may be taken up though nobody has let go of it
_WITHIN: Final = 6.0  # seconds that telling may take
_AT_ONCE: Final = 20
# `scheduled_at` is before which time procrastinate begins no job. It stays, as a mark of who was told already.
_HOLD: Final = """
    WITH due AS (
        SELECT id FROM procrastinate_jobs AS jobs
        WHERE status = 'todo' AND queue_name = current_schema() AND scheduled_at IS NULL AND attempts = 0
        AND EXISTS (SELECT 1 FROM procrastinate_events WHERE job_id = jobs.id AND type = 'deferred'
            AND at < now() - make_interval(secs => %(after)s))
        ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED
    ), held AS (
        UPDATE procrastinate_jobs AS jobs SET scheduled_at = now() + make_interval(secs => %(held)s)
        FROM due WHERE jobs.id = due.id RETURNING jobs.*
    )
    SELECT held.id, (held.args ->> 'turn_id')::bigint AS turn_id,
        (SELECT count(*) FROM procrastinate_jobs AS jobs WHERE jobs.lock = held.lock AND (status = 'doing' OR
            status = 'todo' AND (-jobs.priority, jobs.id) < (-held.priority, held.id))) AS before,
        (SELECT count(*) FROM procrastinate_jobs AS jobs WHERE jobs.lock <> held.lock AND status = 'todo'
            AND queue_name = current_schema() AND (-jobs.priority, jobs.id) < (-held.priority, held.id)) AS others
    FROM held ORDER BY held.id
"""
_LET_GO: Final = """
    WITH free AS (
        UPDATE procrastinate_jobs SET scheduled_at = now()
        WHERE id = %(id)s AND status = 'todo' AND scheduled_at > now() RETURNING id, queue_name
    )
    SELECT pg_notify('procrastinate_queue_v1#' || queue_name, jsonb_build_object(
        'type', 'job_inserted', 'job_id', id)::text) FROM free
"""


class Telling:
    """Each turn is told by one process, once, when it has waited for `after` seconds and has not been begun."""

    def __init__(self, connector: BaseAsyncConnector, teller: Teller, *, after: float) -> None:
        self._connector = connector
        self._teller = teller
        self._after = after
        self._tasks: set[asyncio.Task[None]] = set()

    async def look(self) -> None:
        """Tell those whose time has come, without waiting for it. Raises `ConnectorException`."""
        rows = await self._connector.execute_query_all_async(query=_HOLD, after=self._after, held=HELD, most=_AT_ONCE)
        for row in rows:
            task = asyncio.create_task(self._tell(row))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _tell(self, row: Mapping[str, Any]) -> None:
        turn_id, before = row["turn_id"], row["before"]
        try:
            async with asyncio.timeout(_WITHIN):
                await self._teller.tell(turn_id, QueuePlace(before, 0 if before else row["others"]))
        except TimeoutError:
            log.info("The person of turn %s could not be told their place in time", turn_id)
        except Exception:  # it is answered all the same
            log.exception("The person of turn %s could not be told their place", turn_id)
        finally:
            await self._let_go(row["id"])

    async def _let_go(self, job_id: int) -> None:
        try:
            await self._connector.execute_query_async(query=_LET_GO, id=job_id)
        except ConnectorException as error:
            log.info("A turn can only be taken up after %s seconds: %s", HELD, error)
