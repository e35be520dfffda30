"""What people do, and what they cannot."""

import base64

import httpx
import pytest

from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.conftest import RecordingClient


async def test_redelivered_message_comes_twice(bot: RecordingClient, service: DiscordService) -> None:
    said = service.say("Ana", "#launch", "<@BOT> once")
    service.redeliver(said)
    first, second = await bot.until("message", 2)
    assert first.id == second.id == int(said)
    with pytest.raises(LookupError):
        service.redeliver("1")


async def test_files_come_along(bot: RecordingClient, service: DiscordService) -> None:
    files = [
        {"name": "notes.txt", "text": "été", "description": "notes"},
        {"name": "x.bin", "base64": base64.b64encode(b"\0\1").decode()},
    ]
    service.say("Ana", "#launch", "", files=files)
    [message] = await bot.until("message")
    notes, binary = message.attachments
    assert (await notes.read(), await binary.read()) == ("été".encode(), b"\0\1")
    assert (notes.content_type, notes.description, binary.size) == ("text/plain; charset=utf-8", "notes", 2)


async def test_past_is_there_and_nobody_was_told(
    bot: RecordingClient, service: DiscordService, api: httpx.AsyncClient
) -> None:
    latest = service.say("Ana", "#launch", "now")
    service.fill("#launch", 250)
    await bot.until("message")
    page = (await api.get(f"/channels/{service.ids()['#launch']}/messages?limit=100")).json()
    assert page[0]["id"] == latest
    assert {one["author"]["username"] for one in page} >= {"ana.costa", "bao.nguyen", "chloe_m"}
    history = service.messages("#launch")
    assert len(history) == 251
    assert [one["id"] for one in history] == sorted(one["id"] for one in history)
    assert [one["at"] for one in history] == sorted(one["at"] for one in history)
    assert len(bot.told("message")) == 1


async def test_past_of_a_thread_lies_within_it(service: DiscordService) -> None:
    thread = service.create_thread("Ana", "#launch", "t")
    service.fill(thread, 10)
    assert all(int(one["id"]) > int(thread) for one in service.messages(thread))


async def test_reply_knows_its_parent(bot: RecordingClient, service: DiscordService) -> None:
    parent = service.say("Bao", "#launch", "plan")
    service.say("Ana", "#launch", "why?", reply_to=parent, ping=False)
    _, reply = await bot.until("message", 2)
    assert reply.reference.resolved.content == "plan"
    assert reply.mentions == []


async def test_edit_of_a_silent_reply_stays_silent(service: DiscordService) -> None:
    parent = service.say("Bao", "#launch", "plan")
    for ping, alerted in ((False, []), (True, [service.ids()["Bao"]])):
        reply = service.say("Ana", "#launch", "why?", reply_to=parent, ping=ping)
        service.edit("Ana", "#launch", reply, "why not?")
        assert service.messages("#launch")[-1]["notified"] == alerted


async def test_people_are_held_to_what_they_may(service: DiscordService) -> None:
    said = service.say("Ana", "#launch", "mine")
    for act in (
        lambda: service.say("Bao", "#board", "hello"),
        lambda: service.say("Nobody", "#launch", "x"),
        lambda: service.say("Ana", "#nowhere", "x"),
        lambda: service.say("Ana", "#launch", "x" * 4001),
        lambda: service.edit("Bao", "#launch", said, "yours"),
        lambda: service.delete("Bao", "#launch", said),
        lambda: service.react("Bao", "#launch", "1", "👍"),
    ):
        with pytest.raises(LookupError):
            act()
    assert [one["content"] for one in service.messages("#launch")] == ["mine"]


async def test_reaction_counts_once_per_person(service: DiscordService) -> None:
    said = service.say("Ana", "#launch", "x")
    for person in ("Bao", "Bao", "Dev"):
        service.react(person, "#launch", said, "👍")
    ids = service.ids()
    assert service.messages("#launch")[0]["reactions"] == {"👍": [ids["Bao"], ids["Dev"]]}
    service.react("Bao", "#launch", said, "👍", remove=True)
    assert service.messages("#launch")[0]["reactions"] == {"👍": [ids["Dev"]]}


def test_every_verb_is_a_method(service: DiscordService) -> None:
    assert {"say", "press", "messages", "visible_times", "disconnect", "enforce_rates"} <= service.VERBS
    assert all(callable(getattr(service, verb)) for verb in service.VERBS)
