"""Conversations are refused, kept and continued as the documents say."""

import json
from typing import Any

import httpx
import pytest

from tests.sandbox.mistral.conftest import SMALL, Desk, Json, tool

CALC = tool("calculate", expression={"type": "string"})


async def start(desk: Desk, inputs: Any = "hello", **fields: Any) -> httpx.Response:
    body = {"inputs": inputs, **({} if "agent_id" in fields else {"model": SMALL}), **fields}
    return await desk.http.post("/v1/conversations", json=body)


async def append(desk: Desk, reply: httpx.Response, inputs: Any, **fields: Any) -> httpx.Response:
    identity = reply.json()["conversation_id"]
    return await desk.http.post(f"/v1/conversations/{identity}", json={"inputs": inputs, **fields})


def text(reply: httpx.Response) -> str:
    output = next(each for each in reply.json()["outputs"] if each["type"] == "message.output")
    return output["content"] if isinstance(output["content"], str) else json.dumps(output["content"])


def result_of(call: Json, result: str) -> Json:
    return {"type": "function.result", "tool_call_id": call["tool_call_id"], "result": result}


async def test_what_was_said_before_is_known_later(desk: Desk) -> None:
    first = await start(desk, "Ana: we ship on Thursday")
    second = await append(desk, first, "when do we ship?")

    assert text(second) == 'Ana wrote: "we ship on Thursday".'


async def test_each_going_on_has_a_new_id_and_the_one_before_stays(desk: Desk) -> None:
    first = await start(desk)
    second = await append(desk, first, "again")

    assert second.json()["conversation_id"] != first.json()["conversation_id"]
    history = await desk.http.get(f"/v1/conversations/{first.json()['conversation_id']}/history")
    assert [each["type"] for each in history.json()["entries"]] == ["message.input", "message.output"]


@pytest.mark.parametrize("key", ["tools", "model", "instructions"])
async def test_going_on_takes_no_setup(desk: Desk, key: str) -> None:
    refused = await append(desk, await start(desk), "again", **{key: []})

    assert refused.status_code == 422
    assert refused.json()["code"] == 3001
    assert refused.json()["detail"][0]["type"] == "extra_forbidden"


@pytest.mark.parametrize("fields", [{"agent_id": "ag_1", "model": SMALL}, {"model": None}], ids=["both", "neither"])
async def test_either_a_model_or_an_agent_is_named(desk: Desk, fields: Json) -> None:
    refused = await desk.http.post("/v1/conversations", json={"inputs": "hello", **fields})

    assert refused.status_code == 422


async def test_an_unknown_agent_is_not_found(desk: Desk) -> None:
    assert (await start(desk, agent_id="ag_404")).status_code == 404


async def test_a_call_waits_for_its_result(desk: Desk) -> None:
    called = await start(desk, "what is 6*7?", tools=[CALC])
    (call,) = called.json()["outputs"]
    assert (call["type"], call["name"]) == ("function.call", "calculate")

    refused = await append(desk, called, "never mind")
    assert refused.status_code == 400
    assert "results are still missing" in refused.json()["message"]
    assert refused.json()["code"] == "3001"

    answered = await append(desk, called, [result_of(call, "42")])
    assert "42" in text(answered)


async def test_a_result_without_its_call_is_refused(desk: Desk) -> None:
    refused = await append(desk, await start(desk), [{"type": "function.result", "tool_call_id": "abc", "result": "1"}])

    assert refused.status_code == 400


async def test_what_is_not_stored_cannot_be_gone_on_with(desk: Desk) -> None:
    refused = await append(desk, await start(desk, store=False), "again")

    assert refused.status_code == 404


async def test_it_starts_again_from_an_entry(desk: Desk) -> None:
    first = await start(desk, "Ana: we ship on Thursday")
    second = await append(desk, first, "Bob: no, on Friday")
    entry = first.json()["outputs"][-1]["id"]
    identity = second.json()["conversation_id"]

    again = await desk.http.post(
        f"/v1/conversations/{identity}/restart", json={"from_entry_id": entry, "inputs": "when do we ship?"}
    )
    assert "Thursday" in text(again)
    assert "Friday" not in text(again)
    unknown = await desk.http.post(f"/v1/conversations/{identity}/restart", json={"from_entry_id": "x"})
    assert unknown.status_code == 404


async def test_a_stream_names_its_events_and_says_no_done(desk: Desk) -> None:
    desk.service.script([{"text": "the wind is from the west"}])
    reply = await start(desk, stream=True)

    names = [line[7:] for line in reply.text.splitlines() if line.startswith("event: ")]
    data = [json.loads(line[6:]) for line in reply.text.splitlines() if line.startswith("data: ")]
    assert names == [each["type"] for each in data]
    assert (names[0], names[-1]) == ("conversation.response.started", "conversation.response.done")
    assert "[DONE]" not in reply.text
    assert "".join(each["content"] for each in data[1:-1]) == "the wind is from the west"
    assert data[-1]["usage"]["total_tokens"] > 0


async def test_a_stream_may_end_in_an_error(desk: Desk) -> None:
    desk.fault("error_event", "POST /v1/conversations", tokens=1)
    desk.service.script([{"tokens": 5}])

    reply = await start(desk, stream=True)
    assert "event: conversation.response.error" in reply.text
    assert "response.done" not in reply.text


async def test_the_web_is_searched_and_cited(desk: Desk) -> None:
    page = {"title": "Winds", "url": "https://winds.example/mistral", "text": "The mistral blows in winter."}
    desk.service.shelve([page])

    reply = (await start(desk, "search the web: when does the mistral blow?", tools=[{"type": "web_search"}])).json()
    execution, output = reply["outputs"]
    assert (execution["type"], execution["name"]) == ("tool.execution", "web_search")
    assert output["content"][1] | {"favicon": None} == {
        "type": "tool_reference", "tool": "web_search", "title": "Winds", "url": page["url"], "favicon": None,
        "description": page["text"],
    }  # fmt: skip
    assert reply["usage"]["connectors"] == {"web_search": 1}
    assert reply["usage"]["connector_tokens"] > 0


async def test_code_is_run_and_pictures_are_made(desk: Desk) -> None:
    tools = [{"type": "code_interpreter"}, {"type": "image_generation"}]
    computed = (await start(desk, "what is 6*7?", tools=tools)).json()["outputs"]
    assert computed[0]["info"]["code_output"] == "42\n"

    drawn = (await start(desk, "draw a sail", tools=tools)).json()["outputs"]
    file_id = drawn[1]["content"][1]["file_id"]
    content = await desk.http.get(f"/v1/files/{file_id}/content")
    assert content.content.startswith(b"\x89PNG")


async def test_a_library_is_searched(desk: Desk) -> None:
    desk.service.shelve([], {"lib_1": [{"title": "Handbook", "text": "Holidays are booked with Lena."}]})

    reply = await start(desk, "who books holidays?", tools=[{"type": "document_library", "library_ids": ["lib_1"]}])
    assert "Lena" in text(reply)


async def test_agents_have_versions_and_hand_over(desk: Desk) -> None:
    lawyer = (await desk.http.post("/v1/agents", json={"model": SMALL, "name": "Lawyer"})).json()
    desk_agent = await desk.http.post(
        "/v1/agents", json={"model": SMALL, "name": "Front desk", "handoffs": [lawyer["id"]]}
    )
    agent = desk_agent.json()
    changed = await desk.http.patch(f"/v1/agents/{agent['id']}", json={"instructions": "Be brief."})
    assert (changed.json()["version"], changed.json()["name"]) == (1, "Front desk")

    reply = (await start(desk, "ask the lawyer: is it signed?", agent_id=agent["id"])).json()
    handoff = reply["outputs"][0]
    assert (handoff["type"], handoff["next_agent_name"]) == ("agent.handoff", "Lawyer")
    assert reply["outputs"][1]["agent_id"] == lawyer["id"]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"model": "mistral-embed", "name": "a"}, 400),
        ({"model": SMALL}, 422),
        ({"model": SMALL, "name": "a", "colour": "red"}, 422),
        ({"model": SMALL, "name": "a", "handoffs": ["ag_404"]}, 404),
        ({"model": SMALL, "name": "a", "tools": [{"type": "document_library", "library_ids": []}]}, 422),
        ({"model": SMALL, "name": "a", "completion_args": {"temperature": 1.2}}, 422),
    ],
    ids=["no chat model", "no name", "unknown key", "unknown handoff", "no library", "too hot"],
)
async def test_a_wrong_agent_is_refused(desk: Desk, fields: Json, status: int) -> None:
    assert (await desk.http.post("/v1/agents", json=fields)).status_code == status
