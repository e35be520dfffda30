"""Agents as they are on the service's side: made from their definitions, and changed when those change.

What was made is kept in the preferences, so that it is found again by the next process.
"""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from bot.core.agents import AgentDefinition
from bot.core.errors import ModelRefused, ReplyBroken
from bot.core.messages import ToolSpec
from bot.core.ports import Preferences
from bot.mistral.whole import Whole
from bot.mistral.wire import declared, encoded

log = logging.getLogger(__name__)
SCOPE: Final = "mistral agents"
NOT_THERE: Final = "Mistral has no agent {name}; please tell your admin, or choose another with `/agent`."


@dataclass(frozen=True, slots=True)
class Seat:
    """An agent of the service in one of its versions, and the model that it is."""

    id: str
    model: str
    version: int = 0

    @property
    def key(self) -> str:
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of a definition; `digest` tells whether it is still that one."""

    seat: Seat
    digest: str
    functions: Mapping[str, Any]  # by name, as they were declared


_made_json: TypeAdapter[Made] = TypeAdapter(Made)


class Registry:
    """`owner` begins the names of the agents that are made, by which people know them in Mistral's console."""

    def __init__(
        self, requests: Whole, preferences: Preferences, definitions: Mapping[str, AgentDefinition], *, owner: str
    ) -> None:
        self._requests = requests
        self._preferences = preferences
        self._definitions = definitions
        self._owner = owner
        self._found: dict[str, Seat] = {}

    async def seat(self, name: str, tools: Sequence[ToolSpec]) -> Seat:
        """The agent with at least these functions of ours. Raises `ModelFailed`."""
        definition = self._definitions[name]
        if definition.id:
            return await self._existing(name, definition.id)
        made = await self._recalled(name)
        functions = {**(made.functions if made else {}), **{tool.name: declared(tool) for tool in tools}}
        handoffs = [(await self.seat(other, tools)).id for other in definition.handoffs]
        body = self._body(name, definition, functions, handoffs)
        digest = hashlib.sha256(encoded(body)).hexdigest()[:16]
        if made is not None and made.digest == digest:
            return made.seat
        seat = await self._written(made, body)
        log.info("The agent %s is %s, version %s, on Mistral's side", name, seat.id, seat.version)
        kept = _made_json.dump_json(Made(seat, digest, functions)).decode()
        await self._preferences.set(SCOPE, name, kept)
        return seat

    async def forget(self, name: str) -> None:
        """It is gone on the service's side; the next `seat` makes it anew."""
        self._found.pop(name, None)
        await self._preferences.set(SCOPE, name, "")

    async def _existing(self, name: str, agent_id: str) -> Seat:
        if name not in self._found:
            try:
                self._found[name] = await (await self._requests.get(f"agents/{agent_id}")).read(_seat_of)
            except ModelRefused as error:
                if error.status == HTTPStatus.NOT_FOUND:
                    error.notice = NOT_THERE.format(name=name)
                raise
        return self._found[name]

    async def _recalled(self, name: str) -> Made | None:
        kept = await self._preferences.get(SCOPE, name)
        try:
            return _made_json.validate_json(kept) if kept else None
        except ValidationError as error:
            log.warning("What was kept of the agent %s cannot be read, it is made anew: %s", name, error)
            return None

    async def _written(self, made: Made | None, body: Mapping[str, Any]) -> Seat:
        """Change the agent, or make it where there is none (any more)."""
        data, model = encoded(body), str(body["model"])
        if made is not None:
            try:
                changed = await self._requests.patch(f"agents/{made.seat.id}", data, model=model)
                return await changed.read(_seat_of)
            except ModelRefused as error:
                if error.status != HTTPStatus.NOT_FOUND:
                    raise
        return await (await self._requests.post("agents", data, model=model)).read(_seat_of)

    def _body(
        self, name: str, definition: AgentDefinition, functions: Mapping[str, Any], handoffs: Sequence[str]
    ) -> dict[str, Any]:
        """Mistral OpenAPI: CreateAgentRequest."""
        tools: list[dict[str, Any]] = [{"type": connector} for connector in definition.tools]
        if definition.libraries:
            tools.append({"type": "document_library", "library_ids": list(definition.libraries)})
        body: dict[str, Any] = {
            "model": definition.model,
            "name": f"{self._owner}: {name}",
            "instructions": definition.instructions,
            "description": definition.description or f"The agent {name} of the chat bot {self._owner}",
            "tools": [*tools, *functions.values()],
            "handoffs": list(handoffs),
        }
        if definition.temperature is not None:
            body["completion_args"] = {"temperature": definition.temperature}
        return json.loads(json.dumps(body))  # type: ignore[no-any-return]  # as it is compared and sent


def _seat_of(body: Any) -> Seat:
    if isinstance(body, dict) and isinstance(found := body.get("id"), str) and found:
        version = body.get("version")
        return Seat(found, str(body.get("model") or ""), version if isinstance(version, int) else 0)
    raise ReplyBroken("The answer about an agent names none")
