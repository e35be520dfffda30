from typing import Any

import httpx
import pytest

from tests.sandbox.slack.sandbox import ANA, Sandbox


async def respond(url: str, body: Any) -> tuple[int, str]:
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(url, content=body) if isinstance(body, str) else await http.post(url, json=body)
    return answer.status_code, answer.text


def command_url(world: Sandbox, channel: str = "general") -> str:
    world.slack.command("Ana", channel, "/bot")
    return str(world.last()["response_url"])


async def test_a_response_is_for_the_person_alone(world: Sandbox) -> None:
    assert await respond(command_url(world), {"text": "for you"}) == (200, "ok")

    assert [(one["user"], one["text"]) for one in world.slack.ephemerals()] == [(ANA, "for you")]
    assert world.slack.messages("general") == []


async def test_a_response_may_be_for_all_where_the_app_is_not(world: Sandbox) -> None:
    quiet = world.slack.create_channel("quiet", ["Ana"])

    await respond(command_url(world, quiet), {"text": "for all", "response_type": "in_channel"})

    assert [(one["text"], one["bot"]) for one in world.slack.messages(quiet)] == [("for all", True)]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        pytest.param({"markdown_text": "**x**"}, "no_text", id="markdown"),
        pytest.param({}, "no_text", id="nothing"),
        pytest.param("not json", "no_text", id="noise"),
        pytest.param("[1]", "no_text", id="list"),
        pytest.param({"text": "x", "blocks": [{"type": "no"}]}, "invalid_blocks", id="blocks"),
    ],
)
async def test_a_response_is_refused(world: Sandbox, body: Any, error: str) -> None:
    status, text = await respond(command_url(world), body)

    assert status == 400
    assert error in text
    assert world.log.of("slack", "response_url")[0].error == error


async def test_the_sixth_response_is_refused(world: Sandbox) -> None:
    url = command_url(world)

    answers = [await respond(url, {"text": f"{number}"}) for number in range(6)]

    assert [status for status, _ in answers] == [200] * 5 + [404]
    assert len(world.slack.ephemerals()) == 5
    await world.turn(1800)
    assert "expired_url" in (await respond(url, {"text": "x"}))[1]


async def test_the_message_of_a_pressed_button_is_replaced_or_deleted(world: Sandbox) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "action_id": "go"}
    ts = await world.post("Shall I?", blocks=[{"type": "actions", "elements": [button]}])
    world.slack.press("Ana", "general", ts, "go")
    url = world.last()["response_url"]

    await respond(url, {"text": "Going", "replace_original": True})
    assert [(one["ts"], one["text"]) for one in world.slack.messages("general")] == [(ts, "Going")]

    await respond(url, {"delete_original": True})
    assert world.slack.messages("general") == []


async def test_a_response_fails_by_a_fault(world: Sandbox) -> None:
    world.fail("response_url", "status", status=500)

    assert (await respond(command_url(world), {"text": "x"}))[0] == 500
    assert world.slack.ephemerals() == []
