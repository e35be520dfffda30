"""What it costs that a turn cannot be lost: recording, draining what waits, and being ready again after a kill."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace

from adapters.console import ConsoleMessages
from bot.app import assembled, opened
from bot.clock import SystemClock
from bot.core.command import Command
from bot.core.document_ports import Progress
from bot.core.documents import OutFile
from bot.core.messages import AssistantMessage, ModelEvent, ModelRequest, ReplyEnded, TextDelta, Usage
from bot.core.platform_ports import Accept, Messages, Outbox
from bot.core.shards import Shards
from bot.core.unread import Missed
from bot.core.values import (
    ActionPressed,
    Address,
    Answerable,
    Attachment,
    Audience,
    Author,
    GapOpened,
    History,
    MessageReceived,
    Option,
    Part,
    Person,
    Said,
    Span,
    Stretch,
    Verb,
)
from bot.running import Bot
from bot.settings import Settings
from tests.bench.people import SlackPeople, wait
from tests.bench.processes import Sandbox, bot, kill_and_restart, only, sandbox
from tests.bench.store_cost import cost_of_a_turn
from tests.bench.table import Table

CONVERSATIONS, EACH = 200, 10
IN_FLIGHT = 64
FOR_EVER = "Count for ever."


class FakeInstantModel:
    """Answers at once; what is asked for ever, never."""

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent, None]:
        if FOR_EVER in request.messages[-1].text:
            await asyncio.Event().wait()
        yield TextDelta("Yes.")
        yield ReplyEnded(AssistantMessage("Yes."), Usage(50, 2), "stop")


@dataclass(slots=True)
class FakeInstantReply:
    platform: "FakeInstantPlatform"
    event: Answerable
    outbox: Outbox
    is_private: bool = False

    async def status(self, text: str) -> None:
        """Nobody is looking."""

    async def wait(self, text: str) -> None:
        """Nobody is waiting."""

    async def show(self, text: str) -> None:
        """Only the end counts here."""

    def pause(self) -> float:
        return 1.0

    async def finish(self, text: str, *, footer: str = "", verbs: Sequence[Verb] = ()) -> None:
        del footer, verbs
        await self.outbox.record(Part(0, f"9{self.event.event_id}", 0, len(text), closed=True))
        self.platform.answered(self.event)

    async def fail(self, text: str, notice: str, *, verbs: Sequence[Verb] = ()) -> None:
        raise AssertionError(f"{notice} {verbs}")

    async def ask(self, text: str, options: Sequence[Option]) -> None:
        raise AssertionError(text)

    async def attach(self, file: OutFile, *, key: str) -> None:
        raise AssertionError(file.name)


@dataclass(slots=True)
class FakeInstantPlatform:
    """A platform that does everything at once and says when all is done."""

    expected: int
    name: str = "instant"
    messages: Messages = field(default_factory=ConsoleMessages)
    shards: Shards = field(default_factory=Shards)
    done: asyncio.Event = field(default_factory=asyncio.Event)
    times: list[float] = field(default_factory=list)
    accept: Accept | None = None
    receiving: asyncio.Event = field(default_factory=asyncio.Event)

    def answered(self, event: Answerable) -> None:
        del event
        self.times.append(time.perf_counter())
        if len(self.times) >= self.expected:
            self.done.set()

    async def run(self, accept: Accept, shard: str = "") -> None:
        self.accept = accept
        await accept(GapOpened("instant:start", "instant"))
        self.receiving.set()
        await asyncio.Event().wait()

    async def ready(self, shard: str = "") -> None:
        await self.receiving.wait()

    async def publish(self, commands: Sequence[Command]) -> None:
        """There is nobody to tell."""

    def reply(self, to: Answerable, outbox: Outbox, *, private: bool = False) -> FakeInstantReply:
        del private
        return FakeInstantReply(self, to, outbox)

    async def history(self, to: MessageReceived, *, after: str = "", limit: int = 1000) -> History:
        del to, after, limit
        return History(())

    async def read(self, span: Span, *, progress: Progress) -> Stretch:
        raise AssertionError(span)

    async def last_word(self, address: Address, author: Author, *, before: str) -> float:
        raise AssertionError(address)

    async def person(self, author: Author, address: Address) -> Person:
        del author, address
        return Person()

    async def can_read(self, reader: Audience, address: Address) -> bool:
        raise AssertionError(reader)

    async def missed(self, *_: object, **__: object) -> Missed:
        return Missed()

    def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        raise AssertionError(attachment)

    async def tell(self, press: ActionPressed, text: str) -> None:
        raise AssertionError(text)

    def link(self, address: Address, message_id: str) -> str:
        return f"{address}{message_id}"

    async def close(self) -> None:
        """Nothing is held."""


@asynccontextmanager
async def instant_bot(platform: FakeInstantPlatform, folder: str) -> AsyncIterator[Bot]:
    environment = {
        "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        "MISTRAL_BASE_URL": "http://127.0.0.1:9",
        "WAITING_TURNS": "1000",
        "BURST_SECONDS": "0",
        "DRAIN_SECONDS": "0",
    }
    settings = Settings.load(environment).model_copy(update={"waiting_turns": 10_000})
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        ports = await stack.enter_async_context(opened(settings, clock, platform))
        ports = replace(ports, model=FakeInstantModel())
        running = await stack.enter_async_context(assembled(settings, ports, clock))
        task = asyncio.create_task(running.run())
        await running.ready()
        try:
            yield running
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def event(conversation: int, number: int, text: str = "Question?") -> MessageReceived:
    address = Address("instant", "W", f"C{conversation}", "1")
    said = Said(f"{1000 + number}", Author("U1", "Ana"), time.time(), text)
    return MessageReceived(f"{conversation}-{number}", address, said, addressed=True)


async def drained() -> tuple[float, float, float]:
    """Turns a second; the time a turn takes alone, and beside another conversation's that never ends, in seconds."""
    platform = FakeInstantPlatform(1)
    with tempfile.TemporaryDirectory() as folder:
        async with instant_bot(platform, folder):
            assert platform.accept is not None
            await platform.accept(event(0, 0))
            await platform.done.wait()
            alone = await _time_of_a_turn(platform, range(1, 21))
            await platform.accept(event(-1, 0, FOR_EVER))
            beside = await _time_of_a_turn(platform, range(21, 41))
            platform.expected = len(platform.times) + CONVERSATIONS * EACH
            platform.done.clear()
            begun = time.perf_counter()
            await asyncio.gather(*(_ask(platform, conversation) for conversation in range(1, CONVERSATIONS + 1)))
            await platform.done.wait()
            return CONVERSATIONS * EACH / (time.perf_counter() - begun), alone, beside


async def _time_of_a_turn(platform: FakeInstantPlatform, numbers: range) -> float:
    """The median of so many, one after the other, in seconds."""
    assert platform.accept is not None
    taken = []
    for number in numbers:
        platform.expected, began = len(platform.times) + 1, time.perf_counter()
        platform.done.clear()
        await platform.accept(event(0, number))
        await platform.done.wait()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


async def _ask(platform: FakeInstantPlatform, conversation: int) -> None:
    assert platform.accept is not None
    for number in range(EACH):
        await platform.accept(event(conversation, number))


def _asked(world: Sandbox) -> int:
    return sum(1 for call in world.calls(0)[0] if call["name"] == "POST /v1/chat/completions")


def _resumed(table: Table) -> None:
    with sandbox() as world, tempfile.TemporaryDirectory() as folder:
        people = SlackPeople(world)
        environment = only(world.environment, "slack") | {"DATABASE_URL": f"sqlite:///{folder}/kept.sqlite3"}
        with bot(environment) as first:
            world.do("mistral", "pace", first=20.0)
            keys = [people.ask(f"question {number}") for number in range(IN_FLIGHT)]
            end = time.monotonic() + 30
            while _asked(world) < IN_FLIGHT and time.monotonic() < end:
                time.sleep(0.1)
            world.do("mistral", "pace")
            with kill_and_restart(first, environment) as (second, killed):
                table.row(f"ready again after kill -9 with {IN_FLIGHT} turns in flight", second, "s", at_most=2.0)
                wait(people, keys, patience=60)
                table.row("all of them answered after the kill", time.monotonic() - killed, "s")


def measure(table: Table) -> None:
    table.heading("Turns that cannot be lost")
    for length, at_once, cpu, wall in asyncio.run(cost_of_a_turn()):
        words = f"recording a turn, thread of {length:,}, {at_once} at once"
        table.row(f"{words}: CPU", cpu, "ms", at_most=3.0, digits=2)
        table.row(f"{words}: added time, p50", wall, "ms", at_most=10.0 if at_once == 1 else None, digits=2)
    rate, alone, beside = asyncio.run(drained())
    table.row(
        f"{CONVERSATIONS * EACH:,} turns of {CONVERSATIONS} conversations drained",
        rate,
        "turns/s",
        at_least=300,
        digits=0,
    )
    table.row("one instant turn from event to answer", alone, "s", digits=4)
    table.row("the same beside a conversation's turn that never ends, against alone", beside / alone, "x", at_most=1.5)
    _resumed(table)
