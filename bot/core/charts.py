"""A chart of a table: what it shows, what it may hold, and the port that draws it."""

import math
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from bot.core.documents import OutFile
from bot.core.errors import ToolFailed

MOST_LABELS: Final = 120
MOST_SERIES: Final = 12
Kind = Literal["bar", "line", "pie"]


@dataclass(frozen=True, slots=True)
class Series:
    """One number for each label; None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """`unit` stands before the numbers if it is a sign of money, and behind them otherwise. `stacked` is for bars."""

    kind: Kind
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    stacked: bool = False


class Charts(Protocol):
    async def drawn(self, chart: Chart, name: str) -> OutFile:
        """A PNG picture with this file name; the same chart gives the same bytes.

        Raises `ToolFailed` for a chart that cannot be drawn, with what to change.
        """


def check(chart: Chart) -> None:
    """Raises `ToolFailed` with what the one who made the table should change."""
    if problem := _problem(chart):
        raise ToolFailed(problem)


def _problem(chart: Chart) -> str:
    if not 1 <= len(chart.labels) <= MOST_LABELS:
        return f"A chart has 1 to {MOST_LABELS} labels, not {len(chart.labels)}; put some together."
    if not 1 <= len(chart.series) <= MOST_SERIES:
        return f"A chart has 1 to {MOST_SERIES} series, not {len(chart.series)}; put the smallest together as others."
    for series in chart.series:
        if len(series.values) != len(chart.labels):
            return (
                f"The series {series.name!r} has {len(series.values)} values for {len(chart.labels)} labels; "
                "give one for each label, null where there is none."
            )
        if any(value is not None and not math.isfinite(value) for value in series.values):
            return f"The series {series.name!r} holds a value that is no finite number."
    if all(value is None for series in chart.series for value in series.values):
        return "There is no value to be drawn."
    return _pie_problem(chart) if chart.kind == "pie" else ""


def _pie_problem(chart: Chart) -> str:
    if len(chart.series) != 1:
        return f"A pie shows one series, not {len(chart.series)}; draw bars instead."
    values = [value or 0.0 for value in chart.series[0].values]
    if min(values) < 0:
        return "A pie has no negative parts; draw bars instead."
    return "" if sum(values) > 0 else "All parts of the pie are zero; there is nothing to be drawn."
