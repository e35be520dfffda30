"""What is shown while there is no answer: typing, then a line, at a pace that leaves the channel to the answers."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import WeakSet

import pytest

from adapters.discord.cadence import Cadence, Stream
from adapters.discord.indicator import Indicator
from adapters.discord.progress import EVERY, PATIENCE, SHARED, Progress
from bot.core.errors import NotAllowed, PlatformFailed
from tests.fakes import FakeClock, settle


@dataclass(slots=True)
class FakeLine:
    """A place for a line, and an indicator beside it."""

    clock: FakeClock
    lines: list[str] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    typed: int = 0
    failure: PlatformFailed | None = None
    gate: asyncio.Event | None = None

    async def write(self, text: str) -> None:
        if self.gate is not None:
            await self.gate.wait()
        self.at.append(self.clock.now)
        if self.failure is not None:
            raise self.failure
        self.lines.append(text)

    async def typing(self) -> None:
        self.typed += 1


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def line(clock: FakeClock) -> FakeLine:
    return FakeLine(clock)


Make = Callable[..., Progress]


@pytest.fixture
def make(clock: FakeClock, line: FakeLine) -> Make:
    crowd: WeakSet[Progress] = WeakSet()

    def made(stream: Stream | None = None) -> Progress:
        indicator = Indicator(line.typing, clock, WeakSet())
        return Progress(line.write, indicator, stream or Cadence(clock).stream("1"), clock, crowd)

    return made


async def said(progress: Progress, clock: FakeClock, pages: int, seconds: float) -> None:
    """Pages read evenly."""
    for page in range(1, pages + 1):
        progress.say(f"page {page}")
        await clock.advance(seconds / pages)


async def test_typing_says_enough_at_first(make: Make, clock: FakeClock, line: FakeLine) -> None:
    progress = make()
    progress.say("page 1")
    await clock.advance(PATIENCE - 0.1)
    assert (line.lines, line.typed) == ([], 1)
    await clock.advance(0.2)
    assert line.lines == ["page 1"]
    await clock.advance(60)
    assert line.typed == 1  # the line says more


async def test_of_many_lines_the_newest_is_written_now_and_then(make: Make, clock: FakeClock, line: FakeLine) -> None:
    progress = make()
    await said(progress, clock, 311, 31.1)
    await clock.advance(EVERY)
    assert line.lines == ["page 31", "page 81", "page 131", "page 181", "page 231", "page 281", "page 311"]
    assert [round(after - before, 1) for before, after in zip(line.at, line.at[1:], strict=False)] == [EVERY] * 6


async def test_nothing_is_written_while_there_is_no_news(make: Make, clock: FakeClock, line: FakeLine) -> None:
    progress = make()
    progress.say("page 1")
    progress.say("page 1")
    await clock.advance(600)
    assert line.lines == ["page 1"]


async def test_a_channel_that_is_busy_is_left_to_the_answers(make: Make, clock: FakeClock, line: FakeLine) -> None:
    cadence = Cadence(clock)
    answer = cadence.stream("1")
    progress = make(cadence.stream("1"))
    progress.say("page 1")
    await clock.advance(PATIENCE - 1)
    for _ in range(3):
        answer.wrote()
    progress.say("page 2")
    await clock.advance(1)
    assert line.lines == []
    await clock.advance(EVERY)
    assert line.lines == ["page 2"]


async def test_many_at_once_share_the_calls_of_the_bot(make: Make, clock: FakeClock, line: FakeLine) -> None:
    crowd = [make() for _ in range(100)]
    for page in range(200):
        for number, progress in enumerate(crowd):
            progress.say(f"{number}: page {page}")
        await clock.advance(0.5)
    seconds = 100 - PATIENCE
    assert len(line.lines) <= len(crowd) + seconds / SHARED + 1
    assert {each.partition(":")[0] for each in line.lines[100:]} == {str(number) for number in range(100)}
    for progress in crowd:
        progress.stop()


async def test_hush_waits_for_the_line_that_is_being_written(make: Make, clock: FakeClock, line: FakeLine) -> None:
    progress = make()
    line.gate = asyncio.Event()
    progress.say("page 1")
    await clock.advance(PATIENCE)
    hushed = asyncio.create_task(progress.hush())
    await settle()
    assert not hushed.done()
    line.gate.set()
    await hushed
    progress.stop()
    await clock.advance(60)
    assert line.lines == ["page 1"]


async def test_after_a_hush_the_same_line_can_be_shown_again(make: Make, clock: FakeClock, line: FakeLine) -> None:
    progress = make()
    progress.say("page 1")
    await clock.advance(PATIENCE)
    await progress.hush()
    progress.say("page 1")
    await clock.advance(EVERY)
    assert line.lines == ["page 1", "page 1"]


@pytest.mark.parametrize(("failure", "tries"), [(NotAllowed("no"), 1), (PlatformFailed("later"), 3)])
async def test_what_is_forbidden_is_not_tried_again(
    make: Make, clock: FakeClock, line: FakeLine, failure: PlatformFailed, tries: int
) -> None:
    line.failure = failure
    progress = make()
    progress.say("page 1")
    await clock.advance(PATIENCE + 2 * EVERY)
    progress.say("page 2")
    assert len(line.at) == tries
    progress.stop()
