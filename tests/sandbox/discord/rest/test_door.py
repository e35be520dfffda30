"""What every REST call goes through."""

import asyncio

import aiohttp
import discord
import httpx
import pytest

from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.log import CallLog
from tests.sandbox.discord.conftest import Dial, RecordingClient, lean_intents
from tests.sandbox.discord.verdicts import complaints, verdict


def plan(faults: FaultPlan, name: str, kind: str, times: int = 1, **with_: object) -> None:
    faults.add(Fault("discord", name, kind, times, with_=with_))


@pytest.fixture
def path(service: DiscordService) -> str:
    return f"/channels/{service.ids()['#launch']}/messages"


@pytest.mark.parametrize("token", ["", "Bot wrong", "Bearer x"])
async def test_wrong_token_is_unauthorized(api: httpx.AsyncClient, token: str) -> None:
    response = await api.get("/users/@me", headers={"Authorization": token})
    assert (verdict(response), response.json()["message"]) == ((401, 0), "401: Unauthorized")


async def test_wrong_token_fails_the_login(log: CallLog, pointed: None) -> None:
    client = RecordingClient(log, lean_intents())
    with pytest.raises(discord.LoginFailure):
        await client.login("wrong")
    await client.close()


async def test_content_type_has_no_charset(api: httpx.AsyncClient) -> None:
    for path in ("/users/@me", "/channels/1", "/nowhere"):
        assert (await api.get(path)).headers["Content-Type"] == "application/json"


async def test_unknown_route_is_not_found(api: httpx.AsyncClient, log: CallLog) -> None:
    assert verdict(await api.get("/nowhere")) == (404, 0)
    assert log.of("discord", "GET nowhere")[0].status == 404


async def test_path_without_an_id_is_a_form_error(api: httpx.AsyncClient) -> None:
    assert complaints(await api.get("/channels/general/messages")) == {"channel_id": "NUMBER_TYPE_COERCE"}


async def test_calls_are_recorded(api: httpx.AsyncClient, service: DiscordService, log: CallLog, path: str) -> None:
    await api.post(path, json={"content": "x"})
    await api.get(path, params={"limit": 5})
    await api.post(path, json={"content": ""})
    [good, bad] = log.of("discord", "POST channels/messages")
    assert good.body == {"channel_id": service.ids()["#launch"], "content": "x"}
    assert (good.status, bad.status, bad.error) == (200, 400, "50006 Cannot send an empty message")
    assert log.of("discord", "GET channels/messages")[0].body["limit"] == "5"


async def test_library_waits_out_a_429(bot: RecordingClient, service: DiscordService, faults: FaultPlan) -> None:
    plan(faults, "POST channels/messages", "ratelimited", retry_after=0.02, scope="shared")
    channel = bot.get_partial_messageable(int(service.ids()["#launch"]))
    assert (await channel.send("x")).content == "x"
    assert len(service.messages("#launch")) == 1


async def test_429_can_be_global(api: httpx.AsyncClient, faults: FaultPlan) -> None:
    plan(faults, "GET users/@me", "ratelimited", retry_after=2, scope="global")
    response = await api.get("/users/@me")
    assert (response.status_code, response.json()["global"], response.json()["retry_after"]) == (429, True, 2.0)
    assert response.headers["X-RateLimit-Scope"] == "global"


async def test_error_has_the_code_that_was_planned(
    api: httpx.AsyncClient, service: DiscordService, faults: FaultPlan, path: str
) -> None:
    plan(faults, "POST channels/messages", "error")
    plan(faults, "POST channels/messages", "error", code=160004)
    plan(faults, "POST channels/messages", "error", code=99, status=418, message="No")
    answers = [await api.post(path, json={"content": "x"}) for _ in range(3)]
    assert [verdict(one) for one in answers] == [(403, 50013), (400, 160004), (418, 99)]
    assert service.messages("#launch") == []


async def test_dropped_call_does_nothing_or_all(
    api: httpx.AsyncClient, service: DiscordService, faults: FaultPlan, log: CallLog, path: str
) -> None:
    plan(faults, "POST channels/messages", "drop")
    plan(faults, "POST channels/messages", "drop_after")
    for expected in (0, 1):
        with pytest.raises(httpx.TransportError):
            await api.post(path, json={"content": "x"})
        assert len(service.messages("#launch")) == expected
    assert [call.error for call in log.of("discord", "POST channels/messages")] == ["dropped", "dropped"]


async def test_answer_can_come_late(
    api: httpx.AsyncClient, faults: FaultPlan, clock: TurnedClock, log: CallLog
) -> None:
    plan(faults, "GET gateway*", "latency", seconds=3.0)
    waiting = asyncio.create_task(api.get("/gateway/bot"))
    await log.until(lambda: log.of("discord", "GET gateway/bot"))
    assert not waiting.done()
    await clock.advance(3)
    assert (await waiting).status_code == 200


async def test_status_can_be_planned(api: httpx.AsyncClient, faults: FaultPlan) -> None:
    plan(faults, "GET users/@me", "status", status=503, body="<html>")
    assert (await api.get("/users/@me")).text == "<html>"


async def test_gateway_can_be_out_of_reach(dial: Dial, faults: FaultPlan, log: CallLog) -> None:
    plan(faults, "GET gw", "status", status=503)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await dial()
    assert len(log.of("discord", "GET gw")) == 1
    await dial()
