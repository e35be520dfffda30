"""What is to be done by one process at a time, and what several divide among themselves."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import NamedTuple, Protocol


class Standing(NamedTuple):
    """A process among the members of its group: how many came before it, and how many there are."""

    rank: int
    members: int


class Membership(Protocol):
    """A process's part in a group, whose members divide leases among themselves without waiting for each other.

    All raise `StoreFailed` once the membership is lost, and what was taken with it.
    """

    async def look(self) -> Standing:
        """To be called every few seconds: a member that does not counts as dead, and is one no more."""

    async def take(self, name: str) -> bool:
        """Take a lease unless another member has it; True also for one that was taken before."""

    async def release(self, name: str) -> None: ...


class Leases(Protocol):
    def hold(self, name: str) -> AbstractAsyncContextManager[None]:
        """Held by one at a time, for which the others wait; let go of when its process dies, or is frozen for long.

        Entered, it raises `StoreFailed` where nobody can say who holds it.
        """


class LeaseGroups(Leases, Protocol):
    """`Leases`, and groups whose members divide some among themselves."""

    def join(self, group: str) -> AbstractAsyncContextManager[Membership]:
        """Be a member of a group; what was taken is let go of at the end, and when the process dies.

        Entered, it raises `StoreFailed` where nobody can say who the members are.
        """


class Alone:
    """`LeaseGroups` of a process that shares nothing with another."""

    def __init__(self) -> None:
        self._held: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._groups: defaultdict[str, list[_Member]] = defaultdict(list)

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[None]:
        async with self._held[name]:
            yield

    @asynccontextmanager
    async def join(self, group: str) -> AsyncIterator[Membership]:
        members = self._groups[group]
        member = _Member(members)
        members.append(member)
        try:
            yield member
        finally:
            members.remove(member)


class _Member:
    def __init__(self, members: "list[_Member]") -> None:
        self._members = members
        self._taken: set[str] = set()

    async def look(self) -> Standing:
        return Standing(self._members.index(self), len(self._members))

    async def take(self, name: str) -> bool:
        if any(name in each._taken for each in self._members if each is not self):  # noqa: SLF001 - one of its own kind
            return False
        self._taken.add(name)
        return True

    async def release(self, name: str) -> None:
        self._taken.discard(name)
