"""What can be read without the message content intent."""

import discord
import httpx
import pytest

from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.conftest import Connect, RecordingClient, lean_intents

FILE = [{"name": "a.txt", "text": "hi"}]


@pytest.fixture
async def blind(connect: Connect, service: DiscordService) -> RecordingClient:
    service.portal(message_content=False)
    intents = lean_intents()
    intents.message_content = False
    return await connect(intents)


async def test_plain_message_is_empty(blind: RecordingClient, service: DiscordService) -> None:
    service.say("Ana", "#launch", "secret", files=FILE)
    [message] = await blind.until("message")
    assert (message.content, message.attachments, message.embeds, message.components) == ("", [], [], [])
    assert message.author.name == "ana.costa"


async def test_mention_is_whole(blind: RecordingClient, service: DiscordService) -> None:
    service.say("Ana", "#launch", "<@BOT> read", files=FILE)
    [message] = await blind.until("message")
    assert message.content.endswith("read")
    assert [one.filename for one in message.attachments] == ["a.txt"]


async def test_direct_message_is_whole(blind: RecordingClient, service: DiscordService) -> None:
    service.say("Bao", service.dm("Bao"), "just us")
    [message] = await blind.until("message")
    assert (message.content, message.guild) == ("just us", None)


@pytest.mark.parametrize(("ping", "content"), [(True, "and then?"), (False, "")], ids=["ping", "silent"])
async def test_reply_to_the_bot_is_whole_if_it_pings(
    blind: RecordingClient, service: DiscordService, api: httpx.AsyncClient, ping: bool, content: str
) -> None:
    made = await api.post(f"/channels/{service.ids()['#launch']}/messages", json={"content": "mine"})
    service.say("Ana", "#launch", "and then?", reply_to=made.json()["id"], ping=ping)
    mine, theirs = await blind.until("message", 2)
    assert (mine.content, theirs.content) == ("mine", content)
    assert theirs.reference.resolved.content == "mine"  # own messages can always be read


async def test_reply_to_an_interaction_answer_is_empty(blind: RecordingClient, service: DiscordService) -> None:
    @blind.tree.command(name="ask", description="Ask")
    async def ask(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("answer")

    await blind.tree.sync()
    opened = service.slash("Ana", "#launch", "ask")
    await blind.until("message")
    service.say("Ana", "#launch", "more", reply_to=service.interaction(opened)["original"])
    _, reply = await blind.until("message", 2)
    assert reply.content == ""
    assert blind.user in reply.mentions


async def test_replied_message_of_others_is_empty_inside_a_mention(
    blind: RecordingClient, service: DiscordService
) -> None:
    parent = service.say("Bao", "#launch", "the plan")
    service.say("Ana", "#launch", "<@BOT> explain", reply_to=parent)
    _, mention = await blind.until("message", 2)
    assert mention.content.endswith("explain")
    assert mention.reference.resolved.content == ""


async def test_rest_is_censored_by_the_portal(api: httpx.AsyncClient, service: DiscordService) -> None:
    service.say("Ana", "#launch", "secret")
    service.say("Ana", "#launch", "<@BOT> open")
    path = f"/channels/{service.ids()['#launch']}/messages"
    assert [one["content"] == "" for one in (await api.get(path)).json()] == [False, False]
    service.portal(message_content=False)
    assert [one["content"] == "" for one in (await api.get(path)).json()] == [False, True]
