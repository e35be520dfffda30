"""Taking turns from the shared queue: as many at a time as there are places, while the lease is held."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Final

from procrastinate import App, JobContext
from procrastinate.exceptions import ConnectorException
from procrastinate.job_context import AbortReason
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from procrastinate.worker import Worker as JobWorker

from bot.core.errors import StoreFailed
from bot.core.ports import Clock
from bot.core.sharing import Worker
from bot.queue.shared.connector import SharedConnector
from bot.queue.shared.holding import Holding, Running
from bot.queue.shared.jobs import FencedJobs
from bot.queue.shared.lease import BEAT, TICK, Lease
from bot.queue.shared.schema import TASK
from bot.queue.shared.tending import behind, rescue

log = logging.getLogger(__name__)

POLL: Final = 1.0  # seconds, beside being told
LATEST: Final = 30  # seconds between two tries at a turn that the database cuts off


class CutOff(Exception):
    """A turn could not go on for the database's sake."""


class GivenBack(BaseRetryStrategy):
    """A turn that was let go of is put back; what happened to any other is in the journal.

    One that was cut off again and again is tried ever later: the database may answer, and yet take nothing.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, CutOff) and job.attempts:
            return RetryDecision(retry_in={"seconds": min(job.attempts, LATEST)})
        return RetryDecision() if isinstance(exception, CutOff | asyncio.CancelledError) else None


class Taking:
    def __init__(
        self,
        app: App,
        jobs: FencedJobs,
        holding: Holding,
        worker: Worker,
        *,
        connector: SharedConnector,
        lease: Lease,
        clock: Clock,
        queue: str,
        concurrent: int,
    ) -> None:
        """`queue` is the name under which procrastinate keeps its turns."""
        self._connector = connector
        self._jobs = jobs
        self._holding = holding
        self._worker = worker
        self._lease = lease
        self._clock = clock
        app.job_manager = jobs
        connector.heard = self.heard
        connector.gone = self._begin_again
        app.task(name=TASK, pass_context=True, retry=GivenBack())(self._answer)
        self._job_worker = JobWorker(
            app,
            queues=[queue],
            concurrency=concurrent,
            fetch_job_polling_interval=POLL,
            abort_job_polling_interval=POLL,
            install_signal_handlers=False,
            update_heartbeat_interval=BEAT,
        )
        self._task: asyncio.Task[None] | None = None
        self._hearing: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Until it is drained. A defect in here ends the process: one that takes no turns is of no use."""
        self._task = asyncio.create_task(self._run())
        self._task.add_done_callback(self._broken)

    def _broken(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            log.critical("The taking of turns broke off", exc_info=error)
            self._lease.lost("turns can no longer be taken")

    async def _run(self) -> None:
        self._lease.begin()
        beside = [asyncio.create_task(each()) for each in (self._tick_on, self._tend_on)]
        try:
            await self._job_worker.run()  # type: ignore[no-untyped-call]  # procrastinate leaves it so
        finally:
            for task in beside:
                task.cancel()

    async def drain(self, seconds: float) -> None:
        """Take no more, let what runs finish for so long, and give the rest back to the others."""
        self._job_worker.shutdown_graceful_timeout = seconds
        self._job_worker.stop()  # type: ignore[no-untyped-call]  # procrastinate leaves it so
        if self._task is not None:
            await asyncio.wait({self._task})

    async def heard(self, line: str, turn_id: int) -> None:
        """A turn was put into a line."""
        running = self._holding.find(line)
        if running is not None and turn_id != running.turn_id and turn_id not in running.heard:
            running.heard.add(turn_id)
            task = asyncio.create_task(self._logged(self._worker.hear(line, turn_id)))
            self._hearing.add(task)
            task.add_done_callback(self._hearing.discard)

    def _begin_again(self) -> None:
        """Whatever runs goes on from what the database has kept, which may be less than is remembered here."""
        if self._holding.leave_all():
            log.error("The database has gone: the turns that run here begin again from what it has kept")

    async def _answer(
        self, context: JobContext, line: str, turn_id: int, *, by: str = "", stopped: bool = False
    ) -> None:
        del by  # it has had its say when the turn was put
        while earlier := self._holding.find(line):  # which was let go of, and has not gone yet
            await earlier.over.wait()
        running = self._holding.start(line, turn_id, self._worker.take_up(line, turn_id))
        try:
            if stopped:
                await self._worker.stop(line)
            while not running.task.done():
                await self._one_wait(context, line, running)
        finally:
            self._holding.end(line)
        error = _error_of(running)
        if running.left or isinstance(error, StoreFailed):
            self._jobs.let_go(context.job, stopped=stopped or context.abort_reason() is AbortReason.USER_REQUEST)
        if running.left or running.is_unfinished:
            raise asyncio.CancelledError  # which puts it back
        if isinstance(error, StoreFailed):
            log.warning("Turn %s of %s was cut off, and is put back: %s", turn_id, line, error)
            raise CutOff from error
        if error is not None:
            log.error("Turn %s of %s broke off; it stays unfinished in the journal", turn_id, line, exc_info=error)

    async def _one_wait(self, context: JobContext, line: str, running: Running) -> None:
        try:
            await asyncio.wait({running.task})
        except asyncio.CancelledError:
            if context.abort_reason() is not AbortReason.USER_REQUEST:
                running.leave()
                return
            if task := asyncio.current_task():
                task.uncancel()
            if not running.task.done():
                await self._worker.stop(line)

    async def _tick_on(self) -> None:
        while True:
            self._lease.ticked()
            if not self._lease.is_held and self._holding.leave_all():
                log.error("The database has not been reached for a while: letting go of the turns that run here")
            await self._clock.sleep(TICK)

    async def _tend_on(self) -> None:
        while True:
            try:
                if rescued := await rescue(self._connector):
                    log.warning("Took %s turns from processes whose heartbeats are missed", rescued)
                if lines := self._holding.lines():
                    for line, turn_id in await behind(self._connector, lines):
                        await self.heard(line, turn_id)
            except ConnectorException as error:
                log.warning("Could not look for turns that nobody holds any more: %s", error)
            await self._clock.sleep(BEAT)

    async def _logged(self, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception:  # what is not heard now is looked for again
            log.exception("A turn that arrived could not be told to the one that runs")


def _error_of(running: Running) -> BaseException | None:
    return None if running.task.cancelled() else running.task.exception()
