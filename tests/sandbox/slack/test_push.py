import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.signature import SignatureVerifier

from deploy.sandbox.http import Site
from deploy.sandbox.log import CallLog
from deploy.sandbox.slack.push import signature
from tests.sandbox.slack.sandbox import BOT, Sandbox


class FakeReceiver:
    """A request URL that keeps what it gets and answers as it is told."""

    def __init__(self, log: CallLog) -> None:
        self._log = log
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[web.Response] = []
        self.silent = False
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        if request.content_type == "application/json" and json.loads(body)["type"] == "url_verification":
            return web.json_response({"challenge": json.loads(body)["challenge"]})
        self.got.append((dict(request.headers), body))
        self._log.notify()
        if self.silent:
            await asyncio.Event().wait()
        return self.answers.pop(0) if self.answers else web.Response()


@pytest.fixture
async def receiver(world: Sandbox) -> AsyncIterator[FakeReceiver]:
    receiver = FakeReceiver(world.log)
    application = web.Application()
    application.router.add_post("/slack/events", receiver.handle)
    site = Site(application)
    receiver.url = f"http://127.0.0.1:{await site.start()}/slack/events"
    yield receiver
    await site.stop()


async def arrived(world: Sandbox, receiver: FakeReceiver, count: int) -> tuple[dict[str, str], bytes]:
    await world.log.until(lambda: len(receiver.got) >= count)
    return receiver.got[-1]


async def outcome(world: Sandbox, wanted: str) -> dict[str, Any]:
    found = await world.log.until(lambda: [one for one in world.slack.deliveries() if one["outcome"] == wanted])
    return found[0]


async def test_an_event_is_posted_with_a_signature(world: Sandbox, receiver: FakeReceiver) -> None:
    assert await world.slack.deliver_to(receiver.url, "secret") is True
    world.slack.say("Ana", "general", "héllo")

    headers, body = await arrived(world, receiver, 1)

    assert json.loads(body)["event"]["text"] == "héllo"
    stamp = headers["X-Slack-Request-Timestamp"]
    assert stamp == str(int(world.clock.time()))
    verifier = SignatureVerifier("secret")
    assert headers["X-Slack-Signature"] == verifier.generate_signature(timestamp=stamp, body=body)
    assert "X-Slack-Retry-Num" not in headers
    await outcome(world, "acked")


async def test_a_url_that_does_not_answer_the_challenge_is_not_taken(world: Sandbox) -> None:
    assert await world.slack.deliver_to("http://127.0.0.1:1/nobody") is False
    assert await world.slack.deliver_to(world.url + "auth.test") is False

    socket = await world.connect()
    world.slack.say("Ana", "general", "by socket")
    assert (await socket.event())["text"] == "by socket"


async def test_an_error_is_tried_again_with_its_number_and_reason(world: Sandbox, receiver: FakeReceiver) -> None:
    await world.slack.deliver_to(receiver.url)
    receiver.answers = [web.Response(status=500), web.Response(status=503)]
    world.slack.say("Ana", "general", "hello")

    headers, _ = await arrived(world, receiver, 2)
    assert (headers["X-Slack-Retry-Num"], headers["X-Slack-Retry-Reason"]) == ("1", "http_error")
    await world.log.until(lambda: world.slack.deliveries()[0]["attempts"] == 3)
    await world.turn(60)
    assert (await arrived(world, receiver, 3))[0]["X-Slack-Retry-Num"] == "2"
    await outcome(world, "acked")


async def test_a_silent_url_is_a_timeout(world: Sandbox, receiver: FakeReceiver) -> None:
    await world.slack.deliver_to(receiver.url)
    receiver.silent = True
    world.slack.say("Ana", "general", "hello")
    await arrived(world, receiver, 1)
    receiver.silent = False

    await world.turn(3)

    headers, _ = await arrived(world, receiver, 2)
    assert headers["X-Slack-Retry-Reason"] == "http_timeout"
    assert (await outcome(world, "acked"))["attempts"] == 2


async def test_an_app_can_ask_not_to_be_tried_again(world: Sandbox, receiver: FakeReceiver) -> None:
    await world.slack.deliver_to(receiver.url)
    receiver.answers = [web.Response(status=500, headers={"X-Slack-No-Retry": "1"})]
    world.slack.say("Ana", "general", "hello")

    assert (await outcome(world, "lost"))["attempts"] == 1


async def test_a_dead_url_is_a_failed_connection(world: Sandbox, receiver: FakeReceiver) -> None:
    await world.slack.deliver_to(receiver.url)
    world.slack._backend.push.url = "http://127.0.0.1:1/"
    world.slack.say("Ana", "general", "hello")

    delivery = world.slack._backend.courier.sent[0]
    await world.log.until(lambda: delivery.attempt == 1)
    await world.turn(0)
    assert delivery.reason == "connection_failed"


async def test_commands_and_clicks_are_forms(world: Sandbox, receiver: FakeReceiver) -> None:
    await world.slack.deliver_to(receiver.url)
    receiver.answers = [web.json_response({"text": "at your service"}), web.Response(text="plain words")]

    world.slack.command("Ana", "general", "/bot", "help me")
    _, body = await arrived(world, receiver, 1)
    assert parse_qs(body.decode())["text"] == ["help me"]
    await outcome(world, "acked")
    world.slack.command("Ana", "general", "/bot")
    await arrived(world, receiver, 2)
    world.slack.shortcut("Ana", "summarise")
    _, body = await arrived(world, receiver, 3)
    assert json.loads(parse_qs(body.decode())["payload"][0])["callback_id"] == "summarise"
    await world.log.until(lambda: len(world.slack.ephemerals()) == 2)
    assert [one["text"] for one in world.slack.ephemerals()] == ["at your service", "plain words"]


async def test_bolt_takes_events_and_commands_over_http(live: Sandbox) -> None:
    app = AsyncApp(client=live.client(), signing_secret=live.slack.environment()["SLACK_SIGNING_SECRET"])
    seen: list[str] = []

    @app.event("app_mention")
    async def mention(event: dict[str, Any]) -> None:
        seen.append(event["text"])

    @app.command("/bot")
    async def command(ack: AsyncAck) -> None:
        await ack("done")

    async def handle(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    application = web.Application()
    application.router.add_post("/slack/events", handle)
    site = Site(application)
    url = f"http://127.0.0.1:{await site.start()}/slack/events"

    assert await live.slack.deliver_to(url, "another secret") is False
    assert await live.slack.deliver_to(url) is True
    live.slack.say("Ana", "general", f"<@{BOT}> hello")
    live.slack.command("Ana", "general", "/bot")
    await live.log.until(live.slack.ephemerals)

    assert live.slack.ephemerals()[0]["text"] == "done"
    assert seen == [f"<@{BOT}> hello"]
    assert await live.slack.deliver_to("") is True
    await site.stop()


def test_the_signature_is_that_of_the_documentation() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&"
        b"channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&"
        b"response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&"
        b"trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )

    made = signature("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body)

    assert made == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
