"""Reminders on each platform: asked for in a thread, kept over a restart, posted there, calling one person alone."""

import re
from pathlib import Path

from bot.trial.stage import SlackStage
from deploy.sandbox.world import World
from tests.end_to_end.test_digest import ShiftedClock, told
from tests.end_to_end.test_summarize import CHAT
from tests.talk import Talk, talk_on

LATER = 2 * 3_600.0 + 30


async def test_a_reminder_comes_in_its_thread_and_calls_the_asker_alone(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("We launch on 4 June.")
        talk.say("@Galerne remind me in 2 hours to call <@Bao> @everyone about the cake")
        answer = await talk.answer()
        asked = len(talk.posts())
    assert "Reminder 1 is set" in answer
    async with talk.bot(tmp_path, clock=ShiftedClock(LATER)):
        [post] = await talk.until(lambda: talk.posts()[asked:])

    assert "you asked me to remind you: call" in post.text
    assert "about the cake" in post.text
    assert [each.strip("<@>") for each in post.notified] == [member(talk, "Ana")]


async def test_a_reminder_comes_once_and_belongs_to_the_conversation(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("We launch on 4 June.")
        talk.say("@Galerne remind us in 2 hours to buy the cake")
        await talk.answer()
        asked = len(talk.posts())
    for _ in range(2):
        async with talk.bot(tmp_path, clock=ShiftedClock(LATER)):
            await talk.until(lambda: talk.posts()[asked:])
    before = len(talk.world.log.of("mistral", CHAT))
    async with talk.bot(tmp_path):
        talk.say("@Galerne what did you say?")
        await talk.until(lambda: len(talk.world.log.of("mistral", CHAT)) > before)

    posts = [post for post in talk.posts() if "Reminder** from Ana: buy the cake" in post.text]
    assert [post.notified for post in posts] == [()]
    assert "from Ana: buy the cake" in str(talk.last_request()["messages"])


async def test_reminders_are_listed_and_cancelled_in_private(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("We launch on 4 June.")
        talk.say("@Galerne remind me in 2 hours to buy the cake")
        await talk.answer()
        reminders(talk, "Ana", "list")
        line = await told(talk, "Ana", "buy the cake")
        number = re.findall(r"\d+", line)[0]
        reminders(talk, "Bao", "cancel", number)
        await told(talk, "Bao", "You have no such reminder")
        reminders(talk, "Ana", "cancel", number)
        await told(talk, "Ana", "will not come")
        reminders(talk, "Ana", "list")
        await told(talk, "Ana", "I keep no reminder of yours")


async def test_one_asked_for_with_a_command_comes_below_its_answer(talk: Talk, tmp_path: Path) -> None:
    question = "remind me in 2 hours to buy the cake"
    async with talk.bot(tmp_path):
        if isinstance(talk.stage, SlackStage):
            talk.world.slack.command("Ana", "launch", "/ask", question)
            [root] = await talk.until(lambda: [e for e in talk.world.slack.messages("launch") if not e["thread"]])
            talk.thread = root["ts"]
            await talk.until(lambda: [post for post in talk.posts() if post.footer])
        else:
            talk.world.discord.slash("Ana", "#launch", "ask", {"question": question})
            talk.thread = "#launch"
            await talk.until(lambda: [post for post in talk.posts() if post.footer])
        asked = len(talk.posts())
    async with talk.bot(tmp_path, clock=ShiftedClock(LATER)):
        [post] = await talk.until(lambda: talk.posts()[asked:])

    assert "you asked me to remind you: buy the cake" in post.text


async def test_on_discord_it_comes_into_the_channel_where_no_thread_was_made(world: World, tmp_path: Path) -> None:
    talk = talk_on("discord", world)
    talk.thread = "#launch"
    async with talk.bot(tmp_path, DISCORD_AUTO_THREAD="false"):
        world.discord.say("Ana", "#launch", "<@BOT> remind me in 2 hours to buy the cake")
        await talk.answer()
        asked = len(talk.posts())
    async with talk.bot(tmp_path, clock=ShiftedClock(LATER), DISCORD_AUTO_THREAD="false"):
        [post] = await talk.until(lambda: talk.posts()[asked:])

    assert "buy the cake" in post.text


def member(talk: Talk, name: str) -> str:
    return talk.world.slack.users()[name] if isinstance(talk.stage, SlackStage) else talk.world.discord.ids()[name]


def reminders(talk: Talk, who: str, action: str, number: str = "") -> None:
    if isinstance(talk.stage, SlackStage):
        talk.world.slack.command(who, "launch", "/reminders", f"{action} {number}")
    else:
        values = {"action": action} | ({"number": number} if number else {})
        talk.world.discord.slash(who, "#launch", "reminders", values)
