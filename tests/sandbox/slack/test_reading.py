from tests.sandbox.slack.sandbox import GENERAL, Sandbox


async def test_times_are_those_of_the_first_words_and_of_the_last_change(world: Sandbox) -> None:
    thread, ts = await world.stream()
    start = world.clock.monotonic()
    await world.turn(1)
    assert world.slack.first_visible("general", thread) is None
    await world.append(ts, "The")
    await world.turn(1)
    await world.append(ts, " answer")

    assert world.slack.first_visible("general", thread) == start + 1
    assert world.slack.visible_times() == [
        {"channel": GENERAL, "ts": ts, "thread": thread, "first": start + 1, "last": start + 2}
    ]


async def test_buttons_alone_are_no_words(world: Sandbox) -> None:
    root = world.slack.say("Ana", "general", "root")
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "action_id": "go"}

    await world.post("unseen", thread_ts=root, blocks=[{"type": "actions", "elements": [button]}])

    assert world.slack.first_visible("general", root) is None
    assert world.slack.messages("general", root)[-1]["text"] == ""


async def test_words_are_there_after_an_update(world: Sandbox) -> None:
    root = world.slack.say("Ana", "general", "root")
    ts = await world.post("", thread_ts=root, blocks=[{"type": "divider"}])
    await world.turn(2)

    await world.api("chat.update", channel=GENERAL, ts=ts, text="words")

    assert world.slack.first_visible("general", root) == world.clock.monotonic()


async def test_a_thread_that_was_deleted_is_empty(world: Sandbox) -> None:
    root = world.slack.say("Ana", "general", "root")
    world.slack.delete("Ana", "general", root)

    assert world.slack.messages("general", root) == []
    assert world.slack.first_visible("general", root) is None
    assert world.slack.session("general", root) == {"status": "", "title": "", "line": ""}


async def test_deliveries_say_how_things_went(world: Sandbox) -> None:
    socket = await world.connect()
    world.slack.say("Ana", "general", "hello")
    world.slack.command("Ana", "general", "/bot")
    await socket.event()
    await socket.ack(await socket.frame(), {"text": "yes"})
    await world.log.until(lambda: world.slack.deliveries()[-1]["outcome"] == "acked")

    event, command = world.slack.deliveries()
    assert (event["kind"], event["type"], event["attempts"], event["late"]) == ("events_api", "message", 1, 0)
    assert (command["kind"], command["type"], command["response"]) == ("slash_commands", "command", {"text": "yes"})
    assert world.slack.deliveries(event["name"]) == [event]


async def test_a_session_knows_that_its_stream_has_died(world: Sandbox) -> None:
    thread, _ = await world.stream("x")

    await world.turn(300)

    assert world.slack.session("general", thread)["status"] == "active"
