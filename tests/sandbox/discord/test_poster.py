"""Messages come to be, change and go."""

import httpx
import pytest

from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.conftest import RecordingClient
from tests.sandbox.discord.verdicts import verdict


@pytest.fixture
def path(service: DiscordService) -> str:
    return f"/channels/{service.ids()['#launch']}/messages"


async def test_enforced_nonce_gives_the_same_message_for_minutes(
    api: httpx.AsyncClient, service: DiscordService, clock: TurnedClock, path: str
) -> None:
    body = {"content": "once", "nonce": "turn-7", "enforce_nonce": True}
    first = (await api.post(path, json=body)).json()
    again = (await api.post(path, json=body | {"content": "twice"})).json()
    assert (again["id"], again["content"], again["nonce"]) == (first["id"], "once", "turn-7")
    await clock.advance(299)
    assert (await api.post(path, json=body)).json()["id"] == first["id"]
    await clock.advance(2)
    assert (await api.post(path, json=body)).json()["id"] != first["id"]
    assert len(service.messages("#launch")) == 2


async def test_nonce_that_is_not_enforced_repeats(api: httpx.AsyncClient, service: DiscordService, path: str) -> None:
    for _ in range(2):
        await api.post(path, json={"content": "x", "nonce": 12345})
    assert len(service.messages("#launch")) == 2


async def test_nonce_is_of_one_channel(api: httpx.AsyncClient, service: DiscordService) -> None:
    body = {"content": "x", "nonce": "n", "enforce_nonce": True}
    for room in ("#launch", "#general"):
        await api.post(f"/channels/{service.ids()[room]}/messages", json=body)
    assert len(service.messages("#general")) == len(service.messages("#launch")) == 1


async def test_own_messages_are_echoed(bot: RecordingClient, service: DiscordService) -> None:
    channel = bot.get_partial_messageable(int(service.ids()["#launch"]))
    made = await channel.send("one")
    await channel.get_partial_message(made.id).edit(content="two")
    await made.delete()
    [created] = await bot.until("message")
    [edited] = await bot.until("raw_message_edit")
    [deleted] = await bot.until("raw_message_delete")
    assert created.author == bot.user
    assert (edited.data["content"], edited.message_id) == ("two", made.id)
    assert edited.data["edited_timestamp"] is not None
    assert deleted.message_id == made.id


async def test_times_follow_the_text(
    api: httpx.AsyncClient, service: DiscordService, clock: TurnedClock, path: str
) -> None:
    start = clock.monotonic()
    made = (await api.post(path, json={"content": "a"})).json()
    await clock.advance(2)
    await api.patch(f"{path}/{made['id']}", json={"content": "a b"})
    await clock.advance(3)
    await api.patch(f"{path}/{made['id']}", json={"content": "a b", "components": []})
    service.say("Ana", "#launch", "hm")
    [times] = service.visible_times()
    assert times == {"id": made["id"], "channel": service.ids()["#launch"], "first": start, "last": start + 2}


async def test_edit_keeps_what_it_does_not_mention(api: httpx.AsyncClient, path: str) -> None:
    made = (await api.post(path, json={"content": "a", "embeds": [{"title": "t"}]})).json()
    edited = (await api.patch(f"{path}/{made['id']}", json={"content": "b"})).json()
    assert (edited["content"], edited["embeds"][0]["title"]) == ("b", "t")
    assert verdict(await api.patch(f"{path}/{made['id']}", json={"content": "", "embeds": []})) == (400, 50006)
