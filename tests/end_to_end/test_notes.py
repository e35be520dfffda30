"""What the bot remembers on each platform, and for whom."""

import json
from pathlib import Path
from typing import Any

from bot.trial.stage import SlackStage
from tests.end_to_end.test_search import told
from tests.talk import Talk


def remember(note: str, about: str = "me") -> dict[str, str]:
    return {"name": "remember", "arguments": json.dumps({"about": about, "note": note})}


def slash(talk: Talk, who: str, action: str = "list", text: str = "") -> None:
    if isinstance(talk.stage, SlackStage):
        talk.world.slack.command(who, "launch", "/memory", f"{action} {text}")
    else:
        talk.world.discord.slash(who, "#launch", "memory", {"action": action} | ({"text": text} if text else {}))


def whispered(talk: Talk, who: str) -> list[str]:
    if isinstance(talk.stage, SlackStage):
        return told(talk, who)
    messages = talk.world.discord.messages("#launch")
    return [each["content"] for each in messages if each["private_to"] and each["content"]]


async def test_what_is_remembered_is_said_shown_to_the_model_and_can_be_deleted(talk: Talk, tmp_path: Path) -> None:
    script: list[dict[str, Any]] = [
        {"calls": [remember("Ana drinks tea.")]},
        {"text": "I will."},
        {"text": "Tea."},
        {"text": "Who knows."},
    ]
    talk.world.mistral.script(script)
    async with talk.bot(tmp_path):
        talk.begin("Hello.")
        talk.say("@Galerne remember that I drink tea")
        first = await talk.answer()
        talk.say("@Galerne what do I drink?")
        await talk.answer()
        asked = json.dumps(talk.last_request()["messages"])
        footer = talk.posts()[-1].footer
        talk.say("@Galerne and I?", "Bao")
        await talk.answer()
        others = json.dumps(talk.last_request()["messages"])
        slash(talk, "Ana")
        [listed] = await talk.until(lambda: [text for text in whispered(talk, "Ana") if "About you" in text])
        slash(talk, "Ana", "delete", "1")
        await talk.until(lambda: [text for text in whispered(talk, "Ana") if "Deleted note 1" in text])

    assert "I will.\n\n_Remembered about you: Ana drinks tea. `/memory` shows" in first.replace("\u200b", "")
    assert "notes from earlier" in asked
    assert "- Ana: Ana drinks tea." in asked
    assert "1 note " in footer
    assert "notes from earlier" not in others
    assert "1. Ana drinks tea." in listed


async def test_where_notes_are_off_the_model_cannot_remember(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path, NOTES="false"):
        talk.begin("Hello.")
        talk.say("@Galerne remember that I drink tea")
        await talk.answer()
        tools = [each["function"]["name"] for each in talk.last_request()["tools"]]

    assert "remember" not in tools
    assert "search_channel" in tools


async def test_a_note_goes_with_the_message_that_asked_for_it(talk: Talk, tmp_path: Path) -> None:
    talk.world.mistral.script([{"calls": [remember("Ana drinks tea.")]}, {"text": "I will."}, {"text": "Hm."}])
    async with talk.bot(tmp_path):
        talk.begin("Hello.")
        asked = talk.say("@Galerne remember that I drink tea")
        await talk.answer()
        talk.delete(asked, "Ana")
        talk.say("@Galerne what do I drink?")
        await talk.answer()
        request = json.dumps(talk.last_request()["messages"])

    assert "notes from earlier" not in request
