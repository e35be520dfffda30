"""Who the bot is."""

import httpx

from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.verdicts import verdict


async def test_bot_knows_itself_and_its_application(api: httpx.AsyncClient, service: DiscordService) -> None:
    me = (await api.get("/users/@me")).json()
    application = (await api.get("/oauth2/applications/@me")).json()
    assert me["id"] == application["id"] == application["bot"]["id"] == service.ids()["bot"]
    assert (me["bot"], application["flags"]) == (True, 1 << 19)
    service.portal(message_content=False)
    assert (await api.get("/applications/@me")).json()["flags"] == 0


async def test_gateway_is_named(api: httpx.AsyncClient, service: DiscordService) -> None:
    answer = (await api.get("/gateway/bot")).json()
    assert answer["url"] == service.environment()["DISCORD_GATEWAY_URL"]
    assert answer["session_start_limit"]["max_concurrency"] == 1
    assert (await api.get("/gateway", headers={"Authorization": ""})).json()["url"] == answer["url"]


async def test_people_and_guilds_are_known(api: httpx.AsyncClient, service: DiscordService) -> None:
    assert (await api.get(f"/users/{service.ids()['Bao']}")).json()["global_name"] == "Bao"
    assert verdict(await api.get("/users/1")) == (404, 10013)
    assert [one["id"] for one in (await api.get("/users/@me/guilds")).json()] == [service.ids()["guild"]]
