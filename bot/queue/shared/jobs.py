"""Procrastinate's jobs, fenced: what is no longer this worker's it can neither finish nor give back."""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from procrastinate.connector import BaseAsyncConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from bot.core.ports import Clock
from bot.queue.shared.lease import Lease

log = logging.getLogger(__name__)

_AGAIN: Final = 0.5  # seconds until a database that is away is asked again
# A worker may take up again what it had to let go of: by its attempts a job knows which of the two ends it.
# With the job goes its lock, of which procrastinate tells nobody: who waits for it is woken.
_FINISH: Final = """
    WITH mine AS MATERIALIZED (
        SELECT id, lock, queue_name FROM procrastinate_jobs
        WHERE id = %(job_id)s AND worker_id = %(worker_id)s AND attempts = %(attempts)s AND status = 'doing' FOR UPDATE
    )
    SELECT procrastinate_finish_job_v1(mine.id, 'succeeded', true), (
        SELECT pg_notify('procrastinate_queue_v1#' || mine.queue_name, jsonb_build_object(
            'type', 'job_inserted', 'job_id', next.id)::text)
        FROM procrastinate_jobs AS next WHERE next.lock = mine.lock AND next.status = 'todo' LIMIT 1)
    FROM mine
"""
# A Stop was for what ran until now, unless that could not heed it. The turn may have been put once more meanwhile, and
# procrastinate keeps one waiting job for each queueing lock.
_GIVE_BACK: Final = """
    WITH mine AS (
        UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL, attempts = attempts + 1,
            scheduled_at = %(retry_at)s, abort_requested = false, queueing_lock = NULL,
            args = (args - 'stopped') || CASE WHEN %(stopped)s THEN '{"stopped": true}'::jsonb ELSE '{}' END
        WHERE id = %(job_id)s AND worker_id = %(worker_id)s AND attempts = %(attempts)s AND status = 'doing'
        RETURNING id, queue_name
    )
    SELECT pg_notify('procrastinate_queue_v1#' || mine.queue_name,
        jsonb_build_object('type', 'job_inserted', 'job_id', mine.id)::text)
    FROM mine
"""
# A worker whose heartbeats were missed is forgotten; once it has let go of its turns it may join in again.
_BEAT: Final = """
    INSERT INTO procrastinate_workers (id) OVERRIDING SYSTEM VALUE VALUES (%(worker_id)s)
    ON CONFLICT (id) DO UPDATE SET last_heartbeat = now()
"""


class FencedJobs(JobManager):
    """A database that is away is waited for: neither heartbeats nor the fetching of jobs end the worker."""

    def __init__(self, connector: BaseAsyncConnector, lease: Lease, clock: Clock) -> None:
        super().__init__(connector)
        self._asyncly = connector
        self._lease = lease
        self._clock = clock
        self._let_go: dict[tuple[int | None, int], bool] = {}  # jobs, each with its attempts

    def let_go(self, job: Job, *, stopped: bool) -> None:
        """It may be another's by now, which then is no surprise; `stopped`: whoever takes it up is to stop it."""
        self._let_go[job.id, job.attempts] = stopped

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        if not self._lease.is_held:
            return None
        try:
            return await super().fetch_job(queues, worker_id)
        except ConnectorException as error:
            log.warning("No turn can be taken up: %s", error)
            return None

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        del status, delete_job  # how a turn has ended is in the journal, and nothing of a job is kept
        await self._fenced(job, _FINISH)

    async def retry_job(self, job: Job, retry_at: datetime | None = None, *args: Any, **kwargs: Any) -> None:
        """Give it back, for whoever is next, at once or from a time on."""
        del args, kwargs
        stopped = self._let_go.get((job.id, job.attempts), False)
        await self._fenced(job, _GIVE_BACK, retry_at=retry_at, stopped=stopped)

    async def list_jobs_to_abort_async(self, queue: str | None = None) -> Iterable[int]:
        try:
            return await super().list_jobs_to_abort_async(queue)
        except ConnectorException as error:
            log.warning("It is not known which turns are to be stopped: %s", error)
            return ()

    async def update_heartbeat(self, worker_id: int) -> None:
        self._lease.ticked()
        at = self._clock.monotonic()
        try:
            await self._asyncly.execute_query_async(query=_BEAT, worker_id=worker_id)
        except ConnectorException as error:
            log.warning("The heartbeat did not arrive: %s", error)
            return
        self._lease.beaten(at)

    async def _fenced(self, job: Job, query: str, **values: object) -> None:
        values |= {"job_id": job.id, "worker_id": job.worker_id, "attempts": job.attempts}
        sure = True
        while True:
            try:
                rows = await self._asyncly.execute_query_all_async(query=query, **values)
                break
            except ConnectorException as error:
                log.warning("A turn that has ended could not be taken off the queue yet: %s", error)
                sure = False  # it may have been done when the connection was lost
                await self._clock.sleep(_AGAIN)
        if not rows and sure and (job.id, job.attempts) not in self._let_go:
            self._lease.lost(f"job {job.id} is another's")
        self._let_go.pop((job.id, job.attempts), None)
