"""The vendor's own client takes our agents, our conversations and their events."""

from mistralai.client import Mistral
from mistralai.client.models import (
    AgentHandoffDoneEvent,
    FunctionCallEvent,
    MessageOutputEntry,
    MessageOutputEvent,
    ResponseDoneEvent,
    ToolExecutionDoneEvent,
    ToolReferenceChunk,
)

from tests.sandbox.mistral.conftest import SMALL, Desk


def client_of(desk: Desk) -> Mistral:
    settings = desk.service.environment()
    return Mistral(api_key=settings["MISTRAL_API_KEY"], server_url=settings["MISTRAL_BASE_URL"])


async def test_sdk_streams_a_search_and_its_source(desk: Desk) -> None:
    desk.service.shelve([{"title": "Winds", "url": "https://winds.example", "text": "The mistral blows in winter."}])
    async with client_of(desk) as sdk:
        stream = await sdk.beta.conversations.start_stream_async(
            model=SMALL, inputs="search the web: when does the mistral blow?", tools=[{"type": "web_search"}]
        )
        events = [event.data async for event in stream]

    assert any(isinstance(each, ToolExecutionDoneEvent) for each in events)
    outputs = [each.content for each in events if isinstance(each, MessageOutputEvent)]
    assert any(isinstance(each, ToolReferenceChunk) for each in outputs)
    assert isinstance(events[-1], ResponseDoneEvent)
    assert events[-1].usage.connectors == {"web_search": 1}


async def test_sdk_makes_an_agent_that_calls_and_hands_over(desk: Desk) -> None:
    look = {"type": "function", "function": {"name": "calculate", "parameters": {"type": "object", "properties": {}}}}
    async with client_of(desk) as sdk:
        lawyer = await sdk.beta.agents.create_async(model=SMALL, name="Lawyer", tools=[look])
        agent = await sdk.beta.agents.create_async(model=SMALL, name="Desk", handoffs=[lawyer.id])
        stream = await sdk.beta.conversations.start_stream_async(agent_id=agent.id, inputs="lawyer: what is 6*7?")
        events = [event.data async for event in stream]
        first = await sdk.beta.conversations.start_async(agent_id=agent.id, inputs="Ana: hello")
        history = await sdk.beta.conversations.get_history_async(conversation_id=first.conversation_id)

    assert any(isinstance(each, AgentHandoffDoneEvent) for each in events)
    assert any(isinstance(each, FunctionCallEvent) for each in events)
    assert isinstance(history.entries[-1], MessageOutputEntry)
