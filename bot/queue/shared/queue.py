"""The queue that several processes share: what is put here is taken up by any of them, and by one at a time."""

import asyncio
import logging
from collections import deque
from typing import Final

from procrastinate import App
from procrastinate.exceptions import ConnectorException

from bot.core.ports import Clock
from bot.core.queue_place import QueuePlace
from bot.core.sharing import Teller, Worker
from bot.queue.shared.claiming import claim
from bot.queue.shared.connector import SharedConnector
from bot.queue.shared.holding import Holding
from bot.queue.shared.jobs import FencedJobs
from bot.queue.shared.lease import Lease
from bot.queue.shared.taking import Taking
from bot.queue.shared.telling import Telling
from bot.queue.shared.tending import waiting

log = logging.getLogger(__name__)

_PUT: Final = "SELECT put_turn(%(line)s, %(turn_id)s, %(who)s)"
_RUNS: Final = "SELECT id FROM procrastinate_jobs WHERE lock = %(line)s AND status = 'doing'"
_COUNT_EVERY: Final = 1.0  # seconds


class SharedQueue:
    """`core.sharing.SharedQueue`. Until `take` is called this process only puts.

    What could not be put because the database was away is left to the journal, and to who looks there for lost turns.
    """

    def __init__(self, app: App, connector: SharedConnector, lease: Lease, clock: Clock, *, name: str) -> None:
        """`name` is that under which procrastinate keeps it."""
        self._app = app
        self._connector = connector
        self._lease = lease
        self._clock = clock
        self._name = name
        self._holding = Holding()
        self._taking: Taking | None = None
        self._telling: Telling | None = None
        self._outgoing: deque[tuple[str, int, str]] = deque()
        self._wanted = asyncio.Event()
        self._count = 0

    def take(self, worker: Worker, *, concurrent: int) -> None:
        """Have `worker` carry out turns from now on, at most so many at a time."""
        self._taking = Taking(
            self._app,
            FencedJobs(self._connector, self._lease, self._clock),
            self._holding,
            worker,
            connector=self._connector,
            lease=self._lease,
            clock=self._clock,
            queue=self._name,
            concurrent=concurrent,
        )
        self._taking.start()

    def put(self, conversation: str, turn_id: int, *, by: str = "") -> None:
        self._outgoing.append((conversation, turn_id, by))
        self._wanted.set()

    def cancel(self, conversation: str) -> bool:
        running = self._holding.find(conversation)
        if running is not None:
            running.cancel()
        return running is not None

    def tell(self, teller: Teller, *, after: float) -> None:
        """Have `teller` tell people their place from now on, once they have waited for `after` seconds."""
        self._telling = Telling(self._connector, teller, after=after)

    def place(self, conversation: str, turn_id: int) -> QueuePlace | None:
        """None: whoever were told here could be answered by another process at that very moment (see `tell`)."""
        del conversation, turn_id
        return None

    def came(self) -> None:
        self._count += 1

    def waiting(self) -> int:
        """What others have put or taken is known after a second."""
        return self._count

    def holds(self, turn_id: int) -> bool:
        """Not known, and harmless: a turn that waits already is not put again."""
        del turn_id
        return False

    async def stop(self, conversation: str) -> bool:
        """Raises nothing: what cannot be asked now is not stopped."""
        try:
            rows = await self._connector.execute_query_all_async(query=_RUNS, line=conversation)
            asked = [await self._app.job_manager.cancel_job_by_id_async(row["id"], abort=True) for row in rows]
        except ConnectorException as error:
            log.warning("A turn could not be stopped: %s", error)
            return False
        return any(asked)

    async def claim(self, line: str, turn_id: int) -> bool:
        """False as well where that cannot be told now: nothing may be answered in two places."""
        try:
            return await claim(self._connector, self._clock, line, turn_id)
        except ConnectorException as error:
            log.warning("Where turn %s waits could not be told: %s", turn_id, error)
            return False

    async def drain(self, seconds: float) -> None:
        await self.flush()
        if self._telling is not None:
            await self._telling.close()
        if self._taking is not None:
            await self._taking.drain(seconds)

    async def run(self) -> None:
        """Until cancelled: put what is to be put, count what waits, and tell who has waited long."""
        await asyncio.gather(self._put_on(), self._count_on())

    async def flush(self) -> None:
        """Put what is yet to be put; what cannot be is left to the journal."""
        while self._outgoing:
            line, turn_id, who = self._outgoing.popleft()
            try:
                await self._connector.execute_query_async(query=_PUT, line=line, turn_id=turn_id, who=who)
            except ConnectorException as error:
                log.warning("Turn %s could not be queued now, and will be found in the journal: %s", turn_id, error)

    async def _put_on(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            await self.flush()

    async def _count_on(self) -> None:
        while True:
            try:
                asked = self._clock.monotonic()
                self._count = await waiting(self._connector)
                if self._taking is None:  # who takes turns has heartbeats of its own
                    self._lease.beaten(asked)
                if self._count and self._telling is not None:
                    await self._telling.look()
            except ConnectorException as error:
                log.debug("Could not count the turns that wait: %s", error)
            await self._clock.sleep(_COUNT_EVERY)
