"""What a bot of several shards has to keep to (Discord: "Sharding")."""

import httpx
import pytest

from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.discord.sessions import Intent
from tests.sandbox.discord.conftest import Dial, Wire

ALL = int(Intent.GUILDS | Intent.GUILD_MESSAGES | Intent.DIRECT_MESSAGES | Intent.MESSAGE_CONTENT)


async def refused(wire: Wire) -> bool:
    """Whether the next identify is answered by op 9."""
    await wire.send(2, {"token": wire.token, "intents": ALL, "properties": {}, "shard": [0, 2]})
    return bool((await wire.next())["op"] == 9)


async def test_a_shard_is_told_of_its_own_servers(dial: Dial, service: DiscordService) -> None:
    far = service.open_server("Lighthouse", "signals")
    first, second = await dial(), await dial()
    of_first = await first.identify(ALL, shard=[0, 2])
    of_second = await second.identify(ALL, shard=[1, 2])
    assert [one["id"] for one in of_first["d"]["guilds"]] == [service.ids()["guild"]]
    assert [one["id"] for one in of_second["d"]["guilds"]] == [far]
    service.say("Ana", "#signals", "over there")
    service.say("Ana", "#launch", "over here")
    service.say("Ana", service.dm("Ana"), "for you alone")
    said = [(await first.until("MESSAGE_CREATE"))["d"] for _ in range(2)]
    assert [one["content"] for one in said] == ["over here", "for you alone"]
    there = (await second.until("MESSAGE_CREATE"))["d"]
    assert (there["content"], there["guild_id"]) == ("over there", far)


async def test_a_server_that_is_joined_is_told_to_its_shard(dial: Dial, service: DiscordService) -> None:
    first, second = await dial(), await dial()
    await first.identify(ALL, shard=[0, 2])
    await second.identify(ALL, shard=[1, 2])
    far = service.open_server("Lighthouse", "signals")
    service.say("Ana", "#launch", "x")
    assert (await second.next())["d"]["id"] == far
    assert [(await first.next())["t"] for _ in range(2)] == ["GUILD_CREATE", "MESSAGE_CREATE"]


async def test_interactions_come_to_the_shard_of_their_server(
    dial: Dial, service: DiscordService, api: httpx.AsyncClient
) -> None:
    command = {"name": "help", "description": "x", "type": 1}
    await api.put(f"/applications/{service.ids()['bot']}/commands", json=[command])
    service.open_server("Lighthouse", "signals")
    first, second = await dial(), await dial()
    await first.identify(ALL, shard=[0, 2])
    await second.identify(ALL, shard=[1, 2])
    service.slash("Ana", "#signals", "help")
    service.slash("Ana", service.dm("Ana"), "help")
    assert (await second.until("INTERACTION_CREATE"))["d"]["channel"]["name"] == "signals"
    assert (await first.until("INTERACTION_CREATE"))["d"]["context"] == 1


async def test_the_other_server_answers_to_its_id(service: DiscordService, api: httpx.AsyncClient) -> None:
    far = service.open_server("Lighthouse", "signals")
    assert [one["id"] for one in (await api.get("/users/@me/guilds")).json()] == [service.ids()["guild"], far]
    [channel] = (await api.get(f"/guilds/{far}/channels")).json()
    assert (channel["name"], channel["guild_id"]) == ("signals", far)
    posted = await api.post(f"/channels/{channel['id']}/messages", json={"content": "hello"})
    assert posted.status_code == 200


async def test_identifies_of_one_bucket_are_five_seconds_apart(
    dial: Dial, service: DiscordService, clock: TurnedClock
) -> None:
    service.limit_starts(max_concurrency=2)
    await (await dial()).identify(ALL, shard=[0, 2])
    await (await dial()).identify(ALL, shard=[1, 2])
    wire = await dial()
    assert await refused(wire)
    await clock.advance(5)
    await wire.identify(ALL, shard=[0, 2])


async def test_every_identify_counts_for_the_day(
    dial: Dial, service: DiscordService, api: httpx.AsyncClient, clock: TurnedClock
) -> None:
    service.limit_starts(remaining=3, reset_after=60, shards=2)
    await (await dial()).identify(ALL)
    assert await refused(await dial())
    told = (await api.get("/gateway/bot")).json()
    assert told["shards"] == 2
    assert told["session_start_limit"] == {
        "total": 1_000,
        "remaining": 1,
        "reset_after": 60_000,
        "max_concurrency": 1,
    }
    await clock.advance(60)
    assert (await api.get("/gateway/bot")).json()["session_start_limit"]["remaining"] == 1_000


async def test_who_uses_up_the_day_loses_sessions_and_token(
    dial: Dial, service: DiscordService, api: httpx.AsyncClient
) -> None:
    service.limit_starts(remaining=1)
    wire, late = await dial(), await dial()
    await wire.identify(ALL)
    await late.send(2, {"token": late.token, "intents": ALL, "properties": {}})
    assert await late.close_code() == 4004
    assert await wire.close_code() == 4004
    assert (await api.get("/users/@me")).status_code == 401


@pytest.mark.parametrize(("shard", "code"), [([2, 2], 4010), (["0", 2], 4010), ([0, 1], 4011)])
async def test_a_wrong_shard_is_refused(dial: Dial, service: DiscordService, shard: list[int], code: int) -> None:
    service.require_shards(2)
    wire = await dial()
    await wire.send(2, {"token": wire.token, "intents": ALL, "properties": {}, "shard": shard})
    assert await wire.close_code() == code


async def test_a_shard_can_be_dropped_alone(dial: Dial, service: DiscordService) -> None:
    first, second = await dial(), await dial()
    await first.identify(ALL, shard=[0, 2])
    await second.identify(ALL, shard=[1, 2])
    service.drop_shard(1)
    assert await second.close_code() == 4000
    service.say("Ana", "#launch", "x")
    await first.until("MESSAGE_CREATE")
    assert service.connected() == 1
