"""Interactions: two clocks, one first answer."""

from collections.abc import AsyncIterator
from typing import Any

import discord
import httpx
import pytest

from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.conftest import Dial, RecordingClient
from tests.sandbox.discord.verdicts import complaints, verdict

COMMAND = {"name": "ask", "type": 1, "description": "Ask"}


class Asked:
    """A slash command that arrived over a plain gateway, and the two ways to answer it."""

    def __init__(self, api: httpx.AsyncClient, payload: dict[str, Any]) -> None:
        self.id = str(payload["id"])
        self._api = api
        self._callback = f"/interactions/{self.id}/{payload['token']}/callback"
        self.hook = f"/webhooks/{payload['application_id']}/{payload['token']}"

    async def answer(self, kind: int, **data: Any) -> httpx.Response:
        body = {"type": kind} | ({"data": data} if data else {})
        return await self._api.post(self._callback, params={"with_response": "1"}, json=body)

    async def call(self, method: str, path: str = "", **body: Any) -> httpx.Response:
        return await self._api.request(method, self.hook + path, json=body)


@pytest.fixture
async def asked(api: httpx.AsyncClient, service: DiscordService, dial: Dial) -> AsyncIterator[Asked]:
    ids = service.ids()
    await api.put(f"/applications/{ids['bot']}/commands", json=[COMMAND])
    wire = await dial()
    await wire.identify()
    service.slash("Chloé", "#launch", "ask")
    payload = (await wire.until("INTERACTION_CREATE"))["d"]
    async with httpx.AsyncClient(base_url=api.base_url, trust_env=False) as anyone:  # the token is enough
        yield Asked(anyone, payload)


async def test_message_is_a_first_answer(asked: Asked, service: DiscordService) -> None:
    response = await asked.answer(4, content="hi")
    resource = response.json()["resource"]
    assert (resource["type"], resource["message"]["content"], resource["message"]["type"]) == (4, "hi", 20)
    assert resource["message"]["interaction_metadata"]["id"] == asked.id
    assert service.interaction(asked.id)["messages"] == [resource["message"]["id"]]


async def test_first_answer_has_three_seconds(asked: Asked, clock: TurnedClock) -> None:
    await clock.advance(3.01)
    assert verdict(await asked.answer(5)) == (404, 10062)


async def test_answer_at_three_seconds_is_in_time(asked: Asked, clock: TurnedClock) -> None:
    await clock.advance(3)
    assert (await asked.answer(5)).status_code == 200


async def test_second_answer_is_refused(asked: Asked, clock: TurnedClock) -> None:
    await asked.answer(5)
    await clock.advance(60)
    assert verdict(await asked.answer(4, content="late")) == (400, 40060)


async def test_token_must_be_right(asked: Asked, api: httpx.AsyncClient) -> None:
    assert verdict(await api.post(f"/interactions/{asked.id}/nonsense/callback", json={"type": 5})) == (404, 10062)
    assert verdict(await asked.call("PATCH", "/messages/@original", content="x")) == (404, 10015)  # before any answer


async def test_webhook_lives_for_fifteen_minutes(asked: Asked, clock: TurnedClock) -> None:
    await asked.answer(5)
    await clock.advance(900)
    assert (await asked.call("PATCH", "/messages/@original", content="done")).status_code == 200
    await clock.advance(0.1)
    assert verdict(await asked.call("PATCH", "/messages/@original", content="x")) == (401, 50027)
    assert verdict(await asked.call("POST", content="x")) == (401, 50027)


async def test_deferral_shows_a_loading_message(asked: Asked, service: DiscordService) -> None:
    told = (await asked.answer(5)).json()["interaction"]
    assert told["response_message_loading"] is True
    assert "resource" not in told
    assert service.messages("#launch")[0]["loading"]
    assert service.visible_times() == []
    await asked.call("PATCH", "/messages/@original", content="done")
    [message] = service.messages("#launch")
    assert (message["content"], message["loading"], message["id"]) == ("done", False, told["response_message_id"])


async def test_private_answer_is_seen_by_one(asked: Asked, service: DiscordService, api: httpx.AsyncClient) -> None:
    await asked.answer(5, flags=64)
    await asked.call("PATCH", "/messages/@original", content="psst", flags=0)
    ids, [message] = service.ids(), service.messages("#launch")
    assert (message["private_to"], message["content"], message["flags"]) == (ids["Chloé"], "psst", 64)
    path = f"/channels/{ids['#launch']}/messages"
    assert (await api.get(path)).json() == []
    assert verdict(await api.patch(f"{path}/{message['id']}", json={"content": "x"})) == (404, 10008)


async def test_first_follow_up_fills_the_deferred_message(asked: Asked, service: DiscordService) -> None:
    await asked.answer(5, flags=64)
    first = (await asked.call("POST", content="one")).json()
    second = (await asked.call("POST", content="two")).json()
    assert first["flags"] == 64  # the flag of the deferral stays
    assert second["flags"] == 0
    assert second["message_reference"]["message_id"] == first["id"]
    assert service.interaction(asked.id)["messages"] == [first["id"], second["id"]]


async def test_deleted_original_is_unknown(asked: Asked) -> None:
    await asked.answer(4, content="hi")
    assert (await asked.call("GET", "/messages/@original")).json()["content"] == "hi"
    assert (await asked.call("DELETE", "/messages/@original")).status_code == 204
    assert verdict(await asked.call("PATCH", "/messages/@original", content="x")) == (404, 10008)


@pytest.mark.parametrize("kind", [1, 6, 7, 99, None])
async def test_command_cannot_be_answered_as_a_component(asked: Asked, kind: int) -> None:
    assert complaints(await asked.answer(kind)) == {"type": "BASE_TYPE_CHOICES"}


async def test_refused_answer_leaves_the_interaction_open(asked: Asked) -> None:
    assert verdict(await asked.answer(4, content=" ")) == (400, 50006)
    assert "content" in complaints(await asked.answer(4, content="x" * 2001))
    assert (await asked.answer(4, content="x")).status_code == 200


async def test_button_updates_its_message(bot: RecordingClient, service: DiscordService) -> None:
    class Stop(discord.ui.View):
        @discord.ui.button(label="Stop", custom_id="stop")
        async def pressed(self, interaction: discord.Interaction, _: "discord.ui.Button[Stop]") -> None:
            await interaction.response.edit_message(content="stopped", view=None)
            await interaction.followup.send("bye")

    channel = bot.get_partial_messageable(int(service.ids()["#launch"]))
    made = await channel.send("running", view=Stop(timeout=5))
    pressed = service.press("Ana", "#launch", str(made.id), "stop")
    await bot.until_true(lambda: len(service.messages("#launch")) == 2)
    stopped, bye = service.messages("#launch")
    assert (stopped["content"], stopped["components"], bye["content"]) == ("stopped", [], "bye")
    assert service.interaction(pressed)["answered"] == 7
