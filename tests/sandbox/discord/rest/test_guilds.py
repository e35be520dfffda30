"""The guild over REST."""

import httpx

from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.verdicts import verdict


async def test_guild_has_its_channels_roles_and_members(api: httpx.AsyncClient, service: DiscordService) -> None:
    ids = service.ids()
    path = f"/guilds/{ids['guild']}"
    assert (await api.get(path, params={"with_counts": "true"})).json()["approximate_member_count"] == 5
    channels = (await api.get(f"{path}/channels")).json()
    assert [one["name"] for one in channels] == ["general", "launch", "board"]
    roles = {one["name"]: one for one in (await api.get(f"{path}/roles")).json()}
    assert int(roles["Galerne"]["permissions"]) == 309237763136  # what the invite link asks for
    member = (await api.get(f"{path}/members/{ids['Dev']}")).json()
    assert member["roles"] == [roles["board"]["id"]]


async def test_unknown_guild_and_member_are_refused(api: httpx.AsyncClient, service: DiscordService) -> None:
    assert verdict(await api.get("/guilds/1")) == (404, 10004)
    assert verdict(await api.get(f"/guilds/{service.ids()['guild']}/members/1")) == (404, 10007)


async def test_listing_members_needs_the_intent(api: httpx.AsyncClient, service: DiscordService) -> None:
    path = f"/guilds/{service.ids()['guild']}/members"
    assert verdict(await api.get(path)) == (403, 50001)
    service.portal(members=True)
    assert len((await api.get(path)).json()) == 5
