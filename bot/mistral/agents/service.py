"""The agents of the service, as the core asks for them."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

import httpx

from bot.core.agents import AgentDefinition
from bot.core.errors import ModelRefused
from bot.core.messages import MadeFile
from bot.core.model_ports import Engine
from bot.core.ports import Clock, Preferences
from bot.mistral.agents.model import AgentModel, Lines
from bot.mistral.agents.registry import Registry
from bot.mistral.agents.threads import Threads
from bot.mistral.config import MistralConfig
from bot.mistral.exchange import Exchange
from bot.mistral.region import regional
from bot.mistral.retries import Retries
from bot.mistral.whole import Whole

log = logging.getLogger(__name__)
REGIONAL: Final = (
    "Agents are not served by Mistral's EU and US endpoints; set MISTRAL_BASE_URL to https://api.mistral.ai."
)
UNSTORED: Final = (
    "Nothing of a conversation is kept at Mistral (AGENT_STORE=false), so each question sends the whole thread again, "
    "and code and files of earlier answers are not at hand."
)


class MistralAgents:
    """`core.model_ports.Agents`. `prices` are of one use of a connector; with `stored` false nothing is kept there."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        config: MistralConfig,
        clock: Clock,
        preferences: Preferences,
        definitions: Mapping[str, AgentDefinition],
        *,
        owner: str,
        stored: bool = True,
        prices: Mapping[str, float] | None = None,
    ) -> None:
        whole = Whole(http, config, clock)
        retries = Retries(clock, seconds=config.retry_seconds, attempts=config.attempts)
        self._lines = Lines(Exchange(http, config, clock), retries, whole)
        self._registry = Registry(whole, preferences, definitions, owner=owner)
        self._threads = Threads(preferences)
        self._definitions = definitions
        self._stored = stored
        self._prices = prices or {}
        self._regional = regional(config.base_url) > 1.0

    @property
    def names(self) -> Sequence[str]:
        return sorted(self._definitions)

    @property
    def missing(self) -> str:
        if self._regional:
            return REGIONAL
        return "" if self._stored else UNSTORED

    async def engine(self, name: str) -> Engine:
        if name not in self._definitions:
            raise ModelRefused(
                f"No agent {name} is defined", notice=f"There is no agent {name} any more; see `/agent`."
            )
        if self._regional:
            raise ModelRefused("Agents are not served at this endpoint", notice=REGIONAL)
        model = AgentModel(name, self._lines, self._registry, self._threads, stored=self._stored, prices=self._prices)
        definition = self._definitions[name]
        return Engine(model, definition.model or (await self._registry.seat(name, ())).model, name)

    async def content(self, file: MadeFile) -> bytes:
        return (await self._lines.whole.get(f"files/{file.id}/content")).data

    async def forget(self, conversation: str) -> bool:
        if (known := await self._threads.known(conversation)) is None:
            return False
        for identity in (known.id, *known.earlier):
            await self._delete(identity)
        await self._threads.keep(conversation, None)
        return True

    async def _delete(self, identity: str) -> None:
        try:
            await self._lines.whole.delete(f"conversations/{identity}")
        except ModelRefused as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise
            log.info("The conversation %s was gone already", identity)
