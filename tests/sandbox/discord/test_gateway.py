"""The gateway's conversation, judged by close codes."""

from typing import Any

import discord
import pytest

from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.log import CallLog
from tests.sandbox.discord.conftest import Connect, Dial, RecordingClient, lean_intents


async def test_ready_then_guild(dial: Dial, service: DiscordService) -> None:
    wire = await dial()
    ready = await wire.identify()
    assert ready["s"] == 1
    assert ready["d"]["guilds"] == [{"id": service.ids()["guild"], "unavailable": True}]
    assert ready["d"]["application"] == {"id": service.ids()["bot"], "flags": 1 << 19}
    guild = await wire.next()
    assert (guild["t"], guild["s"], guild["d"]["unavailable"]) == ("GUILD_CREATE", 2, False)
    assert [one["name"] for one in guild["d"]["channels"]] == ["general", "launch", "board"]
    assert [one["user"]["username"] for one in guild["d"]["members"]] == ["galerne"]


async def test_heartbeat_is_acknowledged(dial: Dial) -> None:
    wire = await dial()
    await wire.send(1, None)
    assert (await wire.next())["op"] == 11


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"token": "wrong", "intents": 1}, 4004),
        ({"intents": None}, 4013),
        ({"intents": 1 << 30}, 4013),
        ({"intents": 1 << 1}, 4014),
        ({"intents": 1 << 8}, 4014),
        ({"intents": 1, "shard": [2, 2]}, 4010),
    ],
    ids=["token", "no intents", "unknown intent", "members", "presences", "shard"],
)
async def test_identify_is_judged(dial: Dial, service: DiscordService, data: dict[str, Any], code: int) -> None:
    wire = await dial()
    await wire.send(2, {"token": service.environment()["DISCORD_TOKEN"], "properties": {}} | data)
    assert await wire.close_code() == code


@pytest.mark.parametrize(("op", "data", "code"), [(99, None, 4001), (2, "x", 4002), (3, {}, 4003), (8, {}, 4003)])
async def test_wrong_words_close(dial: Dial, op: int, data: Any, code: int) -> None:
    wire = await dial()
    await wire.send(op, data)
    assert await wire.close_code() == code


async def test_what_is_no_json_closes(dial: Dial) -> None:
    wire = await dial()
    await wire.socket.send_str("{")
    assert await wire.close_code() == 4002


async def test_second_identify_closes(dial: Dial) -> None:
    wire = await dial()
    await wire.identify()
    await wire.send(2, {"token": "x", "intents": 1})
    assert await wire.close_code() == 4005


async def test_more_than_120_sends_a_minute_close(dial: Dial, clock: TurnedClock) -> None:
    wire = await dial()
    for _ in range(121):
        await wire.send(1, None)
    assert await wire.close_code() == 4008


async def test_members_are_given_by_id(dial: Dial, service: DiscordService) -> None:
    wire = await dial()
    await wire.identify()
    await wire.send(8, {"guild_id": service.ids()["guild"], "user_ids": [service.ids()["Bao"], "1"], "nonce": "n"})
    chunk = (await wire.until("GUILD_MEMBERS_CHUNK"))["d"]
    assert [one["user"]["username"] for one in chunk["members"]] == ["bao.nguyen"]
    assert (chunk["not_found"], chunk["nonce"]) == (["1"], "n")


async def test_ungranted_content_intent_stops_the_client(service: DiscordService, log: CallLog, pointed: None) -> None:
    service.portal(message_content=False)
    client = RecordingClient(log, lean_intents())
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await client.start(service.environment()["DISCORD_TOKEN"])
    await client.close()


async def test_identify_is_recorded_without_its_token(connect: Connect, log: CallLog) -> None:
    await connect()
    [call] = log.of("discord", "IDENTIFY")
    assert call.body == {"intents": lean_intents().value, "shard": None}
