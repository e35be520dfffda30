"""Socket Mode: one good socket at any time, and a word whenever events may have been missed."""

import asyncio

import pytest

from adapters.slack.link import DEAD_AFTER, QUIET_AFTER
from bot.core.errors import NotAllowed
from bot.core.values import GapOpened, Inbound
from tests.adapters.slack.rig import GENERAL, Rig


def gaps(rig: Rig) -> int:
    return len(rig.told("gap"))


async def test_the_start_is_a_gap(rig: Rig) -> None:
    await rig.start()
    assert gaps(rig) == 1
    assert rig.slack.sockets() == 1
    assert rig.names() == ["auth.test", "apps.connections.open"]


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_refresh_is_seamless(rig: Rig, reason: str) -> None:
    await rig.start()
    rig.slack.disconnect(reason)
    await rig.until(lambda: rig.names().count("apps.connections.open") == 2 and rig.slack.sockets() == 1)
    rig.slack.say("Ana", GENERAL, "hello")
    await rig.until(lambda: rig.told("message"))
    assert gaps(rig) == 1


@pytest.mark.parametrize("abrupt", [True, False])
async def test_a_socket_that_is_cut_is_replaced_and_the_gap_is_told(rig: Rig, abrupt: bool) -> None:
    await rig.start()
    rig.slack.close_sockets(abrupt)
    await rig.until(lambda: gaps(rig) == 2)
    rig.slack.say("Ana", GENERAL, "hello")
    await rig.until(lambda: rig.told("message"))


async def test_a_gap_is_told_before_what_the_new_socket_brings(rig: Rig) -> None:
    """What was missed is older: it has to be looked for first, even if to store that takes longer than a look-up."""
    accepted: list[str] = []
    stored = asyncio.Event()

    async def accept(event: Inbound) -> None:
        if isinstance(event, GapOpened):
            await stored.wait()
        accepted.append(event.kind)
        rig.log.notify()

    rig.slack.say("Ana", GENERAL, "said while nobody listened")
    running = asyncio.create_task(rig.platform.run(accept))
    try:
        await rig.until(lambda: {each["outcome"] for each in rig.slack.deliveries()} == {"waiting"})
        for _ in range(5):
            await rig.round_trip()
        assert accepted == []
        stored.set()
        await rig.until(lambda: accepted == ["gap", "message"])
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_nothing_said_while_sockets_change_is_lost(rig: Rig) -> None:
    await rig.start()
    for number in range(12):
        rig.slack.say("Ana", GENERAL, f"line {number}")
        if number % 3 == 0:
            rig.slack.disconnect()
        await rig.round_trip()
    await rig.until(lambda: len({event.said.text for event in rig.told("message")}) == 12)


async def test_too_many_sockets_or_a_link_that_is_off_lead_to_a_new_one(rig: Rig) -> None:
    await rig.start()
    rig.slack.disconnect("link_disabled")
    await rig.until(lambda: gaps(rig) == 2)
    assert rig.slack.sockets() == 1


async def test_a_socket_that_answers_pings_and_hears_nothing_is_replaced(still: Rig) -> None:
    await still.start()
    still.slack.deafen()
    still.slack.say("Ana", GENERAL, "hello")
    for _ in range(int(QUIET_AFTER / 10) + 2):
        await still.turn(10)
        await still.round_trip()
    await still.until(lambda: gaps(still) == 2)
    still.slack.say("Ana", GENERAL, "again")
    await still.until(lambda: still.told("message"))


async def test_a_socket_from_which_nothing_comes_at_all_is_dead(still: Rig) -> None:
    await still.start()
    await still.turn(DEAD_AFTER + 1)  # in no real time: no pong has come
    await still.until(lambda: gaps(still) == 2)


async def test_a_slack_that_gives_no_socket_is_asked_again(rig: Rig) -> None:
    rig.fail("apps.connections.open", "status", status=503)
    await rig.start()
    assert rig.names().count("apps.connections.open") == 2


async def test_a_token_that_is_revoked_on_the_way_ends_the_receiving(rig: Rig) -> None:
    await rig.start()
    rig.fail("apps.connections.open", "error", error="invalid_auth", times=9)
    rig.slack.close_sockets(abrupt=True)
    assert rig._running is not None
    with pytest.raises(NotAllowed) as caught:
        await rig._running
    rig._running = None
    assert "SLACK_APP_TOKEN" in caught.value.notice


async def test_the_end_waits_for_what_is_being_stored(rig: Rig) -> None:
    await rig.start()
    rig.fail("users.info", "latency", seconds=0.2)
    name = rig.slack.say("Ana", GENERAL, "hello")
    await rig.until(lambda: "users.info" in rig.names())
    assert rig._running is not None
    rig._running.cancel()
    await asyncio.gather(rig._running, return_exceptions=True)
    assert [event.said.message_id for event in rig.told("message")] == [name]
    await rig.until(lambda: {each["outcome"] for each in rig.slack.deliveries()} == {"acked"})
    assert rig.slack.sockets() == 0
