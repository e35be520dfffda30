"""The search on each platform: what was said is found with its link, and only by those who can read it."""

import json
import re
from pathlib import Path
from typing import Any

from bot.memory.indexing import EVERY
from bot.trial.stage import SlackStage
from deploy.sandbox.world import World
from tests.end_to_end.filing import digital
from tests.faults.hurried import FakeHurriedClock
from tests.talk import Talk, living

CHAT = "POST /v1/chat/completions"


def slash(talk: Talk, who: str, channel: str, words: str, **options: str) -> None:
    if isinstance(talk.stage, SlackStage):
        named = " ".join(f'{name}="{value}"' for name, value in options.items())
        talk.world.slack.command(who, channel, "/search", f"{words} {named}")
    else:
        talk.world.discord.slash(who, f"#{channel}", "search", {"words": words} | options)


def told(talk: Talk, who: str, channel: str = "launch") -> list[str]:
    """What only this person was shown."""
    if isinstance(talk.stage, SlackStage):
        return [str(each["text"]) for each in talk.world.slack.ephemerals(channel, who)]
    messages: list[dict[str, Any]] = talk.world.discord.messages(f"#{channel}")
    return [each["content"] for each in messages if each["private_to"] and "earch" in each["content"]]


def links(text: str) -> list[str]:
    return re.findall(r"\]\((https://[^()\s]+)\)", text)


async def test_what_was_said_is_found_by_its_words_with_a_link_for_the_asker_alone(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("The deploy moves to Friday, because of the printer.")
        lunch = talk.say("@Galerne is lunch at noon?", "Bao")
        await talk.answer()
        slash(talk, "Chloé", "launch", "deploy friday")
        [answer] = await talk.until(lambda: told(talk, "Chloé"))
        slash(talk, "Chloé", "launch", "noon")
        [_, second] = await talk.until(lambda: len(told(talk, "Chloé")) > 1 and told(talk, "Chloé"))

    assert "Searched this channel and its threads: " in answer
    assert "I know only the conversations in which I was asked" in answer
    assert re.search(r"1\. \[Ana, .*?\]\(https://\S+\): The deploy moves to Friday, because of the printer\.", answer)
    assert any(lunch.replace(".", "") in link for link in links(second))
    assert not [post for post in talk.posts() if "Searched" in post.text]


async def test_nobody_finds_what_they_cannot_read(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        if isinstance(talk.stage, SlackStage):
            mention = f"<@{talk.world.slack.identity()['bot']}>"
            talk.world.slack.say("Ana", "board", f"{mention} the salary is nine")
        else:
            talk.world.discord.permit("#board", "view_channel", allowed=True)
            talk.world.discord.say("Ana", "#board", "<@BOT> the salary is nine")
        await talk.until(lambda: talk.world.log.of("mistral", CHAT))
        talk.begin("@Galerne of a salary we do not speak.", "Bao")
        await talk.answer()
        slash(talk, "Chloé", "launch", "salary", where="me")
        [hidden] = await talk.until(lambda: told(talk, "Chloé"))
        slash(talk, "Ana", "launch", "salary", where="me")
        shown = await talk.until(lambda: [text for text in told(talk, "Ana") if "nine" in text])

    assert "of a salary we do not speak" in hidden
    assert "nine" not in hidden
    assert "the salary is nine" in shown[0]


async def test_what_was_edited_or_deleted_is_found_no_more(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.world.mistral.script([{"text": f"Answer {n}."} for n in range(4)])
        talk.begin("@Galerne hello")
        await talk.answer()
        edited = talk.say("@Galerne the password is swordfish", "Bao")
        deleted = talk.say("@Galerne again, swordfish", "Bao")
        await talk.answer()
        await talk.answer()
        talk.edit(edited, "@Galerne the password is gone", "Bao")
        talk.delete(deleted, "Bao")
        talk.say("@Galerne thanks")
        await talk.answer()
        slash(talk, "Chloé", "launch", "password swordfish")
        [answer] = await talk.until(lambda: told(talk, "Chloé"))

    assert re.search(r"1\. \[Bao, .*the password is gone", answer)
    assert "swordfish" not in answer


async def test_a_page_of_a_file_is_found_with_the_message_that_brought_it(talk: Talk, tmp_path: Path) -> None:
    offer = digital(tmp_path, "offer.pdf", ["The offer", "It holds until May."], ["Prices", "The posters cost 1,840."])
    clock = FakeHurriedClock()
    async with talk.bot(tmp_path, clock=clock):
        talk.begin("Here it comes.")
        brought = talk.send("@Galerne until when does it hold?", offer)
        await talk.answer()
        clock.advance(EVERY + 1)
        while "offer.pdf" not in (answer := await found(talk, "Chloé", "posters")):
            """The index is about to have it."""
        talk.delete(brought, "Ana")
        talk.say("@Galerne thanks")
        await talk.answer()
        gone = await found(talk, "Chloé", "posters offer")

    assert re.search(r"1\. \[offer\.pdf, page 2\]\(https://\S+\), brought by Ana, .*The posters cost 1,840\.", answer)
    assert brought.replace(".", "") in links(answer)[0]
    assert "Nothing found" in gone


async def found(talk: Talk, who: str, words: str) -> str:
    """The answer to a search in files."""
    before = len(told(talk, who))
    slash(talk, who, "launch", words, where="files")
    answers: list[str] = await talk.until(lambda: told(talk, who)[before:])
    return answers[0]


async def test_the_model_searches_the_channel_and_cites_only_what_was_found(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("@Galerne the deploy moves to Friday")
        await talk.answer()
        call = {"name": "search_channel", "arguments": json.dumps({"words": "deploy day"})}
        slack = isinstance(talk.stage, SlackStage)
        invented = "https://sandbox.slack.com/archives/C0/p1" if slack else "https://discord.com/channels/1/2/3"
        text = f"It moves to Friday [1]. [Also]({invented}) nothing [9]."
        talk.world.mistral.script([{"calls": [call], "match": "which day"}, {"text": text}])
        talk.heard = 0
        talk.begin("Another thread.", "Bao")
        talk.say("@Galerne which day is the deploy?", "Bao")
        answer = await talk.answer()
        result = talk.last_request()["messages"][-1]["content"]

    assert "[1] " in result
    assert "the deploy moves to Friday" in result
    assert "which day is the deploy" not in result
    [link] = links(answer)
    assert link in result
    assert "Also nothing [9]." in answer


def results(world: World, question: str) -> list[str]:
    """What a search has given the model for an answer to this question."""
    requests = [json.loads(json.dumps(call.body["messages"])) for call in world.log.of("mistral", CHAT)]
    asked = [each for each in requests if question in json.dumps(each)]
    return [each["content"] for request in asked for each in request if each["role"] == "tool"]


async def test_a_thread_answered_in_public_holds_nothing_of_a_private_thread(world: World, tmp_path: Path) -> None:
    question = "what is said of the salary?"
    call = {"name": "search_channel", "arguments": json.dumps({"words": "salary"})}
    world.mistral.script([{"calls": [call], "match": question}, {"text": "Nothing.", "match": question}])
    async with living(world, tmp_path, only="discord"):
        secret = world.discord.private_thread("Bao", "#launch", "secret")
        world.discord.add_to_thread("Galerne", secret)
        world.discord.say("Bao", secret, "<@BOT> the salary is nine")
        bot = world.discord.ids()["bot"]
        await world.log.until(lambda: [each for each in world.discord.messages(secret) if each["author_id"] == bot])
        world.discord.say("Bao", "#launch", f"<@BOT> {question}")
        [found] = await world.log.until(lambda: results(world, question))

    assert "nine" not in found
    assert "Nothing was found" in found
