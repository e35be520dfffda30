"""Messages over REST: what is given, what is refused."""

from typing import Any

import discord
import httpx
import pytest

from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.conftest import RecordingClient
from tests.sandbox.discord.verdicts import complaints, verdict


@pytest.fixture
def path(service: DiscordService) -> str:
    return f"/channels/{service.ids()['#launch']}/messages"


async def test_unknown_and_hidden_places_are_told_apart(api: httpx.AsyncClient, service: DiscordService) -> None:
    hidden = service.ids()["#board"]
    assert verdict(await api.get("/channels/12345/messages")) == (404, 10003)
    assert verdict(await api.get(f"/channels/{hidden}/messages")) == (403, 50001)
    assert verdict(await api.post(f"/channels/{hidden}/messages", json={"content": "x"})) == (403, 50001)
    service.permit("#board", "view_channel", allowed=True)
    assert (await api.get(f"/channels/{hidden}/messages")).status_code == 200


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_unknown_message_is_refused(api: httpx.AsyncClient, path: str, method: str) -> None:
    assert verdict(await api.request(method, f"{path}/12345", json={})) == (404, 10008)


async def test_messages_of_others_are_theirs(api: httpx.AsyncClient, service: DiscordService, path: str) -> None:
    said = service.say("Ana", "#launch", "mine")
    assert verdict(await api.patch(f"{path}/{said}", json={"content": "x"})) == (403, 50005)
    assert verdict(await api.delete(f"{path}/{said}")) == (403, 50013)
    service.permit("#launch", "manage_messages", allowed=True)
    assert (await api.delete(f"{path}/{said}")).status_code == 204
    direct = service.dm("Ana")
    said = service.say("Ana", direct, "mine")
    assert verdict(await api.delete(f"/channels/{direct}/messages/{said}")) == (403, 50003)


async def test_speaking_needs_its_permission(api: httpx.AsyncClient, service: DiscordService, path: str) -> None:
    service.permit("#launch", "send_messages", allowed=False)
    assert verdict(await api.post(path, json={"content": "x"})) == (403, 50013)
    assert verdict(await api.post(path.replace("messages", "typing"))) == (403, 50013)
    thread = service.create_thread("Ana", "#launch", "t")
    assert (await api.post(f"/channels/{thread}/messages", json={"content": "x"})).status_code == 200
    service.permit("#launch", "send_messages_in_threads", allowed=False)
    assert verdict(await api.post(f"/channels/{thread}/messages", json={"content": "x"})) == (403, 50013)


async def test_without_history_the_past_is_empty(api: httpx.AsyncClient, service: DiscordService, path: str) -> None:
    said = service.say("Ana", "#launch", "x")
    service.permit("#launch", "read_message_history", allowed=False)
    assert (await api.get(path)).json() == []
    assert verdict(await api.get(f"{path}/{said}")) == (403, 50013)
    reply = {"content": "x", "message_reference": {"message_id": said}}
    assert verdict(await api.post(path, json=reply)) == (400, 160002)


async def test_history_pages_both_ways(bot: RecordingClient, service: DiscordService) -> None:
    service.fill("#launch", 230)
    channel = bot.get_channel(int(service.ids()["#launch"]))
    assert isinstance(channel, discord.TextChannel)
    forth = [one.id async for one in channel.history(limit=None, oldest_first=True)]
    back = [one.id async for one in channel.history(limit=None)]
    around = [one.id async for one in channel.history(limit=11, around=discord.Object(forth[100]))]
    assert len(forth) == 230
    assert forth == back[::-1]
    assert sorted(around) == forth[95:106]


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"limit": "x"}, {"before": "x"}])
async def test_page_has_1_to_100(api: httpx.AsyncClient, path: str, query: dict[str, Any]) -> None:
    assert set(complaints(await api.get(path, params=query))) == set(query)
    assert complaints(await api.get(path, params={"before": 1, "after": 1})) == {"_": "MUTUALLY_EXCLUSIVE"}


async def test_reply_to_nothing_is_refused_or_not(api: httpx.AsyncClient, service: DiscordService, path: str) -> None:
    unknown = {"message_id": 12345, "channel_id": int(service.ids()["#launch"])}
    response = await api.post(path, json={"content": "x", "message_reference": unknown})
    assert complaints(response) == {"message_reference": "REPLIES_UNKNOWN_MESSAGE"}
    lenient = unknown | {"fail_if_not_exists": False}
    made = (await api.post(path, json={"content": "x", "message_reference": lenient})).json()
    assert (made["type"], "message_reference" in made) == (0, False)


async def test_reply_carries_its_parent(api: httpx.AsyncClient, service: DiscordService, path: str) -> None:
    parent = service.say("Ana", "#launch", "why?")
    made = (await api.post(path, json={"content": "so", "message_reference": {"message_id": parent}})).json()
    assert (made["type"], made["referenced_message"]["content"]) == (19, "why?")
    service.delete("Ana", "#launch", parent)
    assert (await api.get(f"{path}/{made['id']}")).json()["referenced_message"] is None


async def test_system_message_takes_no_reply(api: httpx.AsyncClient, service: DiscordService, path: str) -> None:
    service.create_thread("Ana", "#launch", "t")
    notice = service.messages("#launch")[0]["id"]
    response = await api.post(path, json={"content": "x", "message_reference": {"message_id": notice}})
    assert complaints(response) == {"message_reference": "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE"}


@pytest.mark.parametrize("reference", ["x", {}, {"message_id": "x"}, {"message_id": 1, "type": 1}])
async def test_malformed_reference_is_refused(api: httpx.AsyncClient, path: str, reference: Any) -> None:
    response = await api.post(path, json={"content": "x", "message_reference": reference})
    assert all(field.startswith("message_reference") for field in complaints(response))
