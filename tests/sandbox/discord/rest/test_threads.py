"""Threads over REST: listed, joined, refused."""

import httpx
import pytest

from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.verdicts import complaints, verdict


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


async def test_archived_threads_come_in_pages_the_last_archived_first(
    api: httpx.AsyncClient, service: DiscordService, clock: TurnedClock
) -> None:
    made = []
    for name in "abcde":
        made.append(service.create_thread("Ana", "#launch", name))
        await clock.advance(1)
    for thread in made:
        service.archive(thread)
        await clock.advance(1)
    path = f"/channels/{service.ids()['#launch']}/threads/archived/public"
    first = (await api.get(path, params={"limit": 2})).json()
    assert ([one["id"] for one in first["threads"]], first["has_more"]) == ([made[4], made[3]], True)
    before = first["threads"][-1]["thread_metadata"]["archive_timestamp"]
    rest = (await api.get(path, params={"limit": 3, "before": before})).json()
    assert ([one["id"] for one in rest["threads"]], rest["has_more"]) == ([made[2], made[1], made[0]], False)


async def test_archived_private_threads_are_not_among_the_public_ones(
    api: httpx.AsyncClient, service: DiscordService
) -> None:
    made = (await api.post(f"/channels/{service.ids()['#launch']}/threads", json={"name": "t"})).json()
    service.archive(made["id"])
    listed = (await api.get(f"/channels/{service.ids()['#launch']}/threads/archived/public")).json()
    assert listed["threads"] == []


@pytest.mark.parametrize("query", [{"limit": "1"}, {"limit": "101"}, {"before": "yesterday"}])
async def test_page_of_archived_threads_is_asked_for_rightly(
    api: httpx.AsyncClient, service: DiscordService, query: dict[str, str]
) -> None:
    path = f"/channels/{service.ids()['#launch']}/threads/archived/public"
    assert complaints(await api.get(path, params=query)).keys() == query.keys()
