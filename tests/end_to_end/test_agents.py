"""A Mistral agent answers in a thread, on both platforms: searched, cited, drawn, billed, and led along."""

import json
from pathlib import Path
from typing import Any

from tests.talk import Talk

START, RESTART = "POST /v1/conversations", "POST /v1/conversations/{id}/restart"
AGENTS = json.dumps(
    {
        "finder": {
            "model": "mistral-medium-latest",
            "instructions": "Cite your sources.",
            "tools": ["web_search", "image_generation"],
        }
    }
)
SETTINGS: Any = {"AGENTS": AGENTS, "AGENT": "finder", "CURRENCY": "USD"}
PAGE = {"title": "Tide tables", "url": "https://tides.example/brest", "text": "In Brest the tide turns at noon."}


def said_to_mistral(talk: Talk, name: str) -> list[dict[str, Any]]:
    return [dict(call.body) for call in talk.world.log.of("mistral", name)]


async def chosen(talk: Talk, name: str) -> None:
    """Wait for the answer of `!agent`, which has no receipt."""
    await talk.until(lambda: name in talk.posts()[-1].text)
    talk.heard = len(talk.posts())


async def test_an_agent_searches_and_cites(talk: Talk, tmp_path: Path) -> None:
    talk.world.mistral.shelve([PAGE])
    async with talk.bot(tmp_path, **SETTINGS, CONNECTOR_PRICES='{"web_search": 0.03}'):
        talk.begin("Let us begin.")
        talk.say("@Galerne search the web: when does the tide turn in Brest?")
        answer = await talk.answer()

    assert "In Brest the tide turns at noon." in answer
    assert "https://tides.example/brest" in answer
    footer = talk.posts()[-1].footer
    assert "web_search ×1" in footer
    assert "mistral-medium-3-5" in footer
    assert "$0.03" in footer


async def test_what_is_not_priced_is_said(talk: Talk, tmp_path: Path) -> None:
    talk.world.mistral.shelve([PAGE])
    async with talk.bot(tmp_path, **SETTINGS):
        talk.begin("Let us begin.")
        talk.say("@Galerne search the web: when does the tide turn in Brest?")
        await talk.answer()

    assert "web_search ×1 (not in the cost)" in talk.posts()[-1].footer


async def test_a_picture_that_it_draws_is_uploaded(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path, **SETTINGS):
        talk.begin("Let us begin.")
        talk.say("@Galerne draw a sail")
        await talk.answer()
        (picture,) = talk.uploads()

    assert picture == "image_generated_0.png"


async def test_our_own_tools_work_for_it(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path, **SETTINGS):
        talk.begin("Let us begin.")
        talk.say("@Galerne what is 12400 * 1.2 / 7?")

        assert "2125.71" in await talk.answer()
    assert "used calculate" in talk.posts()[-1].footer


async def test_the_thread_is_one_conversation_through_edits_and_restarts(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path, **SETTINGS, FOLLOW_UPS="mention"):
        talk.begin("We ship on Thursday.")
        talk.say("@Galerne hello")
        await talk.answer()
        wrong = talk.say("The harbour fee is 40 euros.", "Bao")
        talk.say("@Galerne what is the harbour fee?")
        assert "40 euros" in await talk.answer()
    async with talk.bot(tmp_path, **SETTINGS, FOLLOW_UPS="mention"):
        talk.edit(wrong, "The harbour fee is 50 euros.", "Bao")
        talk.say("@Galerne again, what is the harbour fee?")
        assert "50 euros" in await talk.answer()

    assert len(said_to_mistral(talk, START)) == 1
    (restart,) = said_to_mistral(talk, RESTART)
    assert "50 euros" in json.dumps(restart["inputs"][0])
    assert "We ship" not in json.dumps(restart)


async def test_a_lost_conversation_is_told_again_with_one_honest_line(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path, **SETTINGS):
        talk.begin("We ship on Thursday.")
        talk.say("@Galerne hello")
        await talk.answer()
        talk.world.mistral.lose_conversations()
        talk.say("@Galerne when do we ship?")
        assert "Thursday" in await talk.answer()

    assert "Mistral no longer had this conversation" in talk.posts()[-1].footer


async def test_a_thread_chooses_its_agent_and_lets_go_of_it(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path, AGENTS=AGENTS):
        talk.begin("Let us begin.")
        talk.say("@Galerne hello")
        await talk.answer()
        assert said_to_mistral(talk, START) == []

        talk.say("!agent finder")
        await chosen(talk, "finder")
        talk.say("@Galerne hello again")
        await talk.answer()
        assert len(said_to_mistral(talk, START)) == 1

        talk.say("!agent none")
        await chosen(talk, "The model itself")
        talk.say("@Galerne and once more")
        await talk.answer()
        assert len(said_to_mistral(talk, START)) == 1


async def test_an_agent_that_is_not_there_is_a_sentence(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path, AGENTS='{"gone": {"id": "ag_404"}}', AGENT="gone"):
        talk.begin("Let us begin.")
        talk.say("@Galerne hello")

        await talk.until(lambda: "Mistral has no agent gone" in "".join(post.text for post in talk.posts()))


async def test_a_retry_is_answered_by_the_agent_again_or_by_the_model_that_is_named(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path, **SETTINGS):
        talk.begin("We ship on Thursday.")
        talk.say("@Galerne when do we ship?")
        await talk.answer()
        talk.act("retry", "Ana")
        again = await talk.answer()
        footer = talk.posts()[-1].footer
        talk.say("!retry ministral-8b-latest")
        await talk.answer()

    assert "Thursday" in again
    assert "mistral-medium" in footer
    assert len(said_to_mistral(talk, START) + said_to_mistral(talk, RESTART)) == 2, (
        "it does not go on from the first answer"
    )
    assert "ministral-8b" in talk.posts()[-1].footer
