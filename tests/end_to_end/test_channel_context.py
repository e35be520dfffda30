"""What was said in the channel before a mention: it is read with each question there, and begins threads of its own."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from deploy.sandbox.world import World
from tests.end_to_end.filing import CHAT, shown
from tests.talk import Talk, living


async def mentioned(talk: Talk, who: str, text: str) -> None:
    """A mention in the channel itself, once the model has been asked."""
    before = len(talk.world.log.of("mistral", CHAT))
    talk.stage.announce(who, text)
    await talk.world.log.until(lambda: len(talk.world.log.of("mistral", CHAT)) > before)


def last_shown(talk: Talk) -> str:
    return str(shown(talk.last_request()))


async def test_each_mention_in_a_channel_reads_what_was_said_there(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.stage.announce("Ana", "The door code is 1234.")
        await mentioned(talk, "Bao", "@Galerne good morning")
        assert "1234" in last_shown(talk)
        await mentioned(talk, "Dev", "@Galerne what is the door code?")

    assert "1234" in last_shown(talk)
    assert "good morning" not in last_shown(talk), "it was answered below itself"


async def test_a_thread_below_what_was_read_for_another_question_is_read_whole_and_alone(
    talk: Talk, tmp_path: Path
) -> None:
    async with talk.bot(tmp_path):
        first = talk.stage.announce("Ana", "The launch is on Friday.")
        await mentioned(talk, "Bao", "@Galerne good morning")
        talk.thread = talk.stage.open_thread("Ana", first, "The launch")
        talk.say("It has been moved to Monday.", "Bao")
        talk.say("@Galerne when is the launch?", "Dev")
        answer = await talk.answer()

    assert "The launch is on Friday." in last_shown(talk)
    assert "It has been moved to Monday." in last_shown(talk)
    assert "good morning" not in last_shown(talk)
    assert "Monday" in answer or "Friday" in answer


async def test_talk_below_what_was_read_for_a_question_is_not_taken_for_one(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        first = talk.stage.announce("Ana", "The launch is on Friday.")
        await mentioned(talk, "Bao", "@Galerne good morning")
        talk.thread = talk.stage.open_thread("Ana", first, "The launch")
        talk.say("Who brings the cake?", "Bao")
        talk.say("I do.", "Ana")
        talk.say("@Galerne who brings the cake?", "Dev")
        await talk.answer()

    assert len(talk.world.log.of("mistral", CHAT)) == 2, "nobody asked about the cake before"
    assert len(talk.posts()) == 1


async def test_on_discord_what_was_asked_and_answered_in_the_channel_is_known_to_the_next_mention(
    world: World, tmp_path: Path
) -> None:
    """There the answers stand in the channel; on Slack, in threads."""
    async with living(world, tmp_path, only="discord"):
        world.mistral.script([{"text": "It is Canberra."}])
        world.discord.say("Ana", "#launch", "<@BOT> what is the capital of Australia?")
        await world.log.until(lambda: said_by_the_bot(world) == ["It is Canberra."])
        await settled(tmp_path / "bot.sqlite3")  # what is posted is known to others once its turn has ended
        world.discord.say("Ana", "#launch", "<@BOT> and how many live there?")
        await world.log.until(lambda: len(said_by_the_bot(world)) > 1)

    messages = world.log.of("mistral", CHAT)[-1].body["messages"]
    assert [each["role"] for each in messages] == ["system", "user", "assistant", "user"]
    assert "capital of Australia" in str(messages[1])
    assert "Canberra" in str(messages[2])


async def settled(database: Path) -> None:
    """Until a turn has ended. Raises `TimeoutError` after ten real seconds."""

    def ended() -> bool:
        with closing(sqlite3.connect(database)) as connection:
            return bool(connection.execute("SELECT 1 FROM turns WHERE settled_at IS NOT NULL").fetchone())

    async with asyncio.timeout(10):
        while not await asyncio.to_thread(ended):  # noqa: ASYNC110 - a database rings no bell
            await asyncio.sleep(0.02)


def said_by_the_bot(world: World) -> list[str]:
    own = world.discord.ids()["bot"]
    posts = [each for each in world.discord.messages("#launch") if each["author_id"] == own]
    return [each["content"].partition("\n")[0] for each in posts]
