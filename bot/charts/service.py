"""Charts drawn in a process of its own: matplotlib is large, slow to load, and would hold the event loop."""

from collections.abc import Callable
from typing import Protocol, TypeVar, TypeVarTuple

from bot.core.charts import Chart, check
from bot.core.documents import OutFile
from bot.core.errors import FileRefused, ToolFailed

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Confined(Protocol):
    """What lends a process for one call, and kills it where that takes too long or too much memory."""

    async def run(self, name: str, function: Callable[[*Ts], T], *arguments: *Ts) -> T:
        """What a module's plain function returns or raises. Raises `FileRefused` if it had to be killed."""


class MatplotlibCharts:
    """`core.charts.Charts`."""

    def __init__(self, workers: Confined) -> None:
        self._workers = workers

    async def drawn(self, chart: Chart, name: str) -> OutFile:
        check(chart)
        try:
            data = await self._workers.run(name, drawn, chart)
        except FileRefused as error:
            raise ToolFailed("The chart could not be drawn; try again with fewer labels or series.") from error
        except ImportError as error:
            raise ToolFailed("Charts cannot be drawn here: matplotlib is not installed.") from error
        return OutFile(name, "image/png", data)


def drawn(chart: Chart) -> bytes:
    """In the worker. Raises `ImportError` where matplotlib is not installed."""
    from bot.charts import drawing

    return drawing.drawn(chart)
