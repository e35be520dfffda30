"""Events over HTTP, signed."""

import aiohttp
import pytest

from tests.adapters.slack.rig import BOT, GENERAL, Rig
from tests.adapters.slack.test_parse import COMMANDS


async def start(rig: Rig) -> str:
    platform = await rig.start(mode="http", http_host="127.0.0.1", http_port=0, app_token="")
    await platform.publish(COMMANDS.all)
    url = f"http://127.0.0.1:{platform.port}/slack/events"
    assert await rig.slack.deliver_to(url)  # Slack's handshake
    return url


async def test_events_commands_and_clicks_come_in_by_http(rig: Rig) -> None:
    await start(rig)
    rig.slack.say("Ana", GENERAL, f"<@{BOT}> hello")
    rig.slack.command("Ana", GENERAL, "/ask", "why & how?")
    await rig.until(lambda: rig.told("message") and rig.told("command"))
    assert rig.told("command")[0].arguments == (("question", "why & how?"),)
    await rig.until(lambda: {each["outcome"] for each in rig.slack.deliveries()} == {"acked"})
    assert "apps.connections.open" not in rig.names()


async def test_what_could_not_be_stored_is_refused_and_comes_again(rig: Rig) -> None:
    await start(rig)
    rig.refusals = 1
    rig.slack.say("Ana", GENERAL, "hello")
    await rig.until(lambda: rig.told("message"))
    [delivery] = [each for each in rig.slack.deliveries() if each["type"] == "message"]
    assert delivery["attempts"] == 2


async def test_a_request_with_a_wrong_signature_is_refused(rig: Rig) -> None:
    url = await start(rig)
    assert not await rig.slack.deliver_to(url, "wrong secret")
    assert rig.told("message") == []


@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded", "text/plain", ""])
@pytest.mark.parametrize("body", [b"", b"{", b"payload={", b"[1]", b"\xff\xfe", b'{"event": "x", "authorizations": 3}'])
async def test_a_request_that_is_none_of_slacks_is_refused(rig: Rig, body: bytes, content_type: str) -> None:
    url = await start(rig)
    async with aiohttp.ClientSession() as session:
        async with session.post(url, data=body, headers={"Content-Type": content_type}) as answer:
            assert 400 <= answer.status < 500
        async with session.get(url) as answer:
            assert answer.status == 405


async def test_a_restart_is_a_gap_here_too(rig: Rig) -> None:
    await start(rig)
    assert len(rig.told("gap")) == 1
