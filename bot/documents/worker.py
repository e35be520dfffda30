"""Processes of their own in which files are opened, so that a file that is a trap can be killed and harms nobody.

anyio starts a worker when one is needed and lends it to one call at a time, each over its own pipes: killing one loses
no other's work. What is added here: the time a call may take, the memory, and the end of a worker that has nothing to
do. All three are set in the worker, by the system (`setrlimit`, `alarm`), so they hold even if this process is gone.
"""

import asyncio
import logging
import math
import signal
from collections.abc import Callable
from typing import Final, TypeVar, TypeVarTuple

import anyio
from anyio import to_process

from bot.core.errors import FileRefused

log = logging.getLogger(__name__)

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

# The second is what is left of a worker that died while it started: it can no longer be killed.
_BROKEN: Final = (anyio.BrokenWorkerProcess, ProcessLookupError)
_GRACE_SECONDS: Final = 5  # by which a worker outlives its time if nobody has killed it


class Workers:
    """At most `most` processes; the first call starts one, and `idle_seconds` without a call end it."""

    def __init__(
        self, most: int = 2, *, memory_bytes: int = 1 << 30, seconds: float = 60.0, idle_seconds: int = 60
    ) -> None:
        self.most = most
        self._free = asyncio.Semaphore(most)
        self._limiter = anyio.CapacityLimiter(most)
        self._memory = memory_bytes
        self._seconds = seconds
        self._idle = idle_seconds

    async def run(self, name: str, function: Callable[[*Ts], T], *arguments: *Ts) -> T:
        """What a module's plain function returns or raises. A cancelled call's worker is killed.

        Raises `FileRefused`, naming the file, if opening it takes too much time or memory, or breaks the worker twice:
        once may have been another's fault, such as the system's, short of memory.
        """
        async with self._free:
            try:
                return await self._confined(function, *arguments)
            except _BROKEN:
                log.warning("a worker broke while opening a file (%s); once more", function.__name__)
            except (TimeoutError, MemoryError) as error:
                raise _refused(name, error) from error
            try:
                return await self._confined(function, *arguments)
            except (*_BROKEN, TimeoutError, MemoryError) as error:
                raise _refused(name, error) from error

    async def _confined(self, function: Callable[[*Ts], T], *arguments: *Ts) -> T:
        ends = math.ceil(self._seconds) + _GRACE_SECONDS
        async with asyncio.timeout(self._seconds):
            return await to_process.run_sync(
                _confined,
                (self._memory, ends, self._idle),
                function,
                arguments,
                cancellable=True,
                limiter=self._limiter,
            )


def _refused(name: str, error: BaseException) -> FileRefused:
    log.warning("a file was given up: %s", type(error).__name__)
    if isinstance(error, TimeoutError):
        return FileRefused(f"{name} took too long to open; please send a smaller part of it.")
    if isinstance(error, MemoryError):
        return FileRefused(f"{name} needs too much memory to open; please send a smaller part of it.")
    return FileRefused(f"{name} cannot be opened safely; please save it again, or as a PDF, and send that.")


def _confined(limits: tuple[int, int, int], function: Callable[[*Ts], T], arguments: tuple[*Ts]) -> T:
    """In the worker: `function` within its limits (bytes, seconds for this call, seconds to live on without one)."""
    memory, ends, idle = limits
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the bot, which ends its workers itself
    _limit_memory(memory)
    _end_in(ends)
    try:
        return function(*arguments)
    finally:
        _end_in(idle)


def _end_in(seconds: int) -> None:
    if hasattr(signal, "alarm"):  # not on Windows
        signal.alarm(seconds)


def _limit_memory(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    except (ValueError, OSError) as error:  # macOS refuses
        log.debug("memory is not limited here: %s", error)
