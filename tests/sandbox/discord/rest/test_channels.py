"""Channels over REST."""

from typing import Any

import httpx
import pytest

from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.conftest import RecordingClient
from tests.sandbox.discord.verdicts import complaints, verdict


async def test_direct_channel_is_opened_once(api: httpx.AsyncClient, service: DiscordService) -> None:
    body = {"recipient_id": service.ids()["Chloé"]}
    first, second = [(await api.post("/users/@me/channels", json=body)).json() for _ in range(2)]
    assert first["id"] == second["id"] == service.dm("Chloé")
    assert (first["type"], first["recipients"][0]["global_name"]) == (1, "Chloé")


@pytest.mark.parametrize("recipient", ["12345", "bot"])
async def test_direct_channel_needs_a_person(api: httpx.AsyncClient, service: DiscordService, recipient: str) -> None:
    body = {"recipient_id": service.ids().get(recipient, recipient)}
    assert verdict(await api.post("/users/@me/channels", json=body)) == (400, 50033)
    assert "recipient_id" in complaints(await api.post("/users/@me/channels", json={}))


async def test_typing_has_no_body(api: httpx.AsyncClient, service: DiscordService) -> None:
    response = await api.post(f"/channels/{service.ids()['#launch']}/typing")
    assert (response.status_code, response.content) == (204, b"")


async def test_channel_shows_its_overwrites(api: httpx.AsyncClient, service: DiscordService) -> None:
    service.permit("#launch", "send_messages", allowed=False)
    shape = (await api.get(f"/channels/{service.ids()['#launch']}")).json()
    [own] = shape["permission_overwrites"]
    assert own == {"id": service.ids()["bot"], "type": 1, "allow": "0", "deny": str(1 << 11)}


async def test_own_thread_is_renamed_and_archived(bot: RecordingClient, service: DiscordService) -> None:
    service.say("Ana", "#launch", "<@BOT>")
    [message] = await bot.until("message")
    thread = await message.create_thread(name="a")
    await thread.edit(name="b", archived=True)
    await bot.until("raw_thread_update")
    update = bot.told("raw_thread_update")[-1]
    assert (update.data["name"], update.data["thread_metadata"]["archived"]) == ("b", True)


@pytest.mark.parametrize(
    ("body", "code"),
    [({"name": "x"}, 50013), ({"archived": True}, 50013), ({"locked": True}, 50013)],
)
async def test_thread_of_others_is_theirs(
    api: httpx.AsyncClient, service: DiscordService, body: dict[str, Any], code: int
) -> None:
    thread = service.create_thread("Ana", "#launch", "t")
    assert verdict(await api.patch(f"/channels/{thread}", json=body)) == (403, code)


async def test_anyone_wakes_a_thread_that_is_not_locked(api: httpx.AsyncClient, service: DiscordService) -> None:
    thread = service.create_thread("Ana", "#launch", "t")
    service.archive(thread)
    assert (await api.patch(f"/channels/{thread}", json={"archived": False})).status_code == 200
    service.archive(thread, locked=True)
    assert verdict(await api.patch(f"/channels/{thread}", json={"archived": False})) == (403, 50013)


async def test_archived_thread_is_not_renamed(api: httpx.AsyncClient, service: DiscordService) -> None:
    path = f"/channels/{service.ids()['#launch']}/threads"
    made = (await api.post(path, json={"name": "t", "type": 11})).json()
    service.archive(made["id"])
    assert verdict(await api.patch(f"/channels/{made['id']}", json={"name": "x"})) == (400, 50083)
    assert "name" in complaints(await api.patch(f"/channels/{made['id']}", json={"name": "x" * 101}))


async def test_plain_channel_is_not_changed(api: httpx.AsyncClient, service: DiscordService) -> None:
    path = f"/channels/{service.ids()['#launch']}"
    assert verdict(await api.patch(path, json={"name": "x"})) == (403, 50013)
