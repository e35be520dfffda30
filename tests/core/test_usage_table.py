from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.core.usage import UsageLine
from bot.core.usage_table import Period, chart, table

PARIS = ZoneInfo("Europe/Paris")
WEEK = Period("in the last seven days", date(2026, 11, 23), date(2026, 11, 29), PARIS)


def line(day: int, model: str, *, cost: float = 0.0, answers: int = 1, hour: int = 12, **more: object) -> UsageLine:
    facts = {"currency": "EUR", "prompt_tokens": 1_000, "completion_tokens": 100, "pages": 0, "unpriced": 0} | more
    at = datetime(2026, 11, day, hour, tzinfo=UTC).timestamp()
    return UsageLine(at=at, model=model, answers=answers, cost=cost, **facts)  # type: ignore[arg-type]  # by name


LINES = [
    line(24, "small", cost=0.5),
    line(24, "ocr", cost=0.25, answers=0, pages=1_234),
    line(26, "large", cost=1_000.0),
    line(26, "small", cost=0.5, hour=23),  # which in Paris is the next day
]


def test_a_row_for_each_day_in_the_time_zone_of_the_period() -> None:
    assert table(LINES, WEEK, "day").splitlines() == [
        "| Day | Answers | Tokens in | Tokens out | Pages | Cost |",
        "|---|--:|--:|--:|--:|--:|",
        "| Tue 24 Nov | 1 | 2,000 | 200 | 1,234 | €0.75 |",
        "| Thu 26 Nov | 1 | 1,000 | 100 | 0 | €1,000.00 |",
        "| Fri 27 Nov | 1 | 1,000 | 100 | 0 | €0.50 |",
        "| **All** | 3 | 4,000 | 400 | 1,234 | €1,001.25 |",
    ]


def test_a_row_for_each_model_the_dearest_first() -> None:
    names = [row.split("|")[1].strip() for row in table(LINES, WEEK, "model").splitlines()[2:]]

    assert names == ["large", "small", "ocr", "**All**"]


def test_one_row_needs_no_sum() -> None:
    assert len(table(LINES[:1], WEEK, "day").splitlines()) == 3


def test_money_of_two_currencies_stands_side_by_side_and_unknown_prices_are_marked() -> None:
    rows = table([line(24, "a", cost=1.0), line(24, "b", cost=2.0, currency="USD", unpriced=1)], WEEK, "day")

    assert "| €1.00 + $2.00 + ? |" in rows


def test_the_chart_by_day_has_a_bar_for_each_day_of_the_period_with_its_models_on_each_other() -> None:
    drawn = chart(LINES, WEEK, "day", "You", "EUR")

    assert (drawn.kind, drawn.unit) == ("bar", "€")
    assert drawn.stacked
    assert drawn.labels == ("23", "24", "25", "26", "27", "28", "29")
    rows = {series.name: list(series.values) for series in drawn.series}
    assert rows["small"] == [0, 0.5, 0, 0, 0.5, 0, 0]
    assert rows["large"] == [0, 0, 0, 1_000.0, 0, 0, 0]


def test_days_of_two_months_are_named_with_their_month() -> None:
    two = Period("in the last seven days", date(2026, 11, 28), date(2026, 12, 4), PARIS)

    assert chart([line(28, "a", cost=1.0)], two, "day", "You", "EUR").labels[2:4] == ("30 Nov", "1 Dec")


def test_where_no_price_is_known_the_chart_shows_tokens() -> None:
    drawn = chart([line(24, "own", unpriced=1)], WEEK, "model", "You", "EUR")

    assert (drawn.unit, drawn.series[0].values) == ("tokens", (1_100.0,))


def test_of_more_models_than_can_be_told_apart_the_smallest_are_one() -> None:
    many = [line(24, f"model-{number:02}", cost=1.0 + number) for number in range(20)]

    by_model, by_day = (chart(many, WEEK, by, "You", "EUR") for by in ("model", "day"))

    assert by_model.labels[0] == "model-19"
    assert (len(by_model.labels), by_model.labels[-1]) == (12, "others")
    assert by_model.series[0].values[-1] == sum(1.0 + number for number in range(9))
    assert by_day.series[-1].values[1] == sum(1.0 + number for number in range(9))


def test_a_period_is_whole_days_also_when_the_clocks_change() -> None:
    october = Period("in October 2026", date(2026, 10, 1), date(2026, 10, 31), PARIS)

    assert october.until - october.since == 31 * 86_400 + 3_600
    assert len(october.days) == 31
