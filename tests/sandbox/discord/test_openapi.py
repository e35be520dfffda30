"""What discord.py asks and what the sandbox answers, held against Discord's own OpenAPI description."""

import io

import discord
import httpx
import pytest

from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.conftest import RecordingClient
from tests.sandbox.discord.openapi import Judge, skip_without_spec


@pytest.fixture(autouse=True)
def spec_is_here() -> None:
    skip_without_spec()


async def test_messages_pass(bot: RecordingClient, service: DiscordService, judge: Judge) -> None:
    service.say("Bao", "#general", "<@BOT> look", files=[{"name": "a b.txt", "text": "hi"}])
    [asked] = await bot.until("message")
    view = discord.ui.View(timeout=1)
    view.add_item(discord.ui.Button(label="Stop", custom_id="stop:1"))
    embed = discord.Embed(title="Tide", description="low").set_footer(text="port").add_field(name="a", value="b")
    answer = await asked.reply("Looking", view=view, embed=embed, file=discord.File(io.BytesIO(b"%PDF"), "x.pdf"))
    await answer.edit(content="Looked", view=None, allowed_mentions=discord.AllowedMentions.none())
    await answer.add_reaction("👍")
    service.react("Ana", "#general", str(answer.id), "👍")
    assert [one.content async for one in asked.channel.history(limit=5)] == [
        "Looked",
        f"<@{service.ids()['bot']}> look",
    ]
    assert (await asked.channel.fetch_message(answer.id)).reactions[0].count == 2
    await asked.channel.typing()
    await answer.delete()
    assert judge.requests == ["patch /channels/{channel_id}/messages/{message_id}"]  # the other was multipart
    assert "delete /channels/{channel_id}/messages/{message_id} answers 204" in judge.answers
    assert judge.violations == []


async def test_guild_and_threads_pass(bot: RecordingClient, service: DiscordService, judge: Judge) -> None:
    asked = service.say("Dev", "#launch", "<@BOT> thread please")
    [message] = await bot.until("message")
    thread = await message.create_thread(name="Crane")
    await thread.edit(name="Crane hire", auto_archive_duration=60)
    guild = await bot.fetch_guild(int(service.ids()["guild"]), with_counts=True)
    await guild.fetch_channels()
    await guild.fetch_roles()
    await guild.fetch_member(int(service.ids()["Ana"]))
    await guild.active_threads()
    fetched = await message.channel.fetch_message(int(asked))
    assert fetched.flags.has_thread
    channel = await bot.fetch_channel(thread.id)
    assert isinstance(channel, discord.Thread)
    await channel.join()
    dm = await (await bot.fetch_user(int(service.ids()["Ana"]))).create_dm()
    await dm.send("hello")
    assert len(judge.answers) >= 15
    assert judge.violations == []


async def test_commands_and_interactions_pass(bot: RecordingClient, service: DiscordService, judge: Judge) -> None:
    @bot.tree.command(name="ask", description="Ask")
    async def ask(interaction: discord.Interaction, question: str) -> None:
        await interaction.response.defer(thinking=True)
        await interaction.edit_original_response(content=f"You asked {question}")
        await interaction.followup.send("And more", ephemeral=True)
        await interaction.original_response()

    await bot.tree.sync()
    opened = service.slash("Chloé", "#general", "ask", {"question": "why"})
    await bot.until_true(lambda: len(service.interaction(opened)["messages"]) == 2)
    await bot.tree.fetch_commands()
    assert "post /interactions/{interaction_id}/{interaction_token}/callback answers 200" in judge.answers
    assert "put /applications/{application_id}/commands" in judge.requests
    assert judge.violations == []


async def test_refusals_pass(api: httpx.AsyncClient, service: DiscordService, judge: Judge) -> None:
    launch = service.ids()["#launch"]
    assert (await api.post(f"/channels/{launch}/messages", json={"content": "x" * 2001})).status_code == 400
    assert (await api.get("/channels/1/messages")).status_code == 404
    assert len(judge.answers) == 2
    assert judge.violations == []


async def test_judge_sees_what_is_wrong(bot: RecordingClient, service: DiscordService, judge: Judge) -> None:
    """A body that discord.py would send if one gave it nonsense is noted."""
    route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=int(service.ids()["#launch"]))
    await bot.http.request(route, json={"content": "x", "allowed_mentions": {"parse": [], "replied_user": None}})
    assert judge.violations == []
    with pytest.raises(discord.HTTPException):
        await bot.http.request(route, json={"content": "x", "allowed_mentions": {"parse": ["nobody"]}})
    assert "allowed_mentions.parse" in judge.violations.pop()
