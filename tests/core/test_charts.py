from dataclasses import replace

import pytest

from bot.core.charts import Chart, Series, check
from bot.core.errors import ToolFailed

BARS = Chart("bar", "t", ("a", "b"), (Series("x", (1.0, None)),))
PIE = replace(BARS, kind="pie")


@pytest.mark.parametrize("chart", [BARS, PIE, replace(BARS, kind="line")])
def test_a_table_with_a_number_for_each_label_can_be_drawn(chart: Chart) -> None:
    check(chart)


@pytest.mark.parametrize(
    ("chart", "problem"),
    [
        (replace(BARS, labels=()), "1 to 120 labels, not 0"),
        (replace(BARS, labels=tuple("a" * 121)), "not 121; put some together"),
        (replace(BARS, series=()), "1 to 12 series, not 0"),
        (replace(BARS, series=BARS.series * 13), "not 13; put the smallest together"),
        (replace(BARS, series=(Series("x", (1.0,)),)), "'x' has 1 values for 2 labels"),
        (replace(BARS, series=(Series("x", (1.0, float("nan"))),)), "no finite number"),
        (replace(BARS, series=(Series("x", (None, None)),)), "no value to be drawn"),
        (replace(PIE, series=BARS.series * 2), "A pie shows one series, not 2"),
        (replace(PIE, series=(Series("x", (1.0, -1.0)),)), "no negative parts"),
        (replace(PIE, series=(Series("x", (0.0, 0.0)),)), "All parts of the pie are zero"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_what_to_change(chart: Chart, problem: str) -> None:
    with pytest.raises(ToolFailed, match=problem):
        check(chart)
