"""What was spent, put together by day or by model: as a table in words, and as a chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from bot.core.charts import MOST_SERIES, Chart, Series
from bot.core.receipt import money, sign
from bot.core.usage import UsageLine

By = Literal["day", "model"]
_OTHERS: Final = "others"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, `last` included, in a time zone."""

    words: str  # "November 2026"
    first: date
    last: date
    zone: ZoneInfo

    @property
    def since(self) -> float:
        return _midnight(self.first, self.zone)

    @property
    def until(self) -> float:
        return _midnight(self.last + timedelta(days=1), self.zone)

    @property
    def days(self) -> Sequence[date]:
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]

    def day(self, line: UsageLine) -> date:
        return datetime.fromtimestamp(line.at, self.zone).date()


def _midnight(day: date, zone: ZoneInfo) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()


def table(lines: Sequence[UsageLine], period: Period, by: By) -> str:
    """A row for each day or model in which something was spent, and one for all."""
    groups: dict[str, list[UsageLine]] = {}
    for line in lines:
        groups.setdefault(_name(line, period, by), []).append(line)
    names = list(groups) if by == "day" else sorted(groups, key=lambda name: (-_cost(groups[name]), name))
    rows = [_row(name, groups[name]) for name in names]
    head = [f"| {by.capitalize()} | Answers | Tokens in | Tokens out | Pages | Cost |", "|---|--:|--:|--:|--:|--:|"]
    return "\n".join([*head, *rows, *([_row("**All**", lines)] if len(rows) > 1 else [])])


def _name(line: UsageLine, period: Period, by: By) -> str:
    return line.model if by == "model" else f"{period.day(line):%a %-d %b}"


def _row(name: str, lines: Sequence[UsageLine]) -> str:
    numbers = (
        sum(line.answers for line in lines),
        sum(line.prompt_tokens for line in lines),
        sum(line.completion_tokens for line in lines),
        sum(line.pages for line in lines),
    )
    return f"| {name} | {' | '.join(f'{number:,}' for number in numbers)} | {costs(lines)} |"


def costs(lines: Sequence[UsageLine]) -> str:
    """The money of each currency, and `?` where something has no known price."""
    found: dict[str, float] = {}
    for line in lines:
        found[line.currency] = found.get(line.currency, 0.0) + line.cost
    words = " + ".join(money(cost, currency) for currency, cost in sorted(found.items()))
    return f"{words} + ?" if any(line.unpriced for line in lines) else words


def chart(lines: Sequence[UsageLine], period: Period, by: By, title: str, currency: str) -> Chart:
    """Bars of money, or of tokens where no price is known in this currency."""
    priced = [line for line in lines if line.currency == currency and line.cost > 0]
    shown, unit = (priced, sign(currency)) if priced else (lines, "tokens")

    def value(line: UsageLine) -> float:
        return line.cost if priced else float(line.prompt_tokens + line.completion_tokens)

    models = _largest({model: sum(value(line) for line in shown if line.model == model) for model in _models(shown)})
    if by == "model":
        sums = tuple(sum(value(line) for line in shown if _among(line, models) == model) for model in models)
        return Chart("bar", title, tuple(models), (Series(unit, sums),), unit)
    days = {day: index for index, day in enumerate(period.days)}
    rows = {model: [0.0] * len(days) for model in models}
    for line in shown:
        rows[_among(line, models)][days[period.day(line)]] += value(line)
    labels = tuple(f"{day.day}" if len({each.month for each in days}) == 1 else f"{day:%-d %b}" for day in days)
    return Chart("bar", title, labels, tuple(Series(name, tuple(row)) for name, row in rows.items()), unit, True)


def _models(lines: Sequence[UsageLine]) -> Sequence[str]:
    return list(dict.fromkeys(line.model for line in lines))


def _largest(sums: dict[str, float]) -> Sequence[str]:
    """The models that are told apart: those that took most."""
    names = sorted(sums, key=lambda name: (-sums[name], name))
    return names if len(names) <= MOST_SERIES else [*names[: MOST_SERIES - 1], _OTHERS]


def _among(line: UsageLine, models: Sequence[str]) -> str:
    return line.model if line.model in models else _OTHERS


def _cost(lines: Sequence[UsageLine]) -> float:
    return sum(line.cost for line in lines)
