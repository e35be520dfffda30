import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.sandbox.mistral.conftest import CHAT, Desk, Json, body, tool


async def lines(desk: Desk, *messages: Any, **fields: Any) -> AsyncIterator[str]:
    sent = body(*messages, stream=True, **fields)
    async with desk.http.stream("POST", "/v1/chat/completions", json=sent) as reply:
        assert reply.status_code == 200
        assert reply.headers["content-type"] == "text/event-stream; charset=utf-8"
        async for line in reply.aiter_lines():
            if line:
                yield line


async def chunks(desk: Desk, *messages: Any, **fields: Any) -> list[Json]:
    """The chunks of a stream that must end properly."""
    got = [line async for line in lines(desk, *messages, **fields)]
    assert got.pop() == "data: [DONE]"
    return [json.loads(line.removeprefix("data: ")) for line in got]


def deltas(got: list[Json]) -> list[Json]:
    return [chunk["choices"][0]["delta"] for chunk in got]


def finishes(got: list[Json]) -> list[str | None]:
    return [chunk["choices"][0]["finish_reason"] for chunk in got]


async def test_first_delta_has_the_role_and_later_ones_do_not(desk: Desk) -> None:
    desk.service.script([{"text": "wind and sea"}])

    got = await chunks(desk, "go")

    assert deltas(got)[0] == {"role": "assistant", "content": ""}
    assert not any("role" in delta for delta in deltas(got)[1:])
    assert "".join(delta["content"] for delta in deltas(got)) == "wind and sea"
    assert {chunk["object"] for chunk in got} == {"chat.completion.chunk"}
    assert len({chunk["id"] for chunk in got}) == 1


async def test_usage_rides_only_on_the_chunk_with_the_finish_reason(desk: Desk) -> None:
    desk.service.script([{"tokens": 4}])

    got = await chunks(desk, "go")

    assert finishes(got) == [None] * 5 + ["stop"]
    assert [chunk.get("usage") is not None for chunk in got] == [False] * 5 + [True]
    assert got[-1]["usage"]["completion_tokens"] == 4


async def test_each_token_is_an_event_and_some_carry_padding(desk: Desk) -> None:
    desk.service.script([{"tokens": 30}])

    got = await chunks(desk, "go")

    assert len(got) == 32
    assert 0 < sum("p" in chunk for chunk in got) < len(got)


async def test_thinking_streams_as_lists_and_turns_into_strings(desk: Desk) -> None:
    desk.service.script([{"thinking": "first this", "text": "then that"}])

    contents = [delta["content"] for delta in deltas(await chunks(desk, "go"))]

    assert contents[1] == [{"type": "thinking", "thinking": [{"type": "text", "text": "first"}]}]
    assert contents[3] == [{"type": "thinking", "thinking": []}, {"type": "text", "text": "then"}]
    assert contents[4:] == [" that", ""]


async def test_whole_calls_come_in_one_delta_with_their_indexes(desk: Desk) -> None:
    calls = [{"name": "look", "arguments": {"at": "sea"}}, {"name": "look", "arguments": "{}"}]
    desk.service.script([{"text": "Let me look.", "calls": calls}])

    got = await chunks(desk, "go", tools=[tool("look")])

    sent = deltas(got)[-1]["tool_calls"]
    assert finishes(got)[-1] == "tool_calls"
    assert [call["index"] for call in sent] == [0, 1]
    assert [call["function"]["arguments"] for call in sent] == ['{"at": "sea"}', "{}"]
    assert sum("tool_calls" in delta for delta in deltas(got)) == 1


async def test_fragmented_calls_are_put_together_by_index(desk: Desk) -> None:
    arguments = json.dumps({"question": "how strong is the wind at sea"})
    calls = [{"name": "look", "arguments": arguments}, {"name": "hear", "arguments": "{}"}]
    desk.service.script([{"calls": calls, "fragmented": True}])

    got = await chunks(desk, "go", tools=[tool("look"), tool("hear")])

    pieces = [call for delta in deltas(got) for call in delta.get("tool_calls", ())]
    first = [call for call in pieces if call["index"] == 0]
    assert "".join(call["function"]["arguments"] for call in first) == arguments
    assert [call["function"]["name"] for call in first] == ["look"] + [""] * (len(first) - 1)
    assert {call.get("id") for call in first[1:]} == {"null", None}
    assert finishes(got)[-1] == "tool_calls"


async def test_relayed_models_fragment_their_calls(desk: Desk) -> None:
    got = await chunks(desk, "what is 2 + 2?", model="zai-glm-latest", tools=[tool("calculator", expression={})])

    assert sum("tool_calls" in delta for delta in deltas(got)) > 1


async def test_every_choice_is_streamed(desk: Desk) -> None:
    desk.service.script([{"tokens": 2}])

    got = await chunks(desk, "go", n=2)

    assert {len(chunk["choices"]) for chunk in got} == {2}


async def test_tokens_come_at_the_pace_that_was_set(desk: Desk) -> None:
    desk.service.script([{"tokens": 4}])
    desk.service.pace(first=0.3, tokens_per_second=10)
    start = desk.clock.monotonic()

    streaming = asyncio.create_task(chunks(desk, "go"))
    await desk.log.until(desk.service.timings)
    await desk.clock.advance(0.35)
    assert [turn["tokens"] for turn in desk.service.timings()] == [1]
    await desk.clock.advance(0.1)
    assert [turn["tokens"] for turn in desk.service.timings()] == [2]
    await desk.clock.advance(5)
    await streaming

    (turn,) = desk.service.timings()
    assert (turn["arrived"], turn["tokens"]) == (start, 4)
    assert turn["first_token"] - start == pytest.approx(0.3)
    assert turn["last_token"] - start == pytest.approx(0.6)


async def test_cut_closes_the_connection_after_so_many_tokens(desk: Desk) -> None:
    desk.service.script([{"tokens": 9}])
    desk.fault("cut", tokens=3)

    with pytest.raises(httpx.RemoteProtocolError):
        await chunks(desk, "go")

    assert desk.service.timings()[0]["tokens"] == 3


async def test_silent_stream_stays_open_and_says_nothing_more(desk: Desk) -> None:
    desk.service.script([{"tokens": 9}])
    desk.fault("silent", tokens=2)
    desk.http.timeout = httpx.Timeout(0.2)

    with pytest.raises(httpx.ReadTimeout):
        await chunks(desk, "go")

    assert desk.service.timings()[0]["tokens"] == 2


async def test_error_can_end_a_stream_in_its_middle(desk: Desk) -> None:
    desk.service.script([{"tokens": 9}])
    desk.fault("error_event", tokens=2)

    got = await chunks(desk, "go")

    assert finishes(got) == [None, None, None, "error"]


@pytest.mark.parametrize(("finish", "last"), [(True, "stop"), (False, None)], ids=["finished", "unfinished"])
async def test_stream_can_end_without_done(desk: Desk, finish: bool, last: str | None) -> None:
    desk.service.script([{"tokens": 3}])
    desk.fault("no_done", tokens=2, finish=finish)

    got = [line async for line in lines(desk, "go")]

    assert json.loads(got[-1].removeprefix("data: "))["choices"][0]["finish_reason"] == last
    assert len(got) == (5 if finish else 3)


async def test_garbage_is_one_line_in_a_stream_that_goes_on(desk: Desk) -> None:
    desk.service.script([{"tokens": 5}])
    desk.fault("garbage", tokens=2)

    got = [line async for line in lines(desk, "go")]

    assert got[3].startswith('data: {"id":"broken"')
    assert got[-1] == "data: [DONE]"
    assert len(got) == 9


async def test_client_that_leaves_is_noticed(desk: Desk) -> None:
    desk.service.script([{"tokens": 100}])
    desk.service.pace(tokens_per_second=10)
    async with desk.http.stream("POST", "/v1/chat/completions", json=body("go", stream=True)):
        pass
    await asyncio.wait_for(leave(desk), 5)

    assert desk.log.of("mistral", CHAT)[0].error == "the client left"


async def leave(desk: Desk) -> None:
    while not desk.log.of("mistral", CHAT)[0].error:
        await desk.clock.advance(1)


async def test_refusal_of_a_stream_is_plain_json(desk: Desk) -> None:
    reply = await desk.ask("go", stream=True, seed=1)

    assert reply.status_code == 422
    assert reply.headers["content-type"].startswith("application/json")
