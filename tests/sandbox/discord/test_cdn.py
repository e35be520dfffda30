"""Files under signed addresses, over HTTP."""

import httpx
import pytest

from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.attachments import LIFETIME
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.log import CallLog


@pytest.fixture
def url(service: DiscordService) -> str:
    service.say("Ana", "#launch", "", files=[{"name": "a.txt", "text": "hi"}])
    return str(service.messages("#launch")[0]["attachments"][0]["url"])


async def get(url: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as anyone:
        return await anyone.get(url)


async def test_file_needs_no_token(url: str, log: CallLog) -> None:
    response = await get(url)
    assert (response.content, response.headers["Content-Type"]) == (b"hi", "text/plain; charset=utf-8")
    [call] = log.of("discord", "GET attachments")
    assert (call.body["filename"], call.status) == ("a.txt", 200)


async def test_media_proxy_gives_the_same(url: str) -> None:
    assert (await get(url.replace("/attachments", "/media/attachments") + "&width=20")).content == b"hi"


async def test_expired_address_is_refused_and_a_fresh_one_works(
    url: str, service: DiscordService, api: httpx.AsyncClient, clock: TurnedClock
) -> None:
    await clock.advance(LIFETIME)
    refused = await get(url)
    assert (refused.status_code, refused.text) == (404, "This content is no longer available.")
    message = (await api.get(f"/channels/{service.ids()['#launch']}/messages")).json()[0]
    assert (await get(message["attachments"][0]["url"])).content == b"hi"


async def test_forged_address_is_refused(url: str) -> None:
    assert (await get(url.replace("ex=", "ex=f"))).status_code == 403
    assert (await get(url.split("?", maxsplit=1)[0])).status_code == 404


async def test_download_fails_on_demand(url: str, faults: FaultPlan) -> None:
    faults.add(Fault("discord", "GET attachments", "status", with_={"status": 502}))
    assert [(await get(url)).status_code for _ in range(2)] == [502, 200]


async def test_token_that_comes_along_is_on_record(url: str, service: DiscordService, log: CallLog) -> None:
    headers = [{}, {"Authorization": f"Bot {service.environment()['DISCORD_TOKEN']}"}, {"Authorization": "Bearer x"}]
    async with httpx.AsyncClient(trust_env=False) as anyone:
        assert [(await anyone.get(url, headers=one)).status_code for one in headers] == [200, 200, 200]
    assert [call.body["authorization"] for call in log.of("discord", "GET attachments")] == ["", "bot", "other"]


async def test_download_breaks_on_demand(url: str, faults: FaultPlan) -> None:
    for kind in ("zero", "wrong_length", "truncate"):
        faults.add(Fault("discord", "GET attachments", kind, with_={"bytes": 1}))
    assert [(await get(url)).content for _ in range(2)] == [b"", b"h"]
    with pytest.raises(httpx.RemoteProtocolError):
        await get(url)
    assert (await get(url)).content == b"hi"
