"""The service as a whole, seen by a real discord.py client."""

from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.conftest import Connect, RecordingClient


async def test_client_is_ready(connect: Connect) -> None:
    client = await connect()
    assert client.user is not None
    assert [guild.name for guild in client.guilds] == ["Harbour"]


async def test_mention_is_answered_by_a_reply(bot: RecordingClient, service: DiscordService) -> None:
    asked = service.say("Ana", "#launch", "<@BOT> when is the tide?")
    [message] = await bot.until("message")
    assert message.id == int(asked)
    assert bot.user in message.mentions
    answer = await message.reply("At nine.", mention_author=False)
    [_, mine] = service.messages("#launch")
    assert mine["id"] == str(answer.id)
    assert (mine["author"], mine["content"], mine["reference"]) == ("Galerne", "At nine.", asked)
    assert mine["notified"] == []
