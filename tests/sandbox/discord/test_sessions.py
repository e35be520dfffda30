"""Sessions outlive their connection, for a while."""

import pytest

from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.discord.sessions import RESUME_WINDOW, Intent, Session, Sessions
from tests.sandbox.discord.conftest import Connect, Dial, RecordingClient, Wire


async def left(dial: Dial, service: DiscordService, *, code: int = 4000) -> dict[str, object]:
    """Identify, leave, and say what a resume needs."""
    wire = await dial()
    ready = await wire.identify()
    guild = await wire.next()
    await wire.socket.close(code=code)
    return {"token": wire.token, "session_id": ready["d"]["session_id"], "seq": guild["s"]}


async def resumed(dial: Dial, resume: dict[str, object]) -> Wire:
    wire = await dial()
    await wire.send(6, resume)
    return wire


async def test_missed_events_are_told_again(dial: Dial, service: DiscordService) -> None:
    resume = await left(dial, service)
    service.say("Ana", "#launch", "one")
    service.say("Bao", "#launch", "two")
    wire = await resumed(dial, resume)
    told = [await wire.next() for _ in range(3)]
    assert [one["t"] for one in told] == ["MESSAGE_CREATE", "MESSAGE_CREATE", "RESUMED"]
    assert [one["s"] for one in told] == [3, 4, 5]
    assert told[1]["d"]["content"] == "two"


@pytest.mark.parametrize("code", [1000, 1001])
async def test_client_that_says_goodbye_gives_its_session_up(dial: Dial, service: DiscordService, code: int) -> None:
    wire = await resumed(dial, await left(dial, service, code=code))
    assert await wire.next() == {"op": 9, "d": False, "s": None, "t": None}


async def test_session_expires(dial: Dial, service: DiscordService, clock: TurnedClock) -> None:
    resume = await left(dial, service)
    await clock.advance(RESUME_WINDOW + 1)
    assert (await (await resumed(dial, resume)).next())["op"] == 9


async def test_unknown_session_or_number_is_invalid(dial: Dial, service: DiscordService) -> None:
    resume = await left(dial, service)
    for wrong in ({"session_id": "nobody"}, {"seq": 99}, {"seq": None}):
        assert (await (await resumed(dial, resume | wrong)).next())["d"] is False
    assert await (await resumed(dial, resume | {"token": "wrong"})).close_code() == 4004


def test_events_beyond_the_memory_are_not_resumable() -> None:
    session = Session(Intent(0), (0, 1), None)
    for _ in range(2_001):
        session.tell("X", "{}")
    assert session.missed(0) is None
    assert len(session.missed(1) or []) == 2_000
    assert session.missed(2_002) is None


async def test_sessions_without_connection_are_forgotten(clock: TurnedClock) -> None:
    sessions = Sessions(clock)
    sessions.add(Session(Intent(0), (0, 1), None, left_at=clock.monotonic()))
    assert len(list(sessions)) == 1
    await clock.advance(RESUME_WINDOW + 1)
    assert list(sessions) == []


async def test_two_clients_hear_the_same(dial: Dial, service: DiscordService) -> None:
    wires = [await dial(), await dial()]
    for wire in wires:
        await wire.identify()
    service.say("Ana", "#launch", "both")
    assert [(await wire.until("MESSAGE_CREATE"))["d"]["content"] for wire in wires] == ["both", "both"]


async def test_client_resumes_after_a_close(bot: RecordingClient, service: DiscordService) -> None:
    service.disconnect(4000)
    service.say("Ana", "#launch", "meanwhile")
    await bot.until("resumed")
    assert [one.content for one in await bot.until("message")] == ["meanwhile"]
    assert len(bot.told("ready")) == 1


async def test_events_sent_into_a_dead_line_are_told_again(dial: Dial, service: DiscordService) -> None:
    """The line breaks without a word; what was sent into it comes again after the resume."""
    wire = await dial()
    ready = await wire.identify()
    guild = await wire.next()
    wire.socket._response.close()
    service.say("Ana", "#launch", "lost?")
    resume = {"token": wire.token, "session_id": ready["d"]["session_id"], "seq": guild["s"]}
    told = await (await resumed(dial, resume)).next()
    assert told["d"]["content"] == "lost?"


async def test_two_bots_at_once_both_answer_for_themselves(connect: Connect, service: DiscordService) -> None:
    first, second = await connect(), await connect()
    service.say("Ana", "#launch", "<@BOT> hello")
    [one], [other] = await first.until("message"), await second.until("message")
    assert one.id == other.id
    assert service.connected() == 2
