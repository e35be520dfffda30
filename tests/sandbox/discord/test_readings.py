"""What can be read of the world."""

import json

import httpx
import pytest

from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.conftest import RecordingClient


async def test_everything_read_is_json(bot: RecordingClient, service: DiscordService) -> None:
    said = service.say("Ana", "#launch", "<@BOT> x", files=[{"name": "a.txt", "text": "hi"}])
    service.create_thread("Ana", "#launch", "t", said)
    for read in (service.messages("#launch"), service.visible_times(), service.commands(), service.ids()):
        assert json.loads(json.dumps(read)) == read


def test_message_says_who_and_what(service: DiscordService) -> None:
    said = service.say("Bao", "#launch", "<@BOT> x")
    service.edit("Bao", "#launch", said, "y")
    [one] = service.messages("#launch")
    assert (one["author"], one["content"], one["edited"], one["thread"]) == ("Bao", "y", True, "")
    assert one["notified"] == [service.ids()["bot"]]
    assert one["mentions"] == []


def test_names_have_ids(service: DiscordService) -> None:
    assert {"bot", "guild", "Ana", "Bao", "Chloé", "Dev", "#general", "#launch", "#board", "@board"} <= set(
        service.ids()
    )


async def test_connections_are_counted(bot: RecordingClient, service: DiscordService) -> None:
    assert service.connected() == 1
    await bot.close()
    await bot.until_true(lambda: service.connected() == 0)


def test_unknown_interaction_is_a_mistake_of_the_test(service: DiscordService) -> None:
    with pytest.raises(LookupError):
        service.interaction("1")


async def test_message_without_text_has_no_times(api: httpx.AsyncClient, service: DiscordService) -> None:
    path = f"/channels/{service.ids()['#launch']}/messages"
    row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "a", "custom_id": "b"}]}
    await api.post(path, json={"components": [row]})
    assert service.visible_times() == []
    await api.post(path, json={"flags": 1 << 15, "components": [{"type": 10, "content": "shown"}]})
    await api.post(path, json={"embeds": [{"description": "shown"}]})
    assert len(service.visible_times()) == 2
