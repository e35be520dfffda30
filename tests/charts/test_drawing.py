"""What is drawn can be read: nothing overlaps, nothing is cut off, and sums are written as people write them."""

import io
from itertools import combinations

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from bot.charts.drawing import drawn, figure_of
from bot.core.charts import Chart, Series

DAYS = tuple(str(day) for day in range(1, 32))
MODELS = tuple(f"mistral-medium-long-name-{number:02}" for number in range(12))


def rising(number: int, factor: float = 1.0) -> tuple[float, ...]:
    return tuple(factor * (index + 1) for index in range(number))


CHARTS = {
    "a month of twelve models": Chart(
        "bar", "Spent, by day and model", DAYS, tuple(Series(each, rising(31)) for each in MODELS), "€", stacked=True
    ),
    "twelve models": Chart("bar", "Spent, by model", MODELS, (Series("€", rising(12, 1_234.5)),), "€"),
    "a month of dates": Chart(
        "line", "A course", tuple(f"2026-11-{int(day):02}" for day in DAYS[:30]), (Series("a", rising(30)),)
    ),
    "a pie of twelve": Chart("pie", "Shares", MODELS, (Series("€", rising(12, 100.0)),), "€"),
    "more labels than fit": Chart("bar", "Many", tuple(f"label {n}" for n in range(120)), (Series("a", rising(120)),)),
    "a title without end": Chart("bar", "words and " * 100, ("a", "b"), (Series("a", (1.0, -2.0)),), "%"),
    "one bar": Chart("bar", "One", ("a name that is far too long to stand below a bar",), (Series("a", (5.0,)),)),
    "groups": Chart(
        "bar", "Two", ("Mon", "Tue"), (Series("in", (1e6, 2e6)), Series("out", (1e5, None))), stacked=False
    ),
}


def written(figure: Figure) -> list[Text]:
    """All words that can be seen: ticks beyond the end of an axis are there too, and are not drawn."""
    (axes,) = figure.axes
    beyond = set()
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        beyond |= {tick.label1 for tick in axis.get_major_ticks() if not low <= tick.get_loc() <= high}
    found = [each for each in figure.findobj() if isinstance(each, Text) and each not in beyond]
    return [each for each in found if each.get_text() and each.get_visible()]


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS.keys())
def test_no_words_overlap_and_none_are_cut_off(chart: Chart) -> None:
    figure = figure_of(chart)
    figure.draw_without_rendering()
    boxes = {text.get_text(): text.get_window_extent() for text in written(figure)}

    assert len(boxes) >= len(chart.series)
    assert [words for words, box in boxes.items() if not (box.x0 >= 0 and box.x1 <= 1_600 and box.y0 >= 0)] == []
    overlapping = [pair for pair in combinations(boxes, 2) if boxes[pair[0]].shrunk(0.9, 0.7).overlaps(boxes[pair[1]])]
    assert overlapping == []


def test_a_chart_is_a_picture_that_is_the_same_each_time() -> None:
    chart = CHARTS["twelve models"]
    picture = Image.open(io.BytesIO(drawn(chart)))

    assert (picture.format, picture.size, picture.convert("RGB").getpixel((3, 890))) == (
        "PNG",
        (1_600, 896),
        (255, 255, 255),
    )
    assert drawn(chart) == drawn(chart)


def test_thousands_are_separated_and_the_unit_is_named() -> None:
    words = [text.get_text() for text in written(figure_of(CHARTS["twelve models"]))]

    assert "€14,814.00" in words or "€14,814" in words
    assert all("000000" not in each for each in words)


def test_of_a_pie_with_many_parts_the_smallest_are_one() -> None:
    words = [text.get_text() for text in written(figure_of(CHARTS["a pie of twelve"]))]

    parts = [each for each in words if "%" in each]
    assert len(parts) == 8
    assert parts[0].startswith("mistral-medium-long-name-11   15.4%   €1,200")
    assert parts[-1].startswith("5 others   19.2%   €1,500")


def test_a_dollar_is_a_dollar() -> None:
    chart = Chart("bar", "From $5 to $6", ("$a", "$b"), (Series("c", (1.0, 2.0)),), "$")

    assert Image.open(io.BytesIO(drawn(chart))).size == (1_600, 896)


def test_stacked_bars_stand_on_each_other() -> None:
    chart = Chart("bar", "t", ("a",), (Series("x", (2.0,)), Series("y", (3.0,)), Series("z", (-1.0,))), stacked=True)
    (axes,) = figure_of(chart).axes
    bottoms = [container[0].get_y() for container in axes.containers]

    assert bottoms == [0.0, 2.0, 0.0]


def test_a_line_breaks_where_there_is_no_value() -> None:
    chart = Chart("line", "t", ("a", "b", "c"), (Series("x", (1.0, None, 3.0)),))
    (axes,) = figure_of(chart).axes

    assert str(axes.get_lines()[0].get_ydata()) == "[ 1. nan  3.]"
