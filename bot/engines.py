"""The composition of agents."""

import httpx

from bot.core.agents import read_agents
from bot.core.engines import Engines
from bot.core.model_ports import Model
from bot.core.ports import Clock, Preferences
from bot.mistral.agents.service import MistralAgents
from bot.mistral.config import MistralConfig
from bot.settings import Settings
from bot.settings.agents import read_prices


def engines(
    settings: Settings,
    http: httpx.AsyncClient,
    config: MistralConfig,
    clock: Clock,
    preferences: Preferences,
    model: Model,
) -> Engines:
    """What answers where."""
    agents = MistralAgents(
        http,
        config,
        clock,
        preferences,
        read_agents(settings.agents),
        owner=settings.bot_name,
        stored=settings.agent_store,
        prices=read_prices(settings.connector_prices),
    )
    return Engines(model, agents)
