"""A chart drawn by matplotlib: a plain function, for a process of its own. Imported there alone.

Dark text on white, colours that also the colour-blind can tell apart (Okabe and Ito, and others of theirs lightened).
"""

import io
from collections.abc import Sequence
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bot.charts.words import heading, needed_decimals, number, shortened
from bot.core.charts import Chart, Series

_SIZE: Final = (10.0, 5.6)  # inches
_DPI: Final = 160
_INK, _SOFT, _GRID = "#1f2937", "#6b7280", "#e5e7eb"
_COLOURS: Final = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00",
    "#332288", "#b8a800", "#661100", "#88ccee", "#999933", "#7f7f7f",
)  # fmt: skip
_SLICES: Final = 8  # of a pie; the smallest are put together
_ROOM: Final = 86  # characters that fit side by side below the picture
_LYING: Final = 24  # bars that lie on their side, at most
_LABELLED: Final = 14  # bars whose value is written beside them, at most
_FEW: Final = 4  # labels, below which bars would be as broad as walls
_SLIM: Final = 0.8  # how much of its place a group of bars fills


def drawn(chart: Chart) -> bytes:
    """The picture as PNG; the same chart gives the same bytes."""
    with mpl.rc_context({"font.family": "DejaVu Sans", "text.parse_math": False, "axes.unicode_minus": False}):
        out = io.BytesIO()
        figure_of(chart).savefig(out, format="png", metadata={"Software": None})
        return out.getvalue()


def figure_of(chart: Chart) -> Figure:
    figure = Figure(figsize=_SIZE, dpi=_DPI, facecolor="white", layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    if chart.kind == "pie":
        _pie(figure, axes, chart)
    else:
        _plot(figure, axes, chart)
    figure.suptitle(heading(chart.title), color=_INK, fontsize=16, fontweight="bold", x=0.02, ha="left")
    return figure


def _plot(figure: Figure, axes: Axes, chart: Chart) -> None:
    labels = [shortened(label) for label in chart.labels]
    lying = chart.kind == "bar" and _needs_room(labels) and len(labels) <= _LYING
    if chart.kind == "line":
        _lines(axes, chart)
    elif chart.stacked:
        _stack(axes, chart, lying=lying)
    else:
        _bars(axes, chart, lying=lying)
    _dress(axes, chart, labels, lying=lying)
    if len(chart.series) > 1:
        names, handles = [shortened(series.name) for series in chart.series], axes.get_legend_handles_labels()[0]
        columns = min(len(names), max(1, _ROOM // (max(map(len, names)) + 5)))
        _legend(figure, handles, names, loc="outside lower left", ncols=columns)


def _legend(figure: Figure, handles: Sequence[Any], names: Sequence[str], **look: Any) -> None:
    for text in figure.legend(handles, names, frameon=False, fontsize=11, **look).get_texts():
        text.set_color(_INK)


def _needs_room(labels: Sequence[str]) -> bool:
    return sum(len(label) + 2 for label in labels) > _ROOM


def _lines(axes: Axes, chart: Chart) -> None:
    marker = "o" if len(chart.labels) <= 2 * _LYING else ""
    for place, series in enumerate(chart.series):
        values = [float("nan") if value is None else value for value in series.values]
        axes.plot(range(len(values)), values, color=_colour(place), linewidth=2.2, marker=marker, markersize=4.5)
    for line, series in zip(axes.get_lines(), chart.series, strict=True):
        line.set_label(series.name)
    _from_zero(axes, [value for series in chart.series for value in series.values if value is not None])


def _from_zero(axes: Axes, values: Sequence[float]) -> None:
    """The lowest line is zero where that leaves the others to be told apart."""
    if min(values) >= 0 and min(values) < max(values) / 2:
        axes.set_ylim(bottom=0)


def _bars(axes: Axes, chart: Chart, *, lying: bool) -> None:
    width = _SLIM / len(chart.series)
    for place, series in enumerate(chart.series):
        shift = (place - (len(chart.series) - 1) / 2) * width
        _draw_bars(axes, series, place, lying=lying, width=width, shift=shift)
    if len(chart.series) == 1 and len(chart.labels) <= _LABELLED:
        _write_values(axes, chart, lying=lying)


def _write_values(axes: Axes, chart: Chart, *, lying: bool) -> None:
    values = [value for value in chart.series[0].values if value is not None]
    decimals = needed_decimals(values)
    words = ["" if each is None else _value(each, chart.unit, decimals) for each in chart.series[0].values]
    for bars in axes.containers:
        axes.bar_label(bars, labels=words, padding=4, color=_INK, fontsize=11)  # type: ignore[arg-type]  # of bars
    if lying:
        axes.margins(x=0.12)
    else:
        axes.margins(y=0.1)


def _value(value: float, unit: str, decimals: int) -> str:
    """As exact as the others, unless it would then look like nothing."""
    return number(value, unit, decimals=decimals if round(value, decimals) else None)


def _stack(axes: Axes, chart: Chart, *, lying: bool) -> None:
    above, below = [0.0] * len(chart.labels), [0.0] * len(chart.labels)
    for place, series in enumerate(chart.series):
        bases = [below if (value or 0.0) < 0 else above for value in series.values]
        starts = [base[index] for index, base in enumerate(bases)]
        _draw_bars(axes, series, place, lying=lying, width=_SLIM, starts=starts)
        for index, value in enumerate(series.values):
            bases[index][index] += value or 0.0


def _draw_bars(
    axes: Axes,
    series: Series,
    place: int,
    *,
    lying: bool,
    width: float,
    shift: float = 0.0,
    starts: Sequence[float] | None = None,
) -> None:
    values = [value or 0.0 for value in series.values]
    at = [index + shift for index in range(len(values))]
    look: dict[str, Any] = {"color": _colour(place), "label": series.name, "zorder": 2}
    if lying:
        axes.barh(at, values, height=width, left=starts, **look)
    else:
        axes.bar(at, values, width=width, bottom=starts, **look)


def _dress(axes: Axes, chart: Chart, labels: Sequence[str], *, lying: bool) -> None:
    """Ticks, grid and numbers."""
    numbers, names = (axes.xaxis, axes.yaxis) if lying else (axes.yaxis, axes.xaxis)
    numbers.set_major_locator(MaxNLocator(6))
    ticks = [float(each) for each in numbers.get_major_locator()()]
    decimals = needed_decimals([round(each, 10) for each in ticks])
    numbers.set_major_formatter(FuncFormatter(lambda value, _: number(value, chart.unit, decimals=decimals)))
    every = 1 if lying else _every(labels)
    names.set_ticks(range(0, len(labels), every), list(labels[::every]))
    axes.grid(visible=True, axis="x" if lying else "y", color=_GRID, linewidth=1, zorder=0)
    if chart.kind == "bar" and any((value or 0.0) < 0 for series in chart.series for value in series.values):
        (axes.axvline if lying else axes.axhline)(0, color=_SOFT, linewidth=1)
    if not lying and len(labels) < _FEW:
        axes.set_xlim(-1.0, len(labels))
    axes.set_axisbelow(True)
    axes.tick_params(colors=_INK, labelsize=11, length=0)
    if lying:
        axes.invert_yaxis()
    for side, spine in axes.spines.items():
        spine.set_visible(side == ("left" if lying else "bottom"))
        spine.set_color(_SOFT)


def _every(labels: Sequence[str]) -> int:
    """Of so many labels each how-manieth can be written without touching the next."""
    longest = max(len(label) for label in labels) + 2
    return max(1, -(-len(labels) * longest // (_ROOM + longest)))


def _pie(figure: Figure, axes: Axes, chart: Chart) -> None:
    parts = _parts(chart)
    total = sum(value for _, value in parts)
    colours = [_colour(place) for place in range(len(parts))]
    wedges = axes.pie(
        [value for _, value in parts],
        colors=colours,
        startangle=90,
        counterclock=False,
        wedgeprops={"edgecolor": "white", "linewidth": 2, "width": 0.45},
    )[0]
    decimals = needed_decimals([value for _, value in parts])
    words = [
        f"{shortened(name)}   {value / total:.1%}   {_value(value, chart.unit, decimals)}" for name, value in parts
    ]
    _legend(figure, wedges, words, loc="outside right center")


def _parts(chart: Chart) -> list[tuple[str, float]]:
    """The largest first; what is left of many is one part."""
    values = [value or 0.0 for value in chart.series[0].values]
    parts = sorted(zip(chart.labels, values, strict=True), key=lambda part: -part[1])
    parts = [part for part in parts if part[1] > 0]
    if len(parts) <= _SLICES:
        return parts
    rest = parts[_SLICES - 1 :]
    return [*parts[: _SLICES - 1], (f"{len(rest)} others", sum(value for _, value in rest))]


def _colour(place: int) -> str:
    return _COLOURS[place % len(_COLOURS)]
