"""Whose turn it is: in this process alone, or among all that share a database, by setting."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.clock import SystemClock
from bot.core.dispatch import Dispatcher
from bot.core.floor import Admission, Floor
from bot.core.patience import TELL_AFTER, Patience
from bot.core.ports import Clock, Queue
from bot.core.precedence import Precedence
from bot.core.sharing import Answer, AnsweringWorker, SharedFloor
from bot.core.telling import PlaceTeller, SharedTeller
from bot.core.values import Answerable
from bot.parts import Ports
from bot.queue.embedded import EmbeddedQueue
from bot.queue.shared.lease import Lease
from bot.running import EXCLUSIVE
from bot.settings import Settings
from bot.storing import is_shared


@dataclass(frozen=True, slots=True)
class Line:
    """What the receiving side needs of the answering side."""

    queue: Queue
    floor: Admission
    patience: Patience
    work: Callable[[Precedence], None]
    """Begin to take turns from a queue that is shared, unless this process only receives."""


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
    """With a `lease` the queue is shared, and turns are taken from it once `Line.work` was called.

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
            yield Line(queue, floor, patience, lambda _: None)
            return
        joins = settings.while_answering == "steer"
        shared.tell(SharedTeller(ports.answers, teller, lambda: lease.is_held, joins=joins), after=TELL_AFTER)

        def work(precedence: Precedence) -> None:
            ask_within = settings.ask_within_hours * 3_600
            if settings.role != "receiver":
                worker = AnsweringWorker(
                    answer,
                    floor,
                    patience,
                    ports.journal,
                    clock,
                    queue=shared,
                    precedence=precedence,
                    ask_within=ask_within,
                )
                shared.take(worker, concurrent=settings.concurrent_turns)

        yield Line(queue, SharedFloor(shared), patience, work)


def lease_of(settings: Settings) -> Lease | None:
    """What this process has to hold to act, where others share its work; in true time, which is theirs too."""
    return Lease(SystemClock()) if is_shared(settings) else None


def preceding(settings: Settings, ports: Ports, dispatcher: Dispatcher, clock: Clock) -> Precedence:
    """What is answered before a turn, where several processes receive."""
    scattered = {name: platform for name, platform in ports.platforms.items() if name not in EXCLUSIVE}
    late = settings.answer_within_minutes * 60
    return Precedence(scattered, ports.answers, dispatcher.store, dispatcher.has_to_wait, clock, late=late)
