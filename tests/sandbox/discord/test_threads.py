"""Threads from messages and on their own."""

import discord
import httpx
import pytest

from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.conftest import Connect, RecordingClient
from tests.sandbox.discord.verdicts import complaints, verdict


async def test_thread_of_a_message_has_its_id(bot: RecordingClient, service: DiscordService) -> None:
    asked = service.say("Ana", "#launch", "<@BOT> a thread")
    [message] = await bot.until("message")
    thread = await message.create_thread(name="Crane")
    assert thread.id == message.id
    [told] = await bot.until("thread_create")
    assert (told.name, told.parent_id, told.owner_id) == ("Crane", message.channel.id, bot.user.id if bot.user else 0)
    [update] = await bot.until("raw_message_edit")
    assert update.message_id == int(asked)
    _, starter = await bot.until("message", 2)
    assert starter.type is discord.MessageType.thread_starter_message
    assert (starter.channel, starter.content, starter.reference.message_id) == (thread, "", message.id)
    assert service.messages("#launch")[0]["thread"] == asked


async def test_people_talk_in_a_thread(bot: RecordingClient, service: DiscordService) -> None:
    thread = service.create_thread("Bao", "#launch", "Berths")
    service.say("Chloé", thread, "<@BOT> hello")
    notice, told = await bot.until("message", 2)
    assert (notice.type, notice.content) == (discord.MessageType.thread_created, "Berths")
    assert isinstance(told.channel, discord.Thread)
    assert told.channel.parent_id == int(service.ids()["#launch"])
    await told.channel.send("hello yourself")
    assert [one["content"] for one in service.messages(thread)][1:] == ["hello yourself"]


async def test_threads_are_in_the_guild_on_connect(service: DiscordService, connect: Connect) -> None:
    thread = service.create_thread("Bao", "#launch", "Berths")
    client = await connect()
    await client.until_true(lambda: bool(client.guilds[0].threads))
    assert client.guilds[0].threads[0].id == int(thread)


async def test_second_thread_is_refused(api: httpx.AsyncClient, service: DiscordService) -> None:
    asked = service.say("Ana", "#launch", "x")
    service.create_thread("Ana", "#launch", "mine", asked)
    path = f"/channels/{service.ids()['#launch']}/messages/{asked}/threads"
    assert verdict(await api.post(path, json={"name": "again"})) == (400, 160004)


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": "x" * 101}])
async def test_name_has_1_to_100(api: httpx.AsyncClient, service: DiscordService, body: dict[str, str]) -> None:
    asked = service.say("Ana", "#launch", "x")
    path = f"/channels/{service.ids()['#launch']}/messages/{asked}/threads"
    assert "name" in complaints(await api.post(path, json=body))


async def test_archive_duration_is_one_of_four(api: httpx.AsyncClient, service: DiscordService) -> None:
    path = f"/channels/{service.ids()['#launch']}/threads"
    body = {"name": "t", "type": 11, "auto_archive_duration": 61}
    assert "auto_archive_duration" in complaints(await api.post(path, json=body))
    assert (await api.post(path, json=body | {"auto_archive_duration": 4320})).status_code == 201


async def test_no_thread_in_a_thread_or_direct_channel(api: httpx.AsyncClient, service: DiscordService) -> None:
    thread, direct = service.create_thread("Bao", "#launch", "t"), service.dm("Bao")
    for place in (thread, direct):
        said = service.say("Bao", place, "x")
        assert verdict(await api.post(f"/channels/{place}/messages/{said}/threads", json={"name": "n"})) == (400, 50024)


async def test_archived_thread_takes_no_edit_but_a_message_wakes_it(
    api: httpx.AsyncClient, service: DiscordService
) -> None:
    thread = service.create_thread("Bao", "#launch", "t")
    made = (await api.post(f"/channels/{thread}/messages", json={"content": "a"})).json()
    service.archive(thread)
    one = f"/channels/{thread}/messages/{made['id']}"
    assert verdict(await api.patch(one, json={"content": "b"})) == (400, 50083)
    assert verdict(await api.put(f"{one}/reactions/👍/@me")) == (400, 50083)
    assert (await api.post(f"/channels/{thread}/messages", json={"content": "c"})).status_code == 200
    assert (await api.get(f"/channels/{thread}")).json()["thread_metadata"]["archived"] is False


async def test_locked_thread_stays_shut(api: httpx.AsyncClient, service: DiscordService) -> None:
    thread = service.create_thread("Bao", "#launch", "t")
    service.archive(thread, locked=True)
    assert verdict(await api.post(f"/channels/{thread}/messages", json={"content": "c"})) == (400, 50083)
    assert service.messages(thread) == []
