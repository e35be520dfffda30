"""What programs and the server itself say."""

import discord
import httpx

from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.conftest import RecordingClient


async def test_program_speaks_through_a_webhook(
    bot: RecordingClient, service: DiscordService, api: httpx.AsyncClient
) -> None:
    said = service.program("Builder", "#launch", "The build is green.", {"title": "Build 7"})
    [message] = await bot.until("message")
    assert (message.content, message.author.bot, message.author.name) == ("The build is green.", True, "Builder")
    assert message.webhook_id == message.author.id
    assert [embed.title for embed in message.embeds] == ["Build 7"]
    [listed] = (await api.get(f"/channels/{service.ids()['#launch']}/messages")).json()
    assert (listed["id"], listed["webhook_id"]) == (said, str(message.author.id))


async def test_coming_in_is_told_in_the_channel(bot: RecordingClient, service: DiscordService) -> None:
    service.join("Dev", "#launch")
    [message] = await bot.until("message")
    assert (message.type, message.content) == (discord.MessageType.new_member, "")
    assert message.author.display_name == "Dev"
