"""The agents of the workspace over HTTP."""

from aiohttp import web

from deploy.sandbox.mistral.agents.store import Agent, CreateAgent, UpdateAgent
from deploy.sandbox.mistral.agents.tools import AnyTool, functions
from deploy.sandbox.mistral.closed import read
from deploy.sandbox.mistral.gate import Arrival, decoded, ok
from deploy.sandbox.mistral.judge import judge_tools
from deploy.sandbox.mistral.refusals import Refusal
from deploy.sandbox.mistral.state import State


class Agents:
    def __init__(self, state: State) -> None:
        self._state = state

    async def create(self, arrival: Arrival) -> web.Response:
        fields = read(CreateAgent, decoded(arrival))
        self._judge(fields.model, fields.tools, fields.handoffs)
        arrival.accepted()
        return ok(self._state.agents.create(fields).card())

    async def every(self, arrival: Arrival) -> web.Response:
        arrival.accepted()
        query = arrival.request.query
        page, size = int(query.get("page", "0")), int(query.get("page_size", "20"))
        return ok([agent.card() for agent in self._state.agents.all()][page * size : (page + 1) * size])

    async def one(self, arrival: Arrival) -> web.Response:
        agent = self._found(arrival)
        wanted = arrival.request.query.get("agent_version", "")
        if wanted and agent.version(int(wanted)) is None:
            raise Refusal(404, f"Agent {agent.id} has no version {wanted}")
        arrival.accepted()
        return ok(agent.card(int(wanted) if wanted else None))

    async def versions(self, arrival: Arrival) -> web.Response:
        agent = self._found(arrival)
        arrival.accepted()
        return ok([agent.card(number) for number in reversed(range(len(agent.versions)))])

    async def update(self, arrival: Arrival) -> web.Response:
        fields = read(UpdateAgent, decoded(arrival))
        agent = self._found(arrival)
        self._judge(fields.model or agent.current.model, fields.tools, fields.handoffs)
        arrival.accepted()
        self._state.agents.update(agent, fields)
        return ok(agent.card())

    async def delete(self, arrival: Arrival) -> web.Response:
        agent = self._found(arrival)
        arrival.accepted()
        self._state.agents.delete(agent.id)
        return web.Response(status=204)

    def _found(self, arrival: Arrival) -> Agent:
        agent_id = arrival.request.match_info["agent_id"]
        if (agent := self._state.agents.find(agent_id)) is None:
            raise Refusal(404, f"Agent with id {agent_id} not found")
        return agent

    def _judge(self, model: str, tools: list[AnyTool], handoffs: list[str] | None) -> None:
        judge_model(self._state, model)
        judge_tools(functions(tools), "auto")
        for other in handoffs or ():
            if self._state.agents.find(other) is None:
                raise Refusal(404, f"Agent with id {other} not found")


def judge_model(state: State, name: str) -> None:
    """Agents and conversations need a model that chats and calls functions."""
    model = state.catalogue.find(name)
    if model is None or not model.capabilities >= {"completion_chat", "function_calling"}:
        raise Refusal(400, f"Invalid model: {name}", "invalid_model", "1500")
