import aiohttp
import pytest

from tests.sandbox.slack.sandbox import Sandbox


async def test_hello_comes_first(world: Sandbox) -> None:
    await world.connect()
    socket = await world.connect(hello=False)

    hello = await socket.frame()

    assert (hello["type"], hello["num_connections"]) == ("hello", 2)
    assert hello["connection_info"] == {"app_id": "A0SANDBOX"}
    assert hello["debug_info"]["approximate_connection_time"] == 18060
    assert world.slack.sockets() == 2


async def test_a_ticket_is_good_for_one_connection(world: Sandbox) -> None:
    url = await world.ticket()
    await world.dial(url)

    with pytest.raises(aiohttp.WSServerHandshakeError, match="401"):
        await world.dial(url)


async def test_an_event_comes_in_an_envelope(world: Sandbox) -> None:
    socket = await world.connect()
    world.slack.say("Ana", "general", "hello")

    frame = await socket.frame()

    assert (frame["type"], frame["accepts_response_payload"]) == ("events_api", False)
    assert (frame["retry_attempt"], frame["retry_reason"]) == (0, "")
    assert frame["payload"]["event"]["text"] == "hello"


async def test_each_event_goes_to_one_socket_in_turn(world: Sandbox) -> None:
    one, two = await world.connect(), await world.connect()

    for text in ("a", "b", "c"):
        world.slack.say("Ana", "general", text)

    assert [(await one.event())["text"], (await one.event())["text"]] == ["a", "c"]
    assert (await two.event())["text"] == "b"
    assert await one.quiet()
    assert await two.quiet()


async def test_an_event_waits_for_a_socket(world: Sandbox) -> None:
    world.slack.say("Ana", "general", "early")

    socket = await world.connect()

    assert (await socket.event())["text"] == "early"


async def test_an_event_without_a_socket_is_tried_again_and_then_lost(world: Sandbox) -> None:
    world.slack.say("Ana", "general", "into the void")

    await world.turn(3 + 3 + 60)
    assert world.slack.deliveries()[0]["outcome"] == "waiting"
    await world.turn(3 + 300 + 3)

    assert (world.slack.deliveries()[0]["outcome"], world.slack.deliveries()[0]["attempts"]) == ("lost", 4)
    assert await (await world.connect()).quiet()
    assert world.slack.messages("general")[0]["text"] == "into the void"


async def test_between_two_attempts_nothing_comes(world: Sandbox) -> None:
    world.slack.say("Ana", "general", "hello")
    await world.turn(7)

    socket = await world.connect()

    assert await socket.quiet()
    await world.turn(60)
    frame = await socket.frame()
    assert (frame["retry_attempt"], frame["retry_reason"]) == (2, "timeout")


async def test_an_event_on_a_broken_socket_moves_to_another(world: Sandbox) -> None:
    broken, whole = await world.connect(), await world.connect()
    world.slack.say("Ana", "general", "hello")
    assert (await broken.frame())["retry_attempt"] == 0

    await broken.ws.close()

    frame = await whole.frame()
    assert (frame["retry_attempt"], frame["payload"]["event"]["text"]) == (1, "hello")


async def test_a_deaf_socket_answers_pings_and_carries_nothing(world: Sandbox) -> None:
    socket = await world.connect()
    assert world.slack.deafen() == 1
    world.slack.say("Ana", "general", "can you hear me?")

    assert await socket.quiet()
    assert world.slack.sockets() == 1

    world.slack.deafen(on=False)
    assert (await socket.event())["text"] == "can you hear me?"
    assert await socket.quiet()


async def test_what_a_deaf_socket_held_goes_to_the_next(world: Sandbox) -> None:
    deaf = await world.connect()
    world.slack.deafen()
    world.slack.say("Ana", "general", "can you hear me?")

    await deaf.ws.close()
    fresh = await world.connect()

    assert (await fresh.event())["text"] == "can you hear me?"


async def test_a_socket_is_told_to_go_and_cut_after_ten_seconds(world: Sandbox) -> None:
    old = await world.connect()
    assert world.slack.disconnect("warning") == 1
    assert (await old.frame())["reason"] == "warning"
    new = await world.connect()

    world.slack.say("Ana", "general", "hello")
    assert (await new.event())["text"] == "hello"
    await world.turn(10)
    await world.log.until(lambda: world.slack.sockets() == 1)

    assert (await old.ws.receive(timeout=5)).type is aiohttp.WSMsgType.CLOSE


@pytest.mark.parametrize(
    ("abrupt", "last"), [(False, aiohttp.WSMsgType.CLOSE), (True, aiohttp.WSMsgType.CLOSED)], ids=["closed", "cut"]
)
async def test_sockets_are_closed(world: Sandbox, abrupt: bool, last: aiohttp.WSMsgType) -> None:
    socket = await world.connect()

    assert world.slack.close_sockets(abrupt) == 1

    assert (await socket.ws.receive(timeout=5)).type is last
    await world.log.until(lambda: world.slack.sockets() == 0)


async def test_the_eleventh_socket_is_sent_away(world: Sandbox) -> None:
    for _ in range(10):
        await world.connect()

    crowded = await world.connect()

    assert (await crowded.frame()) == {"type": "disconnect", "reason": "too_many_websockets"}


async def test_noise_from_the_app_is_passed_over(world: Sandbox) -> None:
    socket = await world.connect()
    for noise in ("not json", "[]", '{"envelope_id": 5}', '{"envelope_id": "unknown"}'):
        await socket.ws.send_str(noise)
    world.slack.say("Ana", "general", "hello")

    assert (await socket.event())["text"] == "hello"


async def test_a_connection_can_be_refused_by_a_fault(world: Sandbox) -> None:
    world.fail("link", "status", status=503)
    url = await world.ticket()

    with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
        await world.dial(url)
    assert (await (await world.dial(url)).frame())["type"] == "hello"
