"""Reactions over REST."""

import httpx
import pytest

from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.verdicts import verdict


@pytest.fixture
def path(service: DiscordService) -> str:
    said = service.say("Ana", "#launch", "x")
    return f"/channels/{service.ids()['#launch']}/messages/{said}/reactions"


async def test_reaction_comes_and_goes(api: httpx.AsyncClient, service: DiscordService, path: str) -> None:
    for _ in range(2):
        assert (await api.put(f"{path}/👀/@me")).status_code == 204
    assert service.messages("#launch")[0]["reactions"] == {"👀": [service.ids()["bot"]]}
    assert [one["username"] for one in (await api.get(f"{path}/👀")).json()] == ["galerne"]
    assert (await api.delete(f"{path}/👀/@me")).status_code == 204
    assert service.messages("#launch")[0]["reactions"] == {}


async def test_word_is_no_emoji(api: httpx.AsyncClient, path: str) -> None:
    assert verdict(await api.put(f"{path}/eyes/@me")) == (400, 10014)


async def test_first_reaction_needs_its_permission(api: httpx.AsyncClient, service: DiscordService, path: str) -> None:
    service.permit("#launch", "add_reactions", allowed=False)
    assert verdict(await api.put(f"{path}/👀/@me")) == (403, 50013)
    service.react("Bao", "#launch", path.split("/")[4], "👀")
    assert (await api.put(f"{path}/👀/@me")).status_code == 204  # joining one that is there does not
