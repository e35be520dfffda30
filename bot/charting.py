"""The composition of charts and of what is reported with them."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.charts.service import MatplotlibCharts
from bot.core.access import Access
from bot.core.charts import Charts
from bot.core.platform_ports import Platform
from bot.core.ports import Clock
from bot.core.usage import Ledger
from bot.core.usage_report import UsageReport
from bot.documents.worker import Workers
from bot.settings import Settings


def charts() -> Charts:
    """Drawn one at a time, in a process that is started for the first one and ends when there are no more."""
    return MatplotlibCharts(Workers(1, seconds=45.0, idle_seconds=120))


def usage_report(
    settings: Settings, ledger: Ledger, charts: Charts, access: Access, platforms: Mapping[str, Platform], clock: Clock
) -> UsageReport:
    """What `/usage` does."""
    return UsageReport(
        ledger=ledger,
        charts=charts,
        access=access,
        platforms=platforms,
        clock=clock,
        zone=ZoneInfo(settings.time_zone),
        currency=settings.currency,
        budgets={"person": settings.person_budget, "workspace": settings.workspace_budget},
    )
