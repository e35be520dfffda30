"""How the wire breaks, seen by a real client."""

import asyncio

import discord
import pytest

from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.log import CallLog
from tests.sandbox.discord.conftest import Dial, RecordingClient, lean_intents


async def test_reconnect_makes_the_client_resume(bot: RecordingClient, service: DiscordService) -> None:
    service.reconnect()
    await bot.until("resumed")


async def test_resumable_invalid_session_is_resumed(bot: RecordingClient, service: DiscordService) -> None:
    service.invalid_session(resumable=True)
    await bot.until("resumed")
    assert len(bot.told("ready")) == 1


async def test_lost_session_identifies_again(bot: RecordingClient, service: DiscordService, log: CallLog) -> None:
    service.invalid_session(resumable=False)
    await bot.until("ready", 2)
    assert bot.told("resumed") == []
    assert [len(log.of("discord", name)) for name in ("IDENTIFY", "RESUME")] == [2, 0]


async def test_malformed_dispatch_ends_the_client(service: DiscordService, log: CallLog, pointed: None) -> None:
    client = RecordingClient(log, lean_intents())
    task = asyncio.create_task(client.start(service.environment()["DISCORD_TOKEN"]))
    await client.until("ready")
    service.malformed_dispatch()
    with pytest.raises(KeyError):
        await task
    await client.close()


async def test_deaf_connection_carries_nothing_until_it_is_resumed(dial: Dial, service: DiscordService) -> None:
    deaf = await dial()
    ready = await deaf.identify()
    await deaf.next()
    service.deafen()
    await deaf.send(1, None)
    service.say("Ana", "#launch", "hello?")
    fresh = await dial()
    await fresh.send(6, {"token": deaf.token, "session_id": ready["d"]["session_id"], "seq": 2})
    assert (await fresh.next())["d"]["content"] == "hello?"
    assert await deaf.close_code() == 4000  # and before that: no acknowledgement, no event


async def test_permission_reaches_the_client(bot: RecordingClient, service: DiscordService) -> None:
    service.permit("#launch", "send_messages", allowed=False)
    await bot.until("guild_channel_update")
    channel = bot.get_channel(int(service.ids()["#launch"]))
    assert isinstance(channel, discord.TextChannel)
    assert not channel.permissions_for(channel.guild.me).send_messages
    with pytest.raises(discord.Forbidden) as refused:
        await channel.send("x")
    assert refused.value.code == 50013
    service.permit("#launch", "send_messages", allowed=True)
    await channel.send("x")


async def test_closed_direct_channel_refuses(bot: RecordingClient, service: DiscordService) -> None:
    service.accept_dms("Bao", accepted=False)
    with pytest.raises(discord.Forbidden) as refused:
        await (await bot.fetch_user(int(service.ids()["Bao"]))).send("x")
    assert refused.value.code == 50007


def test_unknown_permission_is_a_mistake_of_the_test(service: DiscordService) -> None:
    with pytest.raises(KeyError):
        service.permit("#launch", "fly", allowed=True)
