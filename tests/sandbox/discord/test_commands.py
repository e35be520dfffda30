"""The register of commands."""

from typing import Any

import discord
import httpx
import pytest

from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.conftest import RecordingClient
from tests.sandbox.discord.openapi import Judge
from tests.sandbox.discord.verdicts import complaints, verdict


@pytest.fixture
def path(service: DiscordService) -> str:
    return f"/applications/{service.ids()['bot']}/commands"


def many(number: int, **more: Any) -> list[dict[str, Any]]:
    return [{"name": f"c{n}", "description": "d", "type": 1} | more for n in range(number)]


async def test_known_command_keeps_its_id(api: httpx.AsyncClient, service: DiscordService, path: str) -> None:
    [first] = (await api.put(path, json=many(1))).json()
    again, _ = (await api.put(path, json=many(2, description="new"))).json()
    assert again["id"] == first["id"]
    assert again["version"] != first["version"]
    assert [one["description"] for one in service.commands()] == ["new", "new"]
    assert (await api.put(path, json=[])).json() == []


async def test_hundred_commands_are_all(api: httpx.AsyncClient, path: str) -> None:
    assert (await api.put(path, json=many(100))).status_code == 200
    assert verdict(await api.put(path, json=many(101))) == (400, 30032)
    assert verdict(await api.put(path, json=many(16, type=3, description=""))) == (400, 30032)


async def test_two_hundred_creates_a_day_are_all(api: httpx.AsyncClient, path: str, clock: TurnedClock) -> None:
    for prefix in "ab":
        body = [one | {"name": prefix + one["name"]} for one in many(100)]
        assert (await api.put(path, json=body)).status_code == 200
        assert (await api.put(path, json=body)).status_code == 200  # names that exist do not count
    assert verdict(await api.put(path, json=many(1))) == (400, 30034)
    await clock.advance(86_400)
    assert (await api.put(path, json=many(1))).status_code == 200


async def test_scopes_are_apart(api: httpx.AsyncClient, service: DiscordService, path: str) -> None:
    own = path.replace("/commands", f"/guilds/{service.ids()['guild']}/commands")
    await api.put(path, json=many(1))
    [guild_command] = (await api.put(own, json=many(1))).json()
    assert guild_command["guild_id"] == service.ids()["guild"]
    assert len(service.commands()) == 2
    assert len((await api.get(own)).json()) == len((await api.get(path)).json()) == 1


async def test_foreign_application_or_guild_is_refused(api: httpx.AsyncClient, path: str) -> None:
    assert verdict(await api.put("/applications/1/commands", json=[])) == (404, 10002)
    assert verdict(await api.put(path.replace("/commands", "/guilds/1/commands"), json=[])) == (403, 50001)
    assert "0.name" in complaints(await api.put(path, json=many(1, name="")))


async def test_refused_sync_is_told_by_the_library(bot: RecordingClient, judge: Judge) -> None:
    @bot.tree.command(name="ask", description="x" * 100)
    async def ask(interaction: discord.Interaction) -> None:
        """Never called."""

    ask.description = "x" * 101
    with pytest.raises(discord.app_commands.CommandSyncFailure):
        await bot.tree.sync()
    judge.violations.clear()  # Discord's description refuses it too
