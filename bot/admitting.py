"""The composition of who may: access, limits and budgets."""

from zoneinfo import ZoneInfo

from bot.core.access import Access, AccessRules
from bot.core.allowance import Allowance, AllowanceRules
from bot.core.gate import Gate
from bot.core.ports import Clock, Preferences
from bot.core.usage import Ledger
from bot.settings import Settings


def access_rules(settings: Settings) -> AccessRules:
    return AccessRules(
        admins=settings.admins,
        platform_admins=settings.platform_admins,
        allowed_people=settings.allow_people,
        denied_people=settings.deny_people,
        allowed_channels=settings.allow_channels,
        denied_channels=settings.deny_channels,
        contact=settings.contact,
    )


def gate_of(settings: Settings, access: Access, ledger: Ledger, preferences: Preferences, clock: Clock) -> Gate:
    """What is asked when a turn begins."""
    rules = AllowanceRules(
        per_hour=settings.questions_per_hour,
        person_budget=settings.person_budget,
        workspace_budget=settings.workspace_budget,
        currency=settings.currency,
        zone=ZoneInfo(settings.time_zone),
        contact=settings.contact,
    )
    return Gate(access, Allowance(ledger, preferences, clock, rules), preferences, clock)
