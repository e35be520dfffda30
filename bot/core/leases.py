"""What is to be done by one process at a time."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol


class Leases(Protocol):
    def hold(self, name: str) -> AbstractAsyncContextManager[None]:
        """Held by one process at a time, for which the others wait; let go of when its holder dies, however it dies.

        Entered, it raises `StoreFailed` where nobody can say who holds it.
        """


class Alone:
    """`Leases` of a process that shares nothing."""

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[None]:
        del name
        yield
