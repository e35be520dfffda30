"""Whose turn it is: in this process alone, or among all that share a database, by setting."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.clock import SystemClock
from bot.core.floor import Admission, Floor
from bot.core.patience import TELL_AFTER, Patience
from bot.core.ports import Clock, Queue
from bot.core.sharing import Answer, AnsweringWorker, SharedFloor
from bot.core.telling import PlaceTeller, SharedTeller
from bot.core.values import Answerable
from bot.parts import Ports
from bot.queue.embedded import EmbeddedQueue
from bot.queue.shared.lease import Lease
from bot.settings import Settings
from bot.storing import is_shared


@dataclass(frozen=True, slots=True)
class Line:
    """What the receiving side needs of the answering side."""

    queue: Queue
    floor: Admission
    patience: Patience


@asynccontextmanager
async def opened_line(
    settings: Settings,
    ports: Ports,
    answer: Answer,
    lease: Lease | None,
    *,
    is_private: Callable[[Answerable], bool],
    clock: Clock,
) -> AsyncIterator[Line]:
    """With a `lease` the queue is shared, and this process takes turns from it unless it only receives.

    Raises `StoreFailed` where the database cannot be used.
    """
    async with AsyncExitStack() as stack:
        if lease is not None:
            from bot.queue.shared.opening import Where, open_queue

            where = Where(settings.database_url.get_secret_value(), settings.database_schema)
            shared = await stack.enter_async_context(open_queue(where, lease, SystemClock()))
            queue: Queue = shared
        else:
            queue = EmbeddedQueue(lambda turn: answer(turn, floor, patience), concurrent=settings.concurrent_turns)
        floor = Floor(queue, meanwhile=settings.while_answering, burst=settings.burst_seconds)
        teller = PlaceTeller(ports.platforms, ports.journal, is_private)
        patience = Patience(teller, queue, clock, most=settings.waiting_turns)
        stack.push_async_callback(patience.close)
        if lease is None:
            yield Line(queue, floor, patience)
            return
        joins = settings.while_answering == "steer"
        shared.tell(SharedTeller(ports.answers, teller, lambda: lease.is_held, joins=joins), after=TELL_AFTER)
        if settings.role != "receiver":
            ask_within = settings.ask_within_hours * 3_600
            worker = AnsweringWorker(answer, floor, patience, ports.journal, clock, ask_within=ask_within)
            shared.take(worker, concurrent=settings.concurrent_turns)
        yield Line(queue, SharedFloor(shared), patience)


def lease_of(settings: Settings) -> Lease | None:
    """What this process has to hold to act, where others share its work; in true time, which is theirs too."""
    return Lease(SystemClock()) if is_shared(settings) else None
