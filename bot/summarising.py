"""The composition of summaries."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.core.model_ports import Model, Models, Tokens
from bot.core.platform_ports import Platform
from bot.settings import Settings
from bot.summaries.service import Summaries
from bot.summaries.writing import Writer


def summaries(
    settings: Settings, platforms: Mapping[str, Platform], model: Model, models: Models, tokens: Tokens
) -> Summaries:
    """What `/summarize` does."""
    return Summaries(platforms, Writer(model, models, tokens, settings.mistral_model), ZoneInfo(settings.time_zone))
