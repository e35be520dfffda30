"""An agent over loopback: what arrives at the service, and what becomes of it."""

from typing import Any

import pytest

from bot.core.agents import AgentDefinition
from bot.core.errors import ModelRefused, ReplyBroken
from bot.core.messages import (
    AssistantMessage,
    ConnectorUse,
    Message,
    ModelEvent,
    ModelRequest,
    SystemMessage,
    ToolMessage,
    ToolSpec,
    UserMessage,
    Working,
)
from bot.mistral.agents.model import LOST
from bot.mistral.agents.service import MistralAgents
from bot.mistral.client import open_http
from tests.fakes import FakePreferences
from tests.mistral.conftest import SMALL, Bench, end_of, text_of

START, APPEND = "POST /v1/conversations", "POST /v1/conversations/{id}"
RESTART = "POST /v1/conversations/{id}/restart"
RULES = SystemMessage("You are Galerne.")
CALC = ToolSpec("calculate", "Work it out.", {"type": "object", "properties": {"expression": {"type": "string"}}})
AGENTS = {
    "plain": AgentDefinition(model=SMALL, instructions="Be brief."),
    "finder": AgentDefinition(model=SMALL, tools=("web_search", "image_generation")),
    "front": AgentDefinition(model=SMALL, handoffs=("plain",)),
}
PAGE = {"title": "Winds [of] France", "url": "https://winds.example/a(b)", "text": "The mistral blows in winter."}


class Seat:
    """One agent of a running service, and the preferences that outlive the process."""

    def __init__(self, bench: Bench, preferences: FakePreferences, agents: MistralAgents) -> None:
        self.bench = bench
        self.preferences = preferences
        self.agents = agents

    async def said(self, *messages: Message | str, agent: str = "plain", **fields: Any) -> list[ModelEvent]:
        told = tuple(UserMessage(each) if isinstance(each, str) else each for each in messages)
        request = ModelRequest(SMALL, (RULES, *told), conversation="slack:T:C:1", **fields)
        engine = await self.agents.engine(agent)
        return [event async for event in engine.model.stream(request)]

    def sent(self, name: str) -> list[dict[str, Any]]:
        return [dict(call.body) for call in self.bench.calls(name)]


async def seated(bench: Bench, preferences: FakePreferences | None = None, **fields: Any) -> Seat:
    preferences = preferences or FakePreferences()
    http = await bench.stack.enter_async_context(open_http(bench.config))
    definitions = {**AGENTS, **fields.pop("definitions", {})}
    agents = MistralAgents(http, bench.config, bench.clock, preferences, definitions, owner="Galerne", **fields)
    return Seat(bench, preferences, agents)


async def test_a_thread_is_told_once_and_then_gone_on_with(bench: Bench) -> None:
    seat = await seated(bench)

    first = end_of(await seat.said("Ana: we ship on Thursday")).message
    second = await seat.said("Ana: we ship on Thursday", first, "when do we ship?")

    assert text_of(second) == 'Ana wrote: "we ship on Thursday".'
    (start,), (append,) = seat.sent(START), seat.sent(APPEND)
    assert [entry["content"] for entry in start["inputs"]] == [
        "The rules of the chat that you are in:\n\nYou are Galerne.",
        "Ana: we ship on Thursday",
    ]
    assert [entry["content"] for entry in append["inputs"]] == ["when do we ship?"]
    assert set(append) == {"inputs", "stream", "store", "completion_args"}


async def test_it_goes_on_from_the_last_id_in_another_process(bench: Bench) -> None:
    seat = await seated(bench)
    one = end_of(await seat.said("one")).message
    two = end_of(await seat.said("one", one, "two")).message
    again = await seated(bench, seat.preferences)
    await again.said("one", one, "two", two, "three")

    history = await bench_history(bench)
    assert [entry["content"] for entry in history if entry["type"] == "message.input"][1:] == ["one", "two", "three"]


async def bench_history(bench: Bench) -> list[dict[str, Any]]:
    """Of the newest conversation."""
    http = await bench.stack.enter_async_context(open_http(bench.config))
    headers = {"Authorization": f"Bearer {bench.config.api_key}"}
    listed = await http.get(bench.config.url("conversations"), headers=headers)
    newest = listed.json()[0]["id"]
    history = await http.get(bench.config.url(f"conversations/{newest}/history"), headers=headers)
    entries: list[dict[str, Any]] = history.json()["entries"]
    return entries


async def test_an_edited_message_starts_it_again_from_the_entry_before(bench: Bench) -> None:
    seat = await seated(bench)
    one = end_of(await seat.said("one")).message
    two = end_of(await seat.said("one", one, "we ship on Thursday")).message

    events = await seat.said("one", one, "we ship on Friday", "when do we ship?")
    assert "Friday" in text_of(events)
    (restart,) = seat.sent(RESTART)
    assert [entry["content"] for entry in restart["inputs"]] == ["we ship on Friday", "when do we ship?"]
    inputs = [entry["content"] for entry in await bench_history(bench) if entry["type"] == "message.input"]
    assert inputs[1:] == ["one", "we ship on Friday", "when do we ship?"]
    assert two.text not in str(inputs)


async def test_a_reply_that_was_lost_on_the_way_is_asked_for_again(bench: Bench) -> None:
    seat = await seated(bench)
    one = end_of(await seat.said("one")).message
    await seat.said("one", one, "two")

    await seat.said("one", one, "two")  # the process died before it had recorded the reply
    inputs = [entry["content"] for entry in await bench_history(bench) if entry["type"] == "message.input"]
    assert inputs[1:] == ["one", "two"]


async def test_our_functions_are_run_for_it(bench: Bench) -> None:
    seat = await seated(bench)
    called = end_of(await seat.said("what is 6*7?", tools=(CALC,)))

    assert called.finish == "tool_calls"
    (call,) = called.message.calls
    assert (call.name, call.arguments) == ("calculate", '{"expression": "6*7"}')
    answered = await seat.said("what is 6*7?", called.message, ToolMessage(call.id, "calculate", "42"), tools=(CALC,))
    assert "42" in text_of(answered)
    (append,) = seat.sent(APPEND)
    assert append["inputs"] == [{"type": "function.result", "tool_call_id": call.id, "result": "42"}]


async def test_calls_left_open_by_a_stop_are_left_behind(bench: Bench) -> None:
    seat = await seated(bench)
    await seat.said("what is 6*7?", tools=(CALC,))

    events = await seat.said("what is 6*7?", AssistantMessage("(I was interrupted here.)"), "go on", tools=(CALC,))
    assert end_of(events).finish == "stop"


async def test_an_agent_is_made_once_and_changed_when_its_functions_do(bench: Bench) -> None:
    seat = await seated(bench)
    await seat.said("one", tools=(CALC,))
    await seat.said("two", tools=(CALC,))
    assert [agent["version"] for agent in bench.service.agents()] == [0]

    await seat.said("three", tools=(CALC, ToolSpec("look", "Look.", {"type": "object", "properties": {}})))
    (agent,) = bench.service.agents()
    assert agent["version"] == 1
    assert [tool["function"]["name"] for tool in agent["tools"]] == ["calculate", "look"]
    await seat.said("four", tools=(CALC,))
    assert bench.service.agents()[0]["version"] == 1


async def test_a_search_is_shown_cited_and_counted(bench: Bench) -> None:
    bench.service.shelve([PAGE])
    seat = await seated(bench, prices={"web_search": 0.03})

    events = await seat.said("search the web: when does the mistral blow?", agent="finder")
    assert any(isinstance(each, Working) and each.status.startswith("searching the web: ") for each in events)
    assert "([Winds of France](https://winds.example/a%28b%29))" in text_of(events)
    assert end_of(events).besides.connectors == (ConnectorUse("web_search", 1, 0.03),)


async def test_a_picture_that_it_makes_can_be_fetched(bench: Bench) -> None:
    seat = await seated(bench)

    (made,) = end_of(await seat.said("draw a sail", agent="finder")).besides.made
    assert made.name == "image_generated_0.png"
    assert (await seat.agents.content(made)).startswith(b"\x89PNG")


async def test_a_handoff_is_named(bench: Bench) -> None:
    seat = await seated(bench)

    ended = end_of(await seat.said("ask Galerne: plain about it", agent="front"))
    assert ended.besides.notes == ("handed over to Galerne: plain",)
    assert {agent["name"] for agent in bench.service.agents()} == {"Galerne: front", "Galerne: plain"}


async def test_a_conversation_that_is_gone_is_told_again_and_says_so(bench: Bench) -> None:
    seat = await seated(bench)
    one = end_of(await seat.said("Ana: we ship on Thursday")).message
    bench.service.lose_conversations()

    events = await seat.said("Ana: we ship on Thursday", one, "when do we ship?")
    assert "Thursday" in text_of(events)
    assert end_of(events).besides.notes == (LOST,)
    two = end_of(events).message
    later = await seat.said("Ana: we ship on Thursday", one, "when do we ship?", two, "and where?")
    assert end_of(later).besides.notes == ()


async def test_an_agent_that_was_deleted_is_made_again(bench: Bench) -> None:
    seat = await seated(bench)
    await seat.said("one")
    bench.service.clear()

    with pytest.raises(ModelRefused) as raised:
        await seat.said("two")
    assert "ask again" in raised.value.notice
    assert end_of(await seat.said("two")).finish == "stop"


async def test_an_agent_of_an_id_is_used_as_it_is(bench: Bench) -> None:
    seat = await seated(bench)
    await seat.said("one")
    made = bench.service.agents()[0]["id"]
    named = await seated(bench, definitions={"mine": AgentDefinition(id=made)})

    assert (await named.agents.engine("mine")).name == SMALL
    await named.said("two", agent="mine")
    assert named.sent(START)[-1]["agent_id"] == made
    missing = await seated(bench, definitions={"gone": AgentDefinition(id="ag_404")})
    with pytest.raises(ModelRefused):
        await missing.agents.engine("gone")


async def test_with_nothing_stored_everything_is_told_each_time(bench: Bench) -> None:
    seat = await seated(bench, stored=False)
    assert "AGENT_STORE" in seat.agents.missing

    one = end_of(await seat.said("one")).message
    await seat.said("one", one, "two")
    assert [len(start["inputs"]) for start in seat.sent(START)] == [2, 4]
    assert {start["store"] for start in seat.sent(START)} == {False}
    assert seat.preferences.kept.keys() == {("mistral agents", "plain")}


async def test_a_regional_endpoint_serves_none_and_says_so(bench: Bench) -> None:
    from dataclasses import replace

    bench_eu = replace(bench, config=replace(bench.config, base_url="https://api.eu.mistral.ai"))
    seat = await seated(bench_eu)

    assert "EU" in seat.agents.missing
    with pytest.raises(ModelRefused) as raised:
        await seat.agents.engine("plain")
    assert "MISTRAL_BASE_URL" in raised.value.notice


async def test_all_that_is_kept_of_a_conversation_is_forgotten(bench: Bench) -> None:
    seat = await seated(bench)
    one = end_of(await seat.said("one")).message
    await seat.said("one", one, "two")

    assert await seat.agents.forget("slack:T:C:1")
    assert len(bench.calls("DELETE /v1/conversations/{id}")) == 2
    assert not await seat.agents.forget("slack:T:C:1")


@pytest.mark.parametrize("kind", ["cut", "error_event", "garbage"])
async def test_a_stream_that_breaks_is_no_answer(bench: Bench, kind: str) -> None:
    seat = await seated(bench)
    bench.fault(kind, START, tokens=2)
    bench.service.script([{"tokens": 10}])

    with pytest.raises(ReplyBroken):
        await seat.said("one")
    assert end_of(await seat.said("one")).finish == "stop"


async def test_a_busy_service_is_asked_again(bench: Bench) -> None:
    seat = await seated(bench)
    bench.fault("status", START, status=503)

    assert end_of(await seat.said("one")).finish == "stop"
