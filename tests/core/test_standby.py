import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.core.standby import Standby


class FakeLeases:
    """Among the tasks of one process."""

    def __init__(self) -> None:
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[None]:
        async with self._locks[name]:
            yield


async def test_one_listens_and_the_other_takes_its_place() -> None:
    leases = FakeLeases()
    first, second = (Standby(leases, frozenset({"discord"})) for _ in range(2))
    heard: list[str] = []

    async def listen(standby: Standby, name: str, over: asyncio.Event) -> None:
        async with standby.turn("discord"):
            heard.append(name)
            await over.wait()

    over = asyncio.Event()
    one = asyncio.create_task(listen(first, "first", over))
    other = asyncio.create_task(listen(second, "second", over))
    await second.stands_by("discord")
    assert heard == ["first"]

    over.set()
    await asyncio.gather(one, other)
    assert heard == ["first", "second"]


async def test_to_other_platforms_everybody_listens() -> None:
    first, second = (Standby(leases, frozenset({"discord"})) for leases in [FakeLeases()] * 2)
    async with first.turn("slack"), second.turn("slack"):
        pass
