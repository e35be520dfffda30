"""The composition of what people choose, and of what is said about it."""

from collections.abc import Mapping

from bot.core.access import Access
from bot.core.choices import AGENT, MODEL, PERSONA, Choices
from bot.core.choosing_agents import AgentChoosing
from bot.core.choosing_models import ModelChoosing
from bot.core.in_force import InForce
from bot.core.model_ports import Agents, ListedModels
from bot.core.personas import Personas
from bot.core.platform_ports import Platform
from bot.core.ports import Preferences
from bot.core.receipt import money
from bot.settings import Settings


def choices(settings: Settings, preferences: Preferences) -> Choices:
    return Choices(preferences, {MODEL: settings.mistral_model, PERSONA: "", AGENT: settings.agent})


def model_choosing(settings: Settings, models: ListedModels, preferences: Preferences, access: Access) -> ModelChoosing:
    """What `/model` does."""
    return ModelChoosing(models, choices(settings, preferences), access, settings.currency)


def agent_choosing(settings: Settings, agents: Agents, preferences: Preferences, access: Access) -> AgentChoosing:
    """What `/agent` does."""
    return AgentChoosing(agents, choices(settings, preferences), access)


def personas(settings: Settings, preferences: Preferences, access: Access) -> Personas:
    """What `/persona` does."""
    return Personas(choices(settings, preferences), access)


def in_force(settings: Settings, preferences: Preferences, platforms: Mapping[str, Platform]) -> InForce:
    """What `/settings` does: no secrets, and nothing that only concerns operators."""
    meanwhile = {"wait": "waits", "steer": "joins", "replace": "replaces"}[settings.while_answering]
    facts = [
        ("Follow-ups in a thread", "all" if settings.follow_ups == "thread" else "mentions only"),
        ("A message while I answer", meanwhile),
        ("OCR of pages", settings.ocr),
        ("Asks before reading", f"more than {settings.ask_above_pages:,} pages"),
        ("Questions in an hour", f"{settings.questions_per_hour:,}" if settings.questions_per_hour else "any number"),
        ("Your budget in a month", _budget(settings.person_budget, settings.currency)),
        ("The workspace's budget", _budget(settings.workspace_budget, settings.currency)),
        ("Files are kept", f"{settings.keep_files_days:g} days"),
    ]
    return InForce(choices(settings, preferences), platforms, facts, settings.time_zone)


def _budget(amount: float | None, currency: str) -> str:
    return "no end" if amount is None else money(amount, currency)
