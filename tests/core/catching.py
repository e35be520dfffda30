"""A bot that catches up: a dispatcher over a real store, and a platform that missed something."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from bot.core.catchup import CatchUp
from bot.core.dispatch import Manners
from bot.core.leases import Alone
from bot.core.records import Seen
from bot.core.shards import Shard, Shards
from bot.core.unheard import Unheard
from bot.core.unread import Missed
from bot.core.values import Address, Author, GapOpened, MessageReceived, Said
from tests.core.test_dispatch import House

PLACE = Address("slack", "T1", "C1")
THREAD = replace(PLACE, thread="1700000000.000100")
OTHER = replace(PLACE, thread="1700000000.000200")
LATE = 3_600.0
GAP = GapOpened("gap", "slack")


@dataclass(slots=True)
class FakePlatform:
    """Gives what it was told was missed, channel by channel and thread by thread; keeps what it was asked.

    A place whose name is in `gates` is read once its gate is open.
    """

    messages: list[MessageReceived] = field(default_factory=list)
    asked: list[Seen] = field(default_factory=list)
    urgent: dict[str, Callable[[], bool]] = field(default_factory=dict)
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    failures: dict[str, Exception] = field(default_factory=dict)
    name: str = "slack"
    shards: Shards = field(default_factory=Shards)

    async def missed(self, seen: Seen, *, limit: int, urgent: Callable[[], bool]) -> Missed:
        place = seen.place
        self.asked.append(seen)
        self.urgent[place.thread] = urgent
        if gate := self.gates.get(place.thread):
            await gate.wait()
        if failure := self.failures.get(place.thread):
            raise failure
        here = [each for each in self.messages if each.address.place == place.place]
        if place.thread:
            return Missed(tuple(each for each in here if each.address.thread == place.thread)[-limit:])
        begun = {each.address.thread: seen.newest for each in here if each.address.thread != each.said.message_id}
        roots = [each for each in here if each.address.thread == each.said.message_id]
        return Missed(
            tuple(roots)[-limit:], dict(seen.threads) | {k: v for k, v in begun.items() if k not in seen.threads}
        )

    def close(self, *threads: str) -> None:
        """Let the reading of these threads, or of the channel for an empty name, take its time."""
        self.gates |= {thread: asyncio.Event() for thread in threads}

    def read(self) -> list[str]:
        """The threads that it was asked for, the channel by an empty name."""
        return [seen.place.thread for seen in self.asked]


class Scene:
    """A dispatcher over a real store, a platform that missed something, and the bot that catches up."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.platform = FakePlatform()
        self.catch_up = self.another()

    def another(self, *, shared: bool = False) -> CatchUp:
        """As the next process builds it, or one that shares the work with others."""
        platform: Any = self.platform
        return CatchUp(
            platforms={"slack": platform},
            dispatcher=self.house.dispatcher,
            transcript=self.house.store.transcript,
            preferences=self.house.store.preferences,
            clock=self.house.clock,
            leases=Alone(),
            late=LATE,
            shared=shared,
        )

    async def restarted(self) -> None:
        """The process dies where it is, and the next one has come as far as opening its connection."""
        await self.catch_up.close()
        self.house = House(self.house.store, self.house.clock, Manners())
        self.catch_up = self.another()
        self.platform.asked.clear()
        await self.catch_up.resume()

    async def taken_over(self) -> None:
        """The process dies where it is, and one that stood by since before takes its place."""
        standing_by = House(self.house.store, self.house.clock, Manners())
        dying, self.house = self.catch_up, standing_by
        self.catch_up = self.another(shared=True)
        await dying.close()

    def said(self, ago: float, text: str = "hello", *, addressed: bool = True, address: Address = PLACE) -> Any:
        """A message of so many seconds ago; by itself it begins a thread."""
        at = self.house.clock.time() - ago
        message = Said(f"{at:.6f}", Author("U1", "Ana"), at, text)
        address = address if address.thread else replace(address, thread=message.message_id)
        return MessageReceived(f"event:{message.message_id}", address, message, addressed)

    async def live(self, ago: float, text: str, *, addressed: bool = True, address: Address = THREAD) -> None:
        """Somebody says something; it returns, since Slack wants to hear within three seconds."""
        async with asyncio.timeout(1):
            await self.catch_up.accept(self.said(ago, text, addressed=addressed, address=address))

    async def gap(self) -> None:
        """Let one open and be closed."""
        await self.catch_up.accept(GAP)
        await self.done()

    async def begin(self) -> None:
        """Let one open, and let reading come to what takes its time."""
        await self.catch_up.accept(GAP)
        await self.until(lambda: len(self.platform.asked) >= len(self.platform.gates))

    async def until(self, look: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not look():  # noqa: ASYNC110 - a database rings no bell
                await asyncio.sleep(0.001)

    async def done(self) -> None:
        async with asyncio.timeout(5):
            await asyncio.wait(self.catch_up._tasks.values())

    async def asked(self) -> list[str]:
        """What is to be answered, in the order of the queue."""
        turns = {turn.id: turn.event for turn in await self.house.store.journal.unfinished()}
        events = [turns[turn_id] for _, turn_id in self.house.queue.lines if turn_id in turns]
        return [event.said.text for event in events if isinstance(event, MessageReceived)]

    async def unheard(self, shard: str = "") -> bool:
        """Whether a process that begins now would look for something."""
        return await Unheard(self.house.store.preferences).since(Shard("slack", shard)) is not None
