"""Commands chosen in the menu of a message, on each platform: what comes back is for the one who chose."""

from pathlib import Path
from typing import Any

from tests.talk import Sent, Talk

CHAT = "POST /v1/chat/completions"
NOTES = Sent("notes.txt", b"The budget is 12,400 euros.", "text/plain")


def asked(talk: Talk) -> list[str]:
    """The last message of each request to the model."""
    return [str(call.body["messages"][-1]["content"]) for call in talk.world.log.of("mistral", CHAT)]


async def told(talk: Talk, who: str, wanted: str) -> str:
    """What this person alone is told, once it contains something."""

    def look() -> str:
        return next((text for text in everything(talk, who) if wanted in text), "")

    found: str = await talk.until(look)
    return found


def everything(talk: Talk, who: str) -> list[str]:
    if talk.stage.name == "Slack":
        return talk.stage.whispers(who)
    person = talk.world.discord.ids()[who]
    places = [place for place in (talk.thread, "#launch") if place]
    messages: list[dict[str, Any]] = [each for place in places for each in talk.world.discord.messages(place)]
    return [each["content"] for each in messages if each["private_to"] == person]


async def test_summarise_in_the_menu_of_a_thread_sums_up_that_thread_for_the_one_who_chose(
    talk: Talk, tmp_path: Path
) -> None:
    async with talk.bot(tmp_path):
        talk.hands.remark("Dev", "Somebody has eaten the cake.")
        talk.begin("We launch on 4 June.")
        message = talk.say("The press release is Chloé's.", "Bao")
        talk.choose("Summarise", message, "Ana")
        text = await told(talk, "Ana", "messages by 2 people")

    assert "We launch on 4 June." in text
    assert "The press release is Chloé's." in text
    assert "cake" not in text
    assert everything(talk, "Bao") == []
    assert talk.posts() == []


async def test_summarise_in_the_menu_of_a_message_of_the_channel_sums_up_what_was_said_since(
    talk: Talk, tmp_path: Path
) -> None:
    async with talk.bot(tmp_path):
        talk.hands.remark("Dev", "Somebody has eaten the cake.")
        message = talk.hands.remark("Bao", "We launch on 4 June.")
        talk.hands.remark("Dev", "Then I write the press release.")
        talk.choose("Summarise", message, "Ana")
        text = await told(talk, "Ana", "messages by 2 people")

    assert "press release" in text
    assert "cake" not in text


async def test_a_file_is_read_from_the_menu_of_its_message(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("Here is what we know.")
        message = talk.send("the notes", NOTES, who="Bao")
        talk.choose("Read this file", message, "Ana")
        text = await told(talk, "Ana", "notes.txt")

    assert "1 page, 1 from the file's own text" in text
    assert talk.posts() == []


async def test_a_menu_on_a_message_without_a_file_says_what_to_do(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("Here is what we know.")
        message = talk.say("Nothing.", "Bao")
        talk.choose("Read this file", message, "Ana")
        text = await told(talk, "Ana", "file")

    assert text.startswith("I see no file here")


async def test_a_choice_is_acknowledged_only_once_it_is_stored_and_answered_after_a_restart(
    talk: Talk, tmp_path: Path
) -> None:
    talk.world.mistral.pace(first=60)
    async with talk.bot(tmp_path, DRAIN_SECONDS="0"):
        talk.begin("We launch on 4 June.")
        message = talk.say("The press release is Chloé's.", "Bao")
        talk.choose("Summarise", message, "Ana")
        await talk.until(lambda: asked(talk))
    talk.world.mistral.pace()
    async with talk.bot(tmp_path):
        text = await told(talk, "Ana", "messages by 2 people")

    assert "We launch on 4 June." in text
