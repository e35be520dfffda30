"""Files that people bring, and what becomes of files."""

import base64
from typing import Any

import discord
import httpx
import pytest

from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.conftest import Connect, RecordingClient, lean_intents
from tests.sandbox.discord.verdicts import verdict

MIB = 1024 * 1024
SOUND = base64.b64encode(b"OggS sound").decode()


async def get(url: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as anyone:
        return await anyone.get(url)


async def test_files_have_a_type_or_none_and_may_be_spoilers(bot: RecordingClient, service: DiscordService) -> None:
    files: list[dict[str, Any]] = [
        {"name": "plan.pdf", "text": "%PDF", "untyped": True},
        {"name": "photo.png", "text": "x", "spoiler": True},
    ]
    service.say("Ana", "#launch", "", files=files)
    [message] = await bot.until("message")
    assert [(one.content_type, one.is_spoiler()) for one in message.attachments] == [(None, False), ("image/png", True)]


async def test_people_send_ten_files_and_not_nothing(service: DiscordService) -> None:
    files = [{"name": f"{n}.txt", "text": "x"} for n in range(11)]
    service.say("Ana", "#launch", "", files=files[:10])
    with pytest.raises(LookupError, match="more than 10"):
        service.say("Ana", "#launch", "", files=files)
    with pytest.raises(LookupError, match="without text and files"):
        service.say("Ana", "#launch", " ")


async def test_long_paste_comes_as_a_file(bot: RecordingClient, service: DiscordService) -> None:
    service.paste("Ana", "#launch", "line\n" * 900, "<@BOT> what is this?")
    [message] = await bot.until("message")
    [file] = message.attachments
    assert (file.filename, file.content_type, file.size) == ("message.txt", "text/plain; charset=utf-8", 4500)
    assert message.content == f"<@{service.ids()['bot']}> what is this?"


async def test_voice_message_has_a_length_and_no_text(bot: RecordingClient, service: DiscordService) -> None:
    channel = bot.get_partial_messageable(int(service.ids()["#launch"]))
    answer = await channel.send("Tell me more")
    service.speak("Ana", "#launch", SOUND, 2.5, reply_to=str(answer.id))
    message = (await bot.until("message", 2))[1]
    [file] = message.attachments
    assert (message.flags.voice, message.content, file.is_voice_message(), file.duration) == (True, "", True, 2.5)
    assert (file.filename, file.content_type, await file.read()) == ("voice-message.ogg", "audio/ogg", b"OggS sound")
    assert bot.user in message.mentions


async def test_files_are_hidden_unless_the_bot_is_meant(connect: Connect, service: DiscordService) -> None:
    service.portal(message_content=False)
    intents = lean_intents()
    intents.message_content = False
    bot = await connect(intents)
    file = [{"name": "a.txt", "text": "x"}]
    for place, text in (("#launch", "look"), ("#launch", "<@BOT> look"), (service.dm("Ana"), "look")):
        service.say("Ana", place, text, files=file)
    seen: list[discord.Message] = await bot.until("message", 3)
    assert [len(one.attachments) for one in seen] == [0, 1, 1]


async def test_addresses_expire_as_told(service: DiscordService, clock: TurnedClock, api: httpx.AsyncClient) -> None:
    service.file_lifetime(60)
    said = service.say("Ana", "#launch", "", files=[{"name": "a.txt", "text": "hi"}])
    path = f"/channels/{service.ids()['#launch']}/messages/{said}"
    old = (await api.get(path)).json()["attachments"][0]["url"]
    await clock.advance(60)
    assert (await get(old)).text == "This content is no longer available."
    assert (await get((await api.get(path)).json()["attachments"][0]["url"])).content == b"hi"


async def test_file_that_was_taken_down_is_gone_at_any_address(service: DiscordService) -> None:
    service.say("Ana", "#launch", "", files=[{"name": "a.txt", "text": "hi"}])
    [shape] = service.messages("#launch")[0]["attachments"]
    assert base64.b64decode(service.file(shape["id"])["base64"]) == b"hi"
    service.take_down(shape["id"])
    assert (await get(shape["url"])).status_code == 404
    with pytest.raises(LookupError):
        service.file(shape["id"])


async def test_boosts_allow_larger_files_in_the_server(service: DiscordService, api: httpx.AsyncClient) -> None:
    launch, direct = service.ids()["#launch"], service.dm("Ana")
    file = [("files[0]", ("a.bin", b"x" * (11 * MIB)))]
    assert verdict(await api.post(f"/channels/{launch}/messages", files=file)) == (413, 40005)
    service.boost(2)
    assert (await api.get(f"/guilds/{service.ids()['guild']}")).json()["premium_tier"] == 2
    assert (await api.post(f"/channels/{launch}/messages", files=file)).status_code == 200
    assert verdict(await api.post(f"/channels/{direct}/messages", files=file)) == (413, 40005)
    with pytest.raises(LookupError):
        service.boost(4)
