"""The agents of a workspace, with all their versions."""

import itertools
import json
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field

from deploy.sandbox.clock import Clock
from deploy.sandbox.mistral.agents.tools import AnyTool, CompletionArgs
from deploy.sandbox.mistral.closed import Closed
from deploy.sandbox.mistral.conversations.times import stamp


class AgentFields(Closed):
    instructions: str | None = None
    tools: list[AnyTool] = Field(default_factory=list)
    completion_args: CompletionArgs = CompletionArgs()
    guardrails: list[dict[str, Any]] | None = None
    description: str | None = None
    handoffs: list[str] | None = None
    metadata: dict[str, Any] | None = None
    version_message: Annotated[str, Field(max_length=500)] | None = None


class CreateAgent(AgentFields):
    """Mistral OpenAPI: CreateAgentRequest."""

    model: str
    name: str


class UpdateAgent(AgentFields):
    """Mistral OpenAPI: UpdateAgentRequest; what is not given stays as it is."""

    model: str | None = None
    name: str | None = None
    deployment_chat: bool | None = None


@dataclass(slots=True)
class Agent:
    id: str
    created_at: str
    updated_at: str
    versions: list[CreateAgent] = field(default_factory=list)

    @property
    def current(self) -> CreateAgent:
        return self.versions[-1]

    def version(self, number: int | None) -> CreateAgent | None:
        """One version, from 0; the newest if none is named."""
        if number is None:
            return self.current
        return self.versions[number] if 0 <= number < len(self.versions) else None

    def card(self, number: int | None = None) -> dict[str, Any]:
        """As the API shows it (Mistral OpenAPI: Agent)."""
        shown = self.version(number) or self.current
        fields: dict[str, Any] = json.loads(shown.model_dump_json(by_alias=True))
        return fields | {
            "object": "agent",
            "id": self.id,
            "version": len(self.versions) - 1 if number is None else number,
            "versions": list(range(len(self.versions))),
            "created_at": self.created_at,
            "updated_at": self.updated_at,
            "deployment_chat": False,
            "source": "api",
        }


class AgentStore:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._agents: dict[str, Agent] = {}
        self._numbers = itertools.count(1)

    def create(self, fields: CreateAgent) -> Agent:
        now = stamp(self._clock.time())
        agent = Agent(f"ag_{next(self._numbers):032x}", now, now, [fields])
        self._agents[agent.id] = agent
        return agent

    def update(self, agent: Agent, fields: UpdateAgent) -> None:
        """Each update is a new version."""
        changed = {name: getattr(fields, name) for name in fields.model_fields_set if name != "deployment_chat"}
        agent.versions.append(agent.current.model_copy(update=changed))
        agent.updated_at = stamp(self._clock.time())

    def find(self, agent_id: str) -> Agent | None:
        return self._agents.get(agent_id)

    def named(self, name: str) -> Agent | None:
        return next(
            (agent for agent in self._agents.values() if agent.current.name.casefold() == name.casefold()), None
        )

    def all(self) -> list[Agent]:
        """Newest first."""
        return list(reversed(self._agents.values()))

    def delete(self, agent_id: str) -> None:
        del self._agents[agent_id]

    def clear(self) -> None:
        self._agents.clear()
