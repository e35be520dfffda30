"""Who is told what."""

import pytest

from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.discord.sessions import Intent
from tests.sandbox.discord.conftest import Dial, RecordingClient


async def heard(dial: Dial, service: DiscordService, intents: Intent, **more: object) -> list[str]:
    """The events of a small scene, until a command that everyone hears of."""
    wire = await dial()
    ready = await wire.identify(int(intents), **more)
    assert ready["d"]["shard"] == more.get("shard", [0, 1])
    said = service.say("Ana", "#launch", "x")
    service.react("Bao", "#launch", said, "👍")
    service.create_thread("Ana", "#launch", "t", said)
    service.say("Ana", service.dm("Ana"), "y")
    service.permit("#launch", "embed_links", allowed=True)
    service.disconnect(4000)
    told: list[str] = []
    while (message := await wire.socket.receive(timeout=5)).type.name == "TEXT":
        told.append(message.json()["t"])
    return told


@pytest.mark.parametrize(
    ("intents", "events"),
    [
        (Intent(0), []),
        (Intent.GUILDS, ["GUILD_CREATE", "THREAD_CREATE", "CHANNEL_UPDATE"]),
        (Intent.GUILD_MESSAGES, ["MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_CREATE"]),
        (Intent.GUILD_MESSAGE_REACTIONS, ["MESSAGE_REACTION_ADD"]),
        (Intent.DIRECT_MESSAGES, ["MESSAGE_CREATE"]),
    ],
    ids=["none", "guilds", "messages", "reactions", "direct"],
)
async def test_intents_choose(dial: Dial, service: DiscordService, intents: Intent, events: list[str]) -> None:
    assert await heard(dial, service, intents) == events


async def test_direct_messages_are_of_shard_0(dial: Dial, service: DiscordService) -> None:
    """The guild lives on the shard that its id says; here of two it is the first or the second."""
    home = (int(service.ids()["guild"]) >> 22) % 2
    intents = Intent.GUILD_MESSAGES | Intent.DIRECT_MESSAGES
    by_shard = [(await heard(dial, service, intents, shard=[shard, 2])) for shard in (0, 1)]
    guild_part, direct_part = ["MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_CREATE"], ["MESSAGE_CREATE"]
    expected = [direct_part, []]
    expected[home] = guild_part + expected[home]
    assert by_shard == expected


async def test_hidden_channel_is_silent(bot: RecordingClient, service: DiscordService) -> None:
    service.say("Dev", "#board", "<@BOT> figures")
    service.say("Dev", "#launch", "<@BOT> hello")
    [message] = await bot.until("message")
    assert message.content.endswith("hello")


async def test_reactions_and_edits_of_people_are_told(bot: RecordingClient, service: DiscordService) -> None:
    said = service.say("Ana", "#launch", "x")
    service.react("Bao", "#launch", said, "👍")
    service.react("Bao", "#launch", said, "👍", remove=True)
    service.edit("Ana", "#launch", said, "y <@BOT>")
    service.delete("Ana", "#launch", said)
    await bot.until("raw_message_delete")
    [added], [_] = bot.told("raw_reaction_add"), bot.told("raw_reaction_remove")
    assert (str(added.emoji), added.member.name) == ("👍", "bao.nguyen")
    [edited] = bot.told("raw_message_edit")
    assert edited.message.mentions == [bot.user]
    assert service.messages("#launch") == []
