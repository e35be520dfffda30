"""Carrying out a turn in the hold that another turn of its line has."""

from typing import Final

from procrastinate.connector import BaseAsyncConnector

from bot.core.ports import Clock

_LOOK: Final = 0.2  # seconds until it is looked again whether its asker has been told
# That `scheduled_at` is set is the mark of who has been told a place, and that it lies ahead, of who is being told.
_CLAIM: Final = """
    WITH places AS (
        SELECT id, lock, status, scheduled_at FROM procrastinate_jobs
        WHERE args ->> 'turn_id' = %(turn)s AND status IN ('todo', 'doing') AND queue_name = current_schema() FOR UPDATE
    ), claimed AS (
        UPDATE procrastinate_jobs AS jobs SET scheduled_at = now() FROM places
        WHERE jobs.id = places.id AND places.lock = %(line)s AND places.status = 'todo' AND places.scheduled_at IS NULL
    )
    SELECT coalesce(bool_or(lock <> %(line)s), false) AS elsewhere,
        coalesce(bool_or(status = 'todo' AND scheduled_at > now()), false) AS told FROM places
"""


async def claim(connector: BaseAsyncConnector, clock: Clock, line: str, turn_id: int) -> bool:
    """As `core.sharing.SharedQueue.claim`. Raises `ConnectorException`."""
    while True:
        found = await connector.execute_query_one_async(query=_CLAIM, turn=str(turn_id), line=line)
        if found["elsewhere"] or not found["told"]:
            return not found["elsewhere"]
        await clock.sleep(_LOOK)
