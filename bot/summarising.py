"""The composition of summaries and digests."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.core.model_ports import Model, Models, Tokens
from bot.core.platform_ports import Platform
from bot.core.ports import Clock
from bot.core.timetable import Timetable
from bot.settings import Settings
from bot.summaries.digests import Digests
from bot.summaries.service import Summaries
from bot.summaries.writing import Writer


def summaries(
    settings: Settings, platforms: Mapping[str, Platform], model: Model, models: Models, tokens: Tokens
) -> Summaries:
    """What `/summarize` does."""
    return Summaries(platforms, Writer(model, models, tokens, settings.mistral_model), ZoneInfo(settings.time_zone))


def digests(
    settings: Settings,
    timetable: Timetable,
    summarise: Summaries,
    platforms: Mapping[str, Platform],
    clock: Clock,
) -> Digests:
    """What `/digest` does, and what is done when one is due."""
    return Digests(timetable, summarise, platforms, clock, ZoneInfo(settings.time_zone))
