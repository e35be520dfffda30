from tests.sandbox.slack.sandbox import Sandbox


async def test_an_acknowledged_event_is_not_sent_again(world: Sandbox) -> None:
    socket = await world.connect()
    world.slack.say("Ana", "general", "hello")
    await socket.event()
    await world.log.until(lambda: world.slack.deliveries()[0]["outcome"] == "acked")

    await world.turn(400)

    assert await socket.quiet()
    assert world.slack.deliveries()[0]["attempts"] == 1


async def test_an_event_is_sent_four_times_and_then_lost(world: Sandbox) -> None:
    socket = await world.connect()
    world.slack.say("Ana", "general", "hello")
    frames = [await socket.frame()]

    for pause in (3.0, 63.0, 303.0):
        await world.turn(pause - 0.1)
        assert await socket.quiet()
        await world.turn(0.1)
        frames.append(await socket.frame())
    await world.turn(3)

    assert [(one["retry_attempt"], one["retry_reason"]) for one in frames] == [
        (0, ""),
        (1, "timeout"),
        (2, "timeout"),
        (3, "timeout"),
    ]
    assert len({one["envelope_id"] for one in frames}) == 4
    assert len({one["payload"]["event_id"] for one in frames}) == 1
    assert world.slack.deliveries()[0]["outcome"] == "lost"


async def test_an_acknowledgement_after_three_seconds_does_not_count(world: Sandbox) -> None:
    socket = await world.connect()
    world.slack.say("Ana", "general", "hello")
    first = await socket.frame()
    await world.turn(3)
    second = await socket.frame()

    await socket.ack(first)
    await world.log.until(lambda: world.slack.deliveries()[0]["late"] == 1)
    assert world.slack.deliveries()[0]["outcome"] == "waiting"

    await socket.ack(second)
    await world.log.until(lambda: world.slack.deliveries()[0]["outcome"] == "acked")


async def test_a_command_is_sent_once_and_a_late_answer_is_lost(world: Sandbox) -> None:
    socket = await world.connect()
    name = world.slack.command("Ana", "general", "/bot", "help")
    frame = await socket.frame()
    assert "retry_attempt" not in frame
    await world.turn(3)
    assert world.slack.deliveries(name)[0]["outcome"] == "lost"

    await socket.ack(frame, {"text": "too late"})
    await socket.ack(frame)

    await world.turn(400)
    assert await socket.quiet()
    assert world.slack.ephemerals() == []
    assert world.slack.deliveries(name)[0]["late"] == 2


async def test_an_event_can_be_delivered_again(world: Sandbox) -> None:
    socket = await world.connect()
    world.slack.say("Ana", "general", "hello")
    first = await socket.frame()
    await socket.ack(first)

    assert world.slack.redeliver() == first["payload"]["event_id"]

    again = await socket.frame()
    assert again["payload"] == first["payload"]
    assert again["envelope_id"] != first["envelope_id"]
    assert world.slack.redeliver(first["payload"]["event_id"]) == first["payload"]["event_id"]
