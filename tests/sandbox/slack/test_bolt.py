"""The sandbox as the real slack-bolt sees it, over Socket Mode."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond, AsyncSay, AsyncSetStatus

from tests.sandbox.slack.sandbox import ANA, BOT, GENERAL, Sandbox


@asynccontextmanager
async def connected(world: Sandbox, app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(app, world.slack.environment()["SLACK_APP_TOKEN"], ping_interval=1)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # bolt leaves it untyped
    try:
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # bolt leaves it untyped
        await asyncio.sleep(0)


async def test_a_mention_is_answered(world: Sandbox) -> None:
    app = AsyncApp(client=world.client())

    @app.event("app_mention")
    async def mention(event: dict[str, Any], say: AsyncSay, set_status: AsyncSetStatus) -> None:
        await set_status("is thinking")
        await say(f"Hello <@{event['user']}>", thread_ts=event["ts"])

    async with connected(world, app):
        root = world.slack.say("Ana", "general", f"<@{BOT}> hello")
        await world.log.until(lambda: len(world.slack.messages("general", root)) == 2)

    answer = world.slack.messages("general", root)[-1]
    assert (answer["text"], answer["notified"]) == (f"Hello <@{ANA}>", [f"<@{ANA}>"])
    times = world.slack.visible_times()
    assert [(one["ts"], one["first"]) for one in times] == [(answer["ts"], world.slack.first_visible("general", root))]


async def test_an_event_without_a_listener_is_sent_again(world: Sandbox) -> None:
    app = AsyncApp(client=world.client())
    retries: list[str] = []

    @app.event("reaction_added")
    async def reaction() -> None: ...

    @app.middleware
    async def note(req: Any, next_: Any) -> None:
        retries.append(req.headers.get("x-slack-retry-num", ["0"])[0])
        world.log.notify()
        await next_()

    async with connected(world, app):
        world.slack.say("Ana", "general", "hello")
        await world.log.until(lambda: len(retries) == 1)
        await world.turn(3)
        await world.log.until(lambda: len(retries) == 2)

    assert retries == ["0", "1"]


async def test_a_redelivered_event_runs_a_listener_twice(world: Sandbox) -> None:
    app = AsyncApp(client=world.client())

    @app.event("message")
    async def message(body: dict[str, Any], say: AsyncSay) -> None:
        await say(body["event_id"], thread_ts=body["event"]["ts"])

    async with connected(world, app):
        root = world.slack.say("Ana", "general", "hello")
        await world.log.until(lambda: len(world.slack.messages("general", root)) == 2)
        name = next(one["name"] for one in world.slack.deliveries() if one["outcome"] == "acked")
        world.slack.redeliver(name)
        await world.log.until(lambda: len(world.slack.messages("general", root)) == 3)

    assert [one["text"] for one in world.slack.messages("general", root)[1:]] == [name, name]


async def test_a_command_is_acknowledged_and_responded_to(world: Sandbox) -> None:
    app = AsyncApp(client=world.client())

    @app.command("/bot")
    async def command(ack: AsyncAck, respond: AsyncRespond, command: dict[str, Any]) -> None:
        await ack(f"You said {command['text']}")
        await respond("And now to all", response_type="in_channel")

    async with connected(world, app):
        name = world.slack.command("Ana", "general", "/bot", "1 < 2")
        await world.log.until(lambda: world.slack.messages("general") and world.slack.ephemerals())

    assert [one["text"] for one in world.slack.ephemerals("general", "Ana")] == ["You said 1 < 2"]
    assert world.slack.messages("general")[0]["text"] == "And now to all"
    assert world.slack.deliveries(name)[0]["response"]["text"] == "You said 1 &lt; 2"


async def test_a_late_acknowledgement_of_a_command_is_lost(world: Sandbox) -> None:
    app = AsyncApp(client=world.client())
    begun: list[bool] = []

    @app.command("/bot")
    async def command(ack: AsyncAck) -> None:
        begun.append(True)
        world.log.notify()
        await world.turned.sleep(3.6)
        await ack("too late")

    async with connected(world, app):
        name = world.slack.command("Ana", "general", "/bot")
        await world.log.until(lambda: begun)
        await world.turn(4)
        assert world.slack.deliveries(name)[0]["outcome"] == "lost"

    assert world.slack.ephemerals() == []


async def test_a_button_is_pressed_and_its_message_replaced(world: Sandbox) -> None:
    app = AsyncApp(client=world.client())
    button = {"type": "button", "text": {"type": "plain_text", "text": "Yes"}, "action_id": "yes", "value": "42"}
    ts = await world.post("Shall I?", blocks=[{"type": "actions", "elements": [button]}])

    @app.action("yes")
    async def yes(ack: AsyncAck, action: dict[str, Any], respond: AsyncRespond) -> None:
        await ack()
        await respond(f"Chosen: {action['value']}", replace_original=True)

    async with connected(world, app):
        world.slack.press("Ana", "general", ts, "yes")
        await world.log.until(lambda: world.slack.messages("general")[0]["edited"])

    assert world.slack.messages("general")[0]["text"] == "Chosen: 42"


async def test_a_stream_is_stopped_by_a_person(world: Sandbox) -> None:
    app = AsyncApp(client=world.client())

    @app.event("agent_session_stopped")
    async def stopped(event: dict[str, Any], client: Any) -> None:
        place = {"channel_id": event["channel"], "thread_ts": event["thread_ts"]}
        await client.agents_sessions_setStatus(**place, status="active")

    async with connected(world, app):
        thread, _ = await world.stream("half an ans")
        world.slack.stop("Ana", "general", thread)
        await world.log.until(lambda: world.slack.session("general", thread)["status"] == "active")


async def test_bolt_moves_to_a_new_socket_when_it_is_told_to(world: Sandbox) -> None:
    app = AsyncApp(client=world.client())
    heard: list[str] = []

    @app.event("message")
    async def message(event: dict[str, Any]) -> None:
        heard.append(event["text"])

    async with connected(world, app):
        world.slack.disconnect()
        await world.log.until(lambda: len(world.log.of("slack", "link")) == 2 and world.slack.sockets() == 1)
        world.slack.say("Ana", "general", "still there?")
        await world.log.until(lambda: world.slack.deliveries()[0]["outcome"] == "acked")

    assert heard == ["still there?"]


async def test_bolt_comes_back_after_its_socket_was_closed(world: Sandbox) -> None:
    app = AsyncApp(client=world.client())
    heard: list[str] = []

    @app.event("message")
    async def message(event: dict[str, Any]) -> None:
        heard.append(event["text"])

    async with connected(world, app):
        world.slack.close_sockets()
        world.slack.say("Ana", "general", "said in the gap")
        await world.log.until(lambda: world.slack.deliveries()[0]["outcome"] == "acked")

    assert heard == ["said in the gap"]


async def test_the_apps_own_messages_are_acknowledged_and_passed_over(world: Sandbox) -> None:
    app = AsyncApp(client=world.client())
    heard: list[str] = []

    @app.event("message")
    async def message(event: dict[str, Any]) -> None:
        heard.append(event["text"])

    async with connected(world, app):
        await world.post("talking to myself")
        await world.log.until(lambda: world.slack.deliveries()[0]["outcome"] == "acked")

    assert heard == []
    assert world.log.of("slack", "auth.test")[0].status == 200
    assert (await world.client().conversations_history(channel=GENERAL))["messages"][0]["bot_id"] == "B0SANDBOX"
