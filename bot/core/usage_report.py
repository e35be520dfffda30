"""`/usage`: what somebody, a channel or a workspace has taken, for those who may see it."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from bot.core.access import Access
from bot.core.charts import Chart, Charts
from bot.core.command import CommandContext
from bot.core.errors import CommandRejected, PlatformFailed, ToolFailed
from bot.core.platform_ports import Platform
from bot.core.ports import Clock
from bot.core.receipt import money
from bot.core.usage import Kind, Ledger, scope_of
from bot.core.usage_table import By, Period, chart as chart_of, table

log = logging.getLogger(__name__)

Whose = Literal["me", "channel", "workspace"]
When = Literal["month", "last-month", "week"]
NOT_YOURS: Final = "Only an admin can see what others have used; `/usage` shows what you have."
_KINDS: Final[Mapping[Whose, Kind]] = {"me": "person", "channel": "channel", "workspace": "workspace"}
_WORDS: Final[Mapping[Whose, str]] = {"me": "You", "channel": "This channel", "workspace": "This workspace"}
_UNPRICED: Final = "_`?` stands for what has no known price._"


class UsageReport:
    """`zone` is the team's, for those whose own is not told; budgets are money in a month, None for no end."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        charts: Charts,
        access: Access,
        platforms: Mapping[str, Platform],
        clock: Clock,
        zone: ZoneInfo,
        currency: str,
        budgets: Mapping[Kind, float | None],
    ) -> None:
        self._ledger = ledger
        self._charts = charts
        self._access = access
        self._platforms = platforms
        self._clock = clock
        self._zone = zone
        self._currency = currency
        self._budgets = budgets

    async def __call__(self, context: CommandContext, whose: Whose, by: By, when: When) -> str:
        """The table, and the chart below it. Raises `CommandRejected` for one who may not see that."""
        parts, chart = await self._found(context, whose, by, when)
        if chart is not None:
            parts.append(await self._drawn(context, chart, by))
        return "\n\n".join(part for part in parts if part)

    async def in_words(self, context: CommandContext) -> str:
        """The table of the asker's own month."""
        parts, _ = await self._found(context, "me", "day", "month")
        return "\n\n".join(part for part in parts if part)

    async def _found(self, context: CommandContext, whose: Whose, by: By, when: When) -> tuple[list[str], Chart | None]:
        """What there is to say, and the chart of it."""
        if whose != "me" and not await self._access.is_admin(context.author, context.address):
            raise CommandRejected(NOT_YOURS)
        period = self._period(when, await self._zone_of(context))
        scope = scope_of(_KINDS[whose], context.address, context.author)
        lines = await self._ledger.lines(scope, since=period.since, until=period.until)
        if not lines:
            return [f"{_WORDS[whose]} used nothing {period.words}."], None
        title = f"{_WORDS[whose]} used {period.words}, by {by}"
        parts = [f"**{title}**", table(lines, period, by), await self._budget(context, whose)]
        parts += [_UNPRICED] if any(line.unpriced for line in lines) else []
        return parts, chart_of(lines, period, by, title, self._currency)

    async def _drawn(self, context: CommandContext, chart: Chart, by: By) -> str:
        """Upload the chart; a sentence if that cannot be done."""
        try:
            await context.files.attach(await self._charts.drawn(chart, f"usage-by-{by}.png"))
        except ToolFailed as error:
            log.warning("No chart of usage: %s", error)
            return "_I could not draw the chart; please tell your admin, the log says why._"
        except PlatformFailed as error:
            log.warning("No chart of usage: %s", error)
            return f"_The chart could not be uploaded: {error.notice}_"
        return ""

    async def _budget(self, context: CommandContext, whose: Whose) -> str:
        kind = _KINDS[whose]
        budget = self._budgets.get(kind)
        if budget is None:
            return ""
        first = datetime.fromtimestamp(self._clock.time(), self._zone).replace(
            day=1, hour=0, minute=0, second=0, microsecond=0
        )
        scope = scope_of(kind, context.address, context.author)
        cost = await self._ledger.cost(scope, since=first.timestamp(), currency=self._currency)
        spent, whole = money(cost, self._currency), money(budget, self._currency)
        return f"Of the budget for {first:%B}, {spent} of {whole} are spent ({cost / budget:.0%})."

    async def _zone_of(self, context: CommandContext) -> ZoneInfo:
        platform = self._platforms.get(context.address.platform)
        name = (await platform.person(context.author, context.address)).zone if platform else ""
        try:
            return ZoneInfo(name) if name else self._zone
        except (LookupError, ValueError, OSError):  # a zone that this system does not know
            return self._zone

    def _period(self, when: When, zone: ZoneInfo) -> Period:
        today = datetime.fromtimestamp(self._clock.time(), zone).date()
        if when == "week":
            return Period("in the last seven days", today - timedelta(days=6), today, zone)
        first = today.replace(day=1)
        if when == "month":
            return Period(f"in {first:%B %Y}", first, today, zone)
        last = first - timedelta(days=1)
        return Period(f"in {last:%B %Y}", last.replace(day=1), last, zone)
