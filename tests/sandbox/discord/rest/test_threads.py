"""Threads over REST: listed, joined, refused."""

import httpx

from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.verdicts import verdict


async def test_active_and_archived_threads_are_listed(api: httpx.AsyncClient, service: DiscordService) -> None:
    ids = service.ids()
    living, past = (service.create_thread("Ana", "#launch", name) for name in ("a", "b"))
    service.create_thread("Ana", "#board", "hidden")
    service.archive(past)
    active = (await api.get(f"/guilds/{ids['guild']}/threads/active")).json()
    assert [one["id"] for one in active["threads"]] == [living]
    archived = (await api.get(f"/channels/{ids['#launch']}/threads/archived/public")).json()
    assert [one["id"] for one in archived["threads"]] == [past]


async def test_bot_joins_and_leaves(api: httpx.AsyncClient, service: DiscordService) -> None:
    thread = service.create_thread("Ana", "#launch", "t")
    path = f"/channels/{thread}/thread-members"
    assert (await api.put(f"{path}/@me")).status_code == 204
    assert {one["user_id"] for one in (await api.get(path)).json()} == {service.ids()["Ana"], service.ids()["bot"]}
    assert (await api.delete(f"{path}/@me")).status_code == 204
    assert len((await api.get(path)).json()) == 1
    assert verdict(await api.put(f"/channels/{service.ids()['#launch']}/thread-members/@me")) == (400, 50024)


async def test_opening_needs_its_permission(api: httpx.AsyncClient, service: DiscordService) -> None:
    said = service.say("Ana", "#launch", "x")
    service.permit("#launch", "create_public_threads", allowed=False)
    path = f"/channels/{service.ids()['#launch']}"
    assert verdict(await api.post(f"{path}/messages/{said}/threads", json={"name": "t"})) == (403, 50013)
    assert verdict(await api.post(f"{path}/threads", json={"name": "t", "type": 11})) == (403, 50013)


async def test_private_thread_is_the_default_and_leaves_no_notice(
    api: httpx.AsyncClient, service: DiscordService
) -> None:
    made = await api.post(f"/channels/{service.ids()['#launch']}/threads", json={"name": "t"})
    assert (made.status_code, made.json()["type"]) == (201, 12)
    assert service.messages("#launch") == []
    assert made.json()["member"]["user_id"] == service.ids()["bot"]


async def test_answer_is_created_with_201(api: httpx.AsyncClient, service: DiscordService) -> None:
    said = service.say("Ana", "#launch", "x")
    path = f"/channels/{service.ids()['#launch']}/messages/{said}/threads"
    made = await api.post(path, json={"name": "t", "auto_archive_duration": 60})
    assert (made.status_code, made.json()["id"]) == (201, said)
    assert made.json()["thread_metadata"]["auto_archive_duration"] == 60
