"""Events over HTTP, signed."""

import asyncio
from dataclasses import replace

import aiohttp
import pytest

from adapters.slack import SlackPlatform
from bot.core.values import Inbound
from tests.adapters.slack.rig import BOT, GENERAL, Rig
from tests.adapters.slack.test_asking import OPTIONS, QUESTION
from tests.adapters.slack.test_parse import COMMANDS


def port(platform: SlackPlatform) -> int:
    """Where it listens, once it does."""
    return platform._receiver.port if platform._receiver else 0


async def start(rig: Rig) -> str:
    platform = await rig.start(mode="http", http_host="127.0.0.1", http_port=0, app_token="")
    await platform.publish(COMMANDS.all)
    url = f"http://127.0.0.1:{port(platform)}/slack/events"
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


async def test_presses_and_forms_come_in_by_http(rig: Rig) -> None:
    await start(rig)
    reply, _, thread = rig.reply()
    await reply.ask(QUESTION, OPTIONS)
    message = rig.answers(thread)[-1]["ts"]
    rig.slack.press("Ana", GENERAL, message, label="Read all")
    rig.slack.press("Ana", GENERAL, message, label="Choose pages")
    [form] = await rig.until(lambda: rig.slack.views("Ana"))
    rig.slack.fill_form("Ana", form["id"], {"line": "1-20"})
    await rig.until(lambda: len(rig.told("action")) == 2)
    assert [press.text for press in rig.told("action")] == ["", "1-20"]
    await rig.until(lambda: {each["outcome"] for each in rig.slack.deliveries()} == {"acked"})
    assert rig.slack.views("Ana") == []


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


async def test_nothing_is_taken_before_the_gap_has_been_told(rig: Rig) -> None:
    """What was missed is older: it has to be looked for first."""
    stored = asyncio.Event()

    async def accept(event: Inbound) -> None:
        await stored.wait()

    platform = SlackPlatform(replace(rig.config, mode="http", http_host="127.0.0.1", app_token=""), rig.clock)
    running = asyncio.create_task(platform.run(accept))
    async with asyncio.timeout(10), aiohttp.ClientSession() as session:
        while not port(platform):  # noqa: ASYNC110 - a port rings no bell
            await asyncio.sleep(0.01)
        url = f"http://127.0.0.1:{port(platform)}/slack/events"
        posting = asyncio.create_task(session.post(url, data=b"{"))
        await asyncio.wait({posting}, timeout=0.2)
        assert not posting.done()
        stored.set()
        assert 400 <= (await posting).status < 500
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await platform.close()


async def test_a_restart_is_a_gap_here_too(rig: Rig) -> None:
    await start(rig)
    assert len(rig.told("gap")) == 1
