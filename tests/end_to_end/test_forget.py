"""`/forget`: asked by a button first, for good, and by those whom it concerns: on both platforms."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.trial.stage import SlackStage
from tests.end_to_end.test_usage import told_alone
from tests.talk import Talk


def stored(folder: Path) -> bytes:
    """Every byte of the database's files."""
    return b"".join(each.read_bytes() for each in folder.glob("bot.sqlite3*") if each.is_file())


def press_alone(talk: Talk, label: str, who: str) -> None:
    """Press a button that this person alone can see."""
    if isinstance(talk.stage, SlackStage):
        whisper = talk.world.slack.ephemerals("launch", who)[-1]
        talk.world.slack.press(who, "launch", whisper["ts"], label=label)
        return
    direct = talk.world.discord.dm(who)
    asked = [each for each in talk.world.discord.messages(direct) if each["components"]][-1]
    talk.world.discord.press(who, direct, asked["id"], label=label)


async def lunch(talk: Talk, who: str = "Bao") -> None:
    """A conversation about a word that stands nowhere else."""
    talk.begin("Lunch in zanzibar is at noon.", "Dev")
    talk.say("@Galerne when is lunch in zanzibar?", who)
    await talk.answer()


async def test_a_conversation_is_forgotten_once_its_asker_has_confirmed_it(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        await lunch(talk)
        assert b"zanzibar" in stored(tmp_path)
        talk.say("!forget conversation", "Bao")
        asked = await talk.until(lambda: "I would delete" in told_alone(talk, "Bao") and told_alone(talk, "Bao"))
        assert b"zanzibar" in stored(tmp_path)
        press_alone(talk, "Delete", "Bao")
        told = await talk.until(lambda: "Deleted:" in told_alone(talk, "Bao") and told_alone(talk, "Bao"))

        assert "for good" in asked
        assert "messages" in told
        assert b"zanzibar" not in stored(tmp_path)


async def test_a_no_deletes_nothing(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        await lunch(talk)
        talk.say("!forget me", "Bao")
        await talk.until(lambda: "I would delete" in told_alone(talk, "Bao"))
        press_alone(talk, "Cancel", "Bao")
        await talk.until(lambda: "nothing was done" in told_alone(talk, "Bao"))

        assert b"zanzibar" in stored(tmp_path)


async def test_a_conversation_is_not_for_others_to_forget(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        await lunch(talk)
        talk.say("!forget conversation", "Chloé" if talk.stage.name == "Slack" else "Dev")
        other = "Chloé" if talk.stage.name == "Slack" else "Dev"
        await talk.until(lambda: "Only who began this conversation, or an admin" in told_alone(talk, other))


async def test_one_person_is_forgotten_and_others_are_not(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        await lunch(talk)
        talk.say("@Galerne and is there samarkand for lunch?", "Ana")
        await talk.answer()
        talk.say("!forget me", "Bao")
        await talk.until(lambda: "I would delete" in told_alone(talk, "Bao"))
        press_alone(talk, "Delete", "Bao")
        await talk.until(lambda: "Deleted:" in told_alone(talk, "Bao"))
        with closing(sqlite3.connect(tmp_path / "bot.sqlite3")) as database:
            texts = [text for (text,) in database.execute("SELECT text FROM messages WHERE text <> ''")]

        assert any("samarkand" in text for text in texts)
        assert not any("when is lunch in zanzibar" in text for text in texts)


async def test_of_what_is_not_remembered_it_says_so(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        await lunch(talk)
        talk.say("!forget file", "Bao")
        await talk.until(lambda: "I know of no such file here" in told_alone(talk, "Bao"))
