"""Rate limits: headers always, refusals by switch."""

import httpx
import pytest

from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService


@pytest.fixture
def rated(service: DiscordService) -> DiscordService:
    service.enforce_rates()
    return service


async def send(api: httpx.AsyncClient, service: DiscordService, room: str = "#launch") -> httpx.Response:
    return await api.post(f"/channels/{service.ids()[room]}/messages", json={"content": "x"})


async def test_sixth_message_in_five_seconds_is_limited(
    api: httpx.AsyncClient, rated: DiscordService, clock: TurnedClock
) -> None:
    answers = [await send(api, rated) for _ in range(5)]
    assert [one.headers["X-RateLimit-Remaining"] for one in answers] == ["4", "3", "2", "1", "0"]
    await clock.advance(2)
    limited = await send(api, rated)
    assert limited.status_code == 429
    body = limited.json()
    assert (body["retry_after"], body["global"]) == (3.0, False)
    assert (limited.headers["Via"], limited.headers["X-RateLimit-Scope"]) == ("1.1 google", "user")
    assert float(limited.headers["X-RateLimit-Reset"]) == clock.time() + 3
    await clock.advance(3)
    assert (await send(api, rated)).status_code == 200


async def test_channels_have_buckets_of_their_own(api: httpx.AsyncClient, rated: DiscordService) -> None:
    for _ in range(5):
        await send(api, rated)
    assert (await send(api, rated, "#general")).status_code == 200
    assert len(rated.messages("#launch")) == 5


async def test_edits_have_a_bucket_apart_from_messages(api: httpx.AsyncClient, rated: DiscordService) -> None:
    made = [(await send(api, rated)).json() for _ in range(5)]
    paths = [f"/channels/{one['channel_id']}/messages/{one['id']}" for one in made]
    edits = [await api.patch(path, json={"content": "y"}) for path in paths]
    assert [one.status_code for one in edits] == [200] * 5
    assert (await api.patch(paths[0], json={"content": "z"})).status_code == 429  # all of a channel share it
    assert edits[0].headers["X-RateLimit-Bucket"] != (await send(api, rated)).headers["X-RateLimit-Bucket"]


async def test_typing_has_a_bucket(api: httpx.AsyncClient, rated: DiscordService) -> None:
    path = f"/channels/{rated.ids()['#launch']}/typing"
    assert [(await api.post(path)).status_code for _ in range(6)] == [204] * 5 + [429]


async def test_fifty_calls_a_second_are_all(api: httpx.AsyncClient, rated: DiscordService, clock: TurnedClock) -> None:
    for _ in range(25):
        await api.get("/users/@me")
        await api.get(f"/guilds/{rated.ids()['guild']}")
    limited = await api.get("/gateway/bot")
    assert (limited.status_code, limited.json()["global"]) == (429, True)
    assert (limited.headers["X-RateLimit-Scope"], limited.headers["X-RateLimit-Global"]) == ("global", "true")
    anyone = await api.post(f"/webhooks/{rated.ids()['bot']}/token", json={})
    assert anyone.status_code == 404  # outside the global limit
    await clock.advance(1)
    assert (await api.get("/gateway/bot")).status_code == 200


async def test_old_messages_are_edited_three_times_in_six_seconds(
    api: httpx.AsyncClient, rated: DiscordService, clock: TurnedClock
) -> None:
    made = (await send(api, rated)).json()
    path = f"/channels/{made['channel_id']}/messages/{made['id']}"
    await clock.advance(3_601)
    answers = [await api.patch(path, json={"content": str(n)}) for n in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert (answers[3].json()["code"], answers[3].json()["retry_after"]) == (30046, 6.0)


async def test_switched_off_headers_promise_plenty(api: httpx.AsyncClient, service: DiscordService) -> None:
    answers = [await send(api, service) for _ in range(20)]
    assert {one.status_code for one in answers} == {200}
    assert {one.headers["X-RateLimit-Remaining"] for one in answers} == {"999"}
    assert "X-RateLimit-Limit" in (await api.get("/channels/1")).headers  # refusals have them too
