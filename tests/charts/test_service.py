"""A chart is drawn in a process of its own, which can be killed."""

import asyncio
from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

import pytest

from bot.charts.service import MatplotlibCharts
from bot.core.charts import Chart, Series
from bot.core.errors import FileRefused, ToolFailed
from bot.documents.worker import Workers

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
CHART = Chart("bar", "Two", ("a", "b"), (Series("x", (1.0, 2.0)),))


class FakeWorkers:
    """Fails as it was told to."""

    def __init__(self, failure: Exception) -> None:
        self.failure = failure

    async def run(self, name: str, function: Callable[[*Ts], T], *arguments: *Ts) -> T:
        raise self.failure


async def test_a_chart_is_drawn_beside_the_bot_and_the_loop_goes_on() -> None:
    charts, beats, ended = MatplotlibCharts(Workers(1)), 0, False

    async def beat() -> None:
        nonlocal beats
        while not ended:
            beats += 1
            await asyncio.sleep(0.01)

    beating = asyncio.create_task(beat())
    file = await charts.drawn(CHART, "two.png")
    ended = True
    await beating

    assert (file.name, file.media_type, file.data[:8]) == ("two.png", "image/png", b"\x89PNG\r\n\x1a\n")
    assert beats > 5


async def test_what_cannot_be_drawn_is_refused_before_a_process_is_asked() -> None:
    with pytest.raises(ToolFailed, match="one for each label"):
        await MatplotlibCharts(FakeWorkers(AssertionError())).drawn(
            Chart("bar", "t", ("a", "b"), (Series("x", (1.0,)),)), "x.png"
        )


async def test_a_drawing_that_was_killed_is_a_sentence() -> None:
    with pytest.raises(ToolFailed, match="fewer labels or series"):
        await MatplotlibCharts(FakeWorkers(FileRefused("x.png took too long to open"))).drawn(CHART, "x.png")


async def test_without_matplotlib_it_says_so() -> None:
    with pytest.raises(ToolFailed, match="matplotlib is not installed"):
        await MatplotlibCharts(FakeWorkers(ImportError("no"))).drawn(CHART, "x.png")
