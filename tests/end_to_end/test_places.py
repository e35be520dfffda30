"""Everywhere a person can turn to the bot: channels, threads, reply chains, direct messages, slash commands."""

import json
from pathlib import Path
from typing import Any

from deploy.sandbox.world import World
from tests.talk import living

CHAT = "POST /v1/chat/completions"


def slack_posts(world: World, channel: str, thread: str = "") -> list[dict[str, Any]]:
    return [each for each in world.slack.messages(channel, thread) if each["bot"] and "tokens ·" in each["text"]]


def discord_posts(world: World, channel: str) -> list[dict[str, Any]]:
    bot = world.discord.ids()["bot"]
    return [
        each for each in world.discord.messages(channel) if each["author_id"] == bot and "tokens ·" in each["content"]
    ]


def shown(world: World) -> str:
    return json.dumps(world.log.of("mistral", CHAT)[-1].body["messages"], ensure_ascii=False)


async def test_a_slack_direct_message_needs_no_mention(world: World, tmp_path: Path) -> None:
    async with living(world, tmp_path, only="slack"):
        direct = world.slack.dm("Ana")
        root = world.slack.say("Ana", direct, "Lunch is at noon. When is lunch?")
        await world.log.until(lambda: slack_posts(world, direct, root))
        world.slack.say("Ana", direct, "and who said so?", root)
        await world.log.until(lambda: len(slack_posts(world, direct, root)) == 2)


async def test_a_mention_in_a_slack_channel_is_answered_in_a_thread_after_reading_the_channel(
    world: World, tmp_path: Path
) -> None:
    async with living(world, tmp_path, only="slack"):
        world.slack.say("Ana", "launch", "The door code is 1234.")
        root = world.slack.say("Bao", "launch", f"<@{world.slack.identity()['bot']}> what is the door code?")
        [post] = await world.log.until(lambda: slack_posts(world, "launch", root))

    assert "1234" in post["text"]
    assert post["thread"] == root


async def test_a_slack_slash_command_begins_a_thread_that_goes_on(world: World, tmp_path: Path) -> None:
    async with living(world, tmp_path, only="slack"):
        world.slack.command("Ana", "launch", "/ask", "what is 6 * 7?")
        [post] = await world.log.until(lambda: slack_posts(world, "launch"))
        assert "42" in post["text"]
        world.slack.say("Ana", "launch", "and times 2?", post["thread"])
        await world.log.until(lambda: len(slack_posts(world, "launch")) == 2)

    assert "42" in shown(world)


async def test_slack_help_is_for_the_asker_alone(world: World, tmp_path: Path) -> None:
    async with living(world, tmp_path, only="slack"):
        world.slack.command("Ana", "launch", "/galerne-help")
        await world.log.until(lambda: world.slack.ephemerals("launch", "Ana"))

    assert "`/ask <question>`" in world.slack.ephemerals("launch", "Ana")[0]["text"]
    assert not [each for each in world.slack.messages("launch") if each["bot"]]


async def test_a_discord_direct_message_is_one_conversation(world: World, tmp_path: Path) -> None:
    async with living(world, tmp_path, only="discord"):
        direct = world.discord.dm("Ana")
        world.discord.say("Ana", direct, "Lunch is at noon.")
        await world.log.until(lambda: discord_posts(world, direct))
        world.discord.say("Ana", direct, "When is lunch?")
        await world.log.until(lambda: len(discord_posts(world, direct)) == 2)

    assert "noon" in discord_posts(world, direct)[1]["content"]


async def test_a_mention_in_a_discord_channel_reads_the_channel_and_replies_to_the_message(
    world: World, tmp_path: Path
) -> None:
    async with living(world, tmp_path, only="discord"):
        world.discord.say("Ana", "#launch", "The door code is 1234.")
        asked = world.discord.say("Bao", "#launch", "<@BOT> what is the door code?")
        [post] = await world.log.until(lambda: discord_posts(world, "#launch"))

    assert "1234" in post["content"]
    assert post["reference"] == asked


async def test_a_discord_reply_goes_on_with_the_conversation_of_its_parent(world: World, tmp_path: Path) -> None:
    async with living(world, tmp_path, only="discord", CHANNEL_CONTEXT="0"):
        world.discord.say("Bao", "#launch", "<@BOT> the code name is Zephyr")
        [first] = await world.log.until(lambda: discord_posts(world, "#launch"))
        world.discord.say("Ana", "#launch", "Something else entirely.")
        world.discord.say("Bao", "#launch", "what is the code name?", reply_to=first["id"])
        await world.log.until(lambda: len(discord_posts(world, "#launch")) == 2)

    assert "Zephyr" in shown(world)
    assert "Something else" not in shown(world)


async def test_the_chain_of_a_discord_reply_is_read(world: World, tmp_path: Path) -> None:
    async with living(world, tmp_path, only="discord", CHANNEL_CONTEXT="0"):
        first = world.discord.say("Ana", "#launch", "The code name is Zephyr.")
        world.discord.say("Dev", "#launch", "Something else entirely.")
        second = world.discord.say("Bao", "#launch", "A fine name.", reply_to=first)
        world.discord.say("Chloé", "#launch", "<@BOT> what is the code name?", reply_to=second)
        [post] = await world.log.until(lambda: discord_posts(world, "#launch"))

    assert "Zephyr" in post["content"]
    assert "Something else" not in shown(world)


async def test_a_discord_slash_command_is_answered_where_it_was_typed(world: World, tmp_path: Path) -> None:
    async with living(world, tmp_path, only="discord"):
        world.discord.slash("Ana", "#launch", "ask", {"question": "what is 6 * 7?"})
        [post] = await world.log.until(lambda: discord_posts(world, "#launch"))
        world.discord.slash("Ana", "#launch", "help")
        await world.log.until(lambda: [each for each in world.discord.messages("#launch") if each["private_to"]])

    assert "42" in post["content"]


async def test_both_platforms_live_side_by_side(world: World, tmp_path: Path) -> None:
    async with living(world, tmp_path):
        root = world.slack.say("Ana", "launch", f"<@{world.slack.identity()['bot']}> what is 6 * 7?")
        world.discord.say("Ana", "#launch", "<@BOT> what is 6 * 8?")
        [first] = await world.log.until(lambda: slack_posts(world, "launch", root))
        [second] = await world.log.until(lambda: discord_posts(world, "#launch"))

    assert "42" in first["text"]
    assert "48" in second["content"]
