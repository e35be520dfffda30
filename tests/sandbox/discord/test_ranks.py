"""Roles and overwrites as they are changed, and what a real answer then says of them."""

import httpx
import pytest

from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.verdicts import verdict


async def test_a_role_is_given_power_and_people(api: httpx.AsyncClient, service: DiscordService) -> None:
    ids = service.ids()
    service.empower("launch-crew", "manage_guild")
    service.give_role("Chloé", "launch-crew")
    guild = (await api.get(f"/guilds/{ids['guild']}")).json()
    [crew] = [role for role in guild["roles"] if role["name"] == "launch-crew"]
    assert int(crew["permissions"]) & 1 << 5
    path = f"/guilds/{ids['guild']}/members/{ids['Chloé']}"
    assert (await api.get(path)).json()["roles"] == [crew["id"]]
    service.take_role("Chloé", "launch-crew")
    assert (await api.get(path)).json()["roles"] == []
    with pytest.raises(LookupError, match="no role 'crew'"):
        service.give_role("Chloé", "crew")


async def test_a_person_and_a_role_are_shut_out_of_a_channel(api: httpx.AsyncClient, service: DiscordService) -> None:
    ids = service.ids()
    service.overwrite("#launch", "Bao", "view_channel", allowed=False)
    service.overwrite("#launch", "board", "send_messages", allowed=False)
    found = (await api.get(f"/channels/{ids['#launch']}")).json()["permission_overwrites"]
    assert [(one["type"], int(one["deny"])) for one in found] == [(1, 1 << 10), (0, 1 << 11)]
    with pytest.raises(LookupError, match="Bao cannot see"):
        service.say("Bao", "#launch", "hello")


async def test_who_is_in_a_private_thread_is_told_to_those_who_are(
    api: httpx.AsyncClient, service: DiscordService
) -> None:
    ids, thread = service.ids(), service.private_thread("Bao", "#launch", "secret")
    path = f"/channels/{thread}/thread-members"
    assert verdict(await api.get(f"{path}/{ids['Bao']}")) == (403, 50001)
    service.add_to_thread("Galerne", thread)
    assert (await api.get(f"{path}/{ids['Bao']}")).json()["user_id"] == ids["Bao"]
    assert verdict(await api.get(f"{path}/{ids['Chloé']}")) == (404, 10007)


async def test_who_has_left_is_no_member(api: httpx.AsyncClient, service: DiscordService) -> None:
    ids = service.ids()
    service.depart("Dev")
    assert verdict(await api.get(f"/guilds/{ids['guild']}/members/{ids['Dev']}")) == (404, 10007)
