"""The client over loopback: what it does with everything that the service has been seen to do."""

import asyncio
import json
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import pytest

from bot.core.errors import ModelRefused, ReplyBroken
from bot.core.messages import (
    AssistantMessage,
    ModelEvent,
    TextDelta,
    ToolCall,
    ToolMessage,
)
from bot.core.model_ports import Model
from bot.mistral.client import Mistral
from tests.fakes import settle
from tests.mistral.conftest import LOOK, SMALL, UUID, Bench, asking, end_of, heard, text_of

WIND = "the wind is from the west"


async def broken(client: Mistral) -> tuple[str, ReplyBroken]:
    """What came of a reply before it broke, and how it did."""
    events: list[ModelEvent] = []
    with pytest.raises(ReplyBroken) as caught:
        await heard(client, asking("go"), events)
    return text_of(events), caught.value


async def test_client_is_a_model(mistral: Mistral) -> None:
    model: Model = mistral

    assert model is mistral


async def test_reply_comes_in_pieces_and_ends_with_all_that_is_known_of_it(bench: Bench, mistral: Mistral) -> None:
    bench.service.script([{"text": WIND}])

    events = await heard(mistral, asking("go"))
    ended = end_of(events)

    assert [event.text for event in events[:-1] if isinstance(event, TextDelta)][:3] == ["the", " wind", " is"]
    assert text_of(events) == ended.message.text == WIND
    assert (ended.usage.prompt_tokens, ended.usage.completion_tokens, ended.finish) == (4, 6, "stop")
    assert UUID.fullmatch(ended.request_id)


async def test_whole_reply_says_the_same(bench: Bench, mistral: Mistral) -> None:
    bench.service.script([{"text": WIND, "thinking": "hm"}, {"text": WIND, "thinking": "hm"}])

    whole = await mistral.complete(asking("go"))
    streamed = end_of(await heard(mistral, asking("go")))

    assert replace(whole, request_id="") == replace(streamed, request_id="")
    assert (whole.message.text, whole.message.thinking) == (WIND, "hm")


@pytest.mark.parametrize("fragmented", [False, True], ids=["whole calls", "calls in pieces"])
async def test_tools_are_called_and_their_results_understood(
    bench: Bench, mistral: Mistral, *, fragmented: bool
) -> None:
    calls = [{"name": "look", "arguments": {"for": "wind"}}, {"name": "look", "arguments": {"for": "sea"}}]
    bench.service.script([{"calls": calls, "fragmented": fragmented}, {"text": "west"}])

    asked = end_of(await heard(mistral, asking("go", tools=(LOOK,))))
    results = [ToolMessage(call.id, call.name, "west") for call in asked.message.calls]
    told = await heard(mistral, asking("go", asked.message, *results, tools=(LOOK,)))

    assert asked.finish == "tool_calls"
    assert [call.arguments.replace(" ", "") for call in asked.message.calls] == ['{"for":"wind"}', '{"for":"sea"}']
    assert text_of(told) == "west"


async def test_thinking_is_replayed_to_a_model_that_reasons_and_not_to_another(bench: Bench, mistral: Mistral) -> None:
    history = ("go", AssistantMessage("west", thinking="hm"), "and now?")

    await heard(mistral, asking(*history))
    await heard(mistral, asking(*history, model="mistral-large-2512"))

    first, second = [call.body["messages"][1]["content"] for call in bench.calls()]
    assert isinstance(first, list)
    assert second == "west"


async def test_reasoning_models_are_learned_from_the_list(bench: Bench, mistral: Mistral) -> None:
    await mistral.cards()

    await heard(mistral, asking("go", AssistantMessage("west", thinking="hm"), "?", model="mistral-medium-2604"))

    assert isinstance(bench.calls()[0].body["messages"][1]["content"], list)


async def test_turn_that_was_cut_short_is_still_accepted(mistral: Mistral) -> None:
    called = AssistantMessage("", (ToolCall("call_from_elsewhere", "look", '{"for": "wi'),))

    events = await heard(mistral, asking("go", called, "and now?", tools=(LOOK,)))

    assert end_of(events).message.text


@pytest.mark.parametrize("finish", [True, False], ids=["after its finish reason", "before"])
async def test_stream_without_done_is_whole_only_if_it_said_why_it_ends(
    bench: Bench, mistral: Mistral, *, finish: bool
) -> None:
    bench.service.script([{"text": WIND}])
    bench.fault("no_done", tokens=99 if finish else 3, finish=finish)

    if finish:
        assert end_of(await heard(mistral, asking("go"))).message.text == WIND
    else:
        text, error = await broken(mistral)
        assert text == "the wind is"
        assert UUID.search(str(error))


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("cut", "connection was lost"),
        ("error_event", "ended it with an error"),
        ("garbage", "not JSON"),
    ],
)
async def test_stream_that_breaks_keeps_what_had_come(bench: Bench, mistral: Mistral, kind: str, why: str) -> None:
    bench.service.script([{"text": WIND}])
    bench.fault(kind, tokens=3)

    text, error = await broken(mistral)

    assert text == "the wind is"
    assert why in str(error)
    assert UUID.fullmatch(error.request_id)
    assert len(bench.calls()) == 1


async def test_stream_that_falls_silent_is_given_up(bench: Bench) -> None:
    bench.service.script([{"text": WIND}])
    bench.fault("silent", tokens=2)

    text, error = await broken(await bench.client(silence_seconds=0.05))

    assert text == "the wind"
    assert "fell silent" in str(error)


async def test_stopping_ends_the_request_at_once(bench: Bench, mistral: Mistral) -> None:
    bench.service.script([{"text": WIND}])
    bench.fault("silent", tokens=2)
    events = mistral.stream(asking("go"))
    assert [await anext(events), await anext(events)] == [TextDelta("the"), TextDelta(" wind")]
    waiting = asyncio.ensure_future(anext(events))
    await settle()
    assert len(connections(mistral)) == 1

    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)

    assert waiting.cancelled()
    assert connections(mistral) == []


async def test_consumer_that_stops_reading_ends_the_request_at_once(bench: Bench, mistral: Mistral) -> None:
    bench.service.script([{"text": WIND}])
    bench.fault("silent", tokens=2)

    events = mistral.stream(asking("go"))
    async with aclosing(events):
        await anext(events)

    assert connections(mistral) == []


async def test_stopping_before_the_answer_begins_ends_the_request_too(bench: Bench, mistral: Mistral) -> None:
    bench.fault("hang")
    waiting = asyncio.ensure_future(heard(mistral, asking("go")))
    await bench.log.until(bench.calls)

    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)

    assert connections(mistral) == []


def connections(client: Mistral) -> list[int]:
    """Connections that the client holds open, by an id of each."""
    transport: Any = client._exchange._http._transport
    return [id(connection) for connection in transport._pool.connections]


async def test_connection_is_used_again_after_a_stream(bench: Bench, mistral: Mistral) -> None:
    bench.service.script([{"text": WIND}, {"text": WIND}])

    await heard(mistral, asking("go"))
    first = connections(mistral)
    await heard(mistral, asking("go"))

    assert connections(mistral) == first != []


async def test_models_are_listed_once_each(bench: Bench, mistral: Mistral) -> None:
    bench.fault("status", name="GET /v1/models", status=500)

    cards = await mistral.cards()

    ids = [card.id for card in cards]
    small = cards[ids.index(SMALL)]
    assert len(ids) == len(set(ids))
    assert (small.aliases, small.context) == (("mistral-small-latest",), 262_144)
    assert small.capabilities == {"chat", "tools", "vision", "reasoning"}


async def test_list_that_is_no_json_points_at_the_address(bench: Bench, mistral: Mistral) -> None:
    bench.fault("html", name="GET /v1/models", status=200)

    with pytest.raises(ModelRefused) as caught:
        await mistral.cards()

    assert "MISTRAL_BASE_URL" in caught.value.notice


async def test_reply_of_a_schema_is_an_object_of_it(mistral: Mistral) -> None:
    schema = {"type": "object", "properties": {"total": {"type": "string"}}, "required": ["total"]}

    ended = await mistral.complete(asking("Extract the total. Invoice 4711, total: 12 euros.", schema=schema))

    assert set(json.loads(ended.message.text)) == {"total"}
