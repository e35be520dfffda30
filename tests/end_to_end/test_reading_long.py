"""What does not fit is searched and quoted by its page; a study of the whole reads the whole, and can be stopped."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from deploy.sandbox.faults import Fault
from tests.end_to_end.filing import CHAT, EMBED, asked, digital, shown, spent
from tests.talk import Sent, Talk

PAGES = 40
NEEDLE = 17  # the page on which the answer stands


def page(number: int) -> list[str]:
    if number == NEEDLE:
        return ["The keeper of the lighthouse is called Soizic Le Bihan, and she keeps bees."]
    return [
        f"Chapter {number} is about the tides of day {number}, and about nothing else.",
        f"High water was at {number % 12}:30, and {number * 7} boats went out with it.",
        *[f"At {hour}:15 the gauge of pier {number} showed {number * hour} millimetres." for hour in range(40)],
    ]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    folder = tmp_path_factory.mktemp("book")
    return digital(folder, "tides.pdf", *(page(number) for number in range(1, PAGES + 1)))


async def test_a_long_file_is_searched_and_quoted_with_its_page(talk: Talk, tmp_path: Path, book: Sent) -> None:
    async with talk.bot(tmp_path, FILE_TOKENS="1000"):
        talk.begin("Let us begin.")
        talk.send("@Galerne what is the keeper of the lighthouse called?", book)
        answer, footer, before = await talk.answer(), talk.posts()[-1].footer, spent(talk.world)
        told = shown(talk.last_request())
        talk.say("@Galerne and when was high water on day 23?")
        await talk.answer()
        after = spent(talk.world)

    assert "Soizic Le Bihan" in answer
    assert f"[page {NEEDLE}]" in answer
    assert "tides.pdf: all 40 pages read, shown in excerpts" in footer
    assert "too long to be shown" in told
    assert len(re.findall(r"\[page \d+\]", told)) < PAGES
    assert (before[0], after[0]) == (0, 0)
    texts = [text for call in talk.world.log.of("mistral", EMBED) for text in _inputs(call.body)]
    assert len([text for text in texts if "Soizic" in text]) == 1, "the pages were embedded once"
    assert after[1] - before[1] <= 2, "a second question embeds itself alone"


def _inputs(body: Mapping[str, Any]) -> list[str]:
    given = body.get("input", body.get("inputs", []))
    return [given] if isinstance(given, str) else list(given)


async def test_pages_are_read_further_by_tools(talk: Talk, tmp_path: Path, book: Sent) -> None:
    async with talk.bot(tmp_path, FILE_TOKENS="1000"):
        talk.begin("Let us begin.")
        talk.send("@Galerne hello", book)
        await talk.answer()
        talk.say("@Galerne what stands on page 23?")
        answer, footer = await talk.answer(), talk.posts()[-1].footer

    assert "Chapter 23" in answer or "161 boats" in answer
    assert "used read_pages" in footer


async def test_a_summary_of_the_whole_reads_the_whole(talk: Talk, tmp_path: Path, book: Sent) -> None:
    async with talk.bot(tmp_path, FILE_TOKENS="1000"):
        talk.begin("Let us begin.")
        talk.send("@Galerne summarise the whole file", book)
        await talk.answer()

    assert "used study_pages" in talk.posts()[-1].footer
    parts = [shown(call.body) for call in talk.world.log.of("mistral", CHAT) if "a part of" in shown(call.body)]
    read = {int(number) for part in parts for number in re.findall(r"\[page (\d+)\]", part)}
    assert read == set(range(1, PAGES + 1))


async def test_a_dear_study_says_what_it_costs_before_it_begins(talk: Talk, tmp_path: Path, book: Sent) -> None:
    async with talk.bot(tmp_path, FILE_TOKENS="1000", ASK_ABOVE_COST="0.0001"):
        talk.begin("Let us begin.")
        talk.send("@Galerne summarise the whole file", book)
        await talk.until(lambda: "Read all" in talk.buttons())
        talk.press("Read all")
        await talk.until(lambda: "Allow once" in talk.buttons())
        question, before = talk.posts()[-1].text, studied(talk)
        talk.press("Allow once")
        await talk.answer()

    assert re.search(r"Studying all 40 pages of tides\.pdf costs up to about €0\.\d+\. May I run", question)
    assert before == 0, "nothing is spent before it is allowed"
    assert studied(talk) > 1
    assert "Ran study_pages, allowed by Ana." in talk.posts()[-1].text.replace("`", "")


async def test_a_dear_study_that_is_denied_costs_nothing(talk: Talk, tmp_path: Path, book: Sent) -> None:
    async with talk.bot(tmp_path, FILE_TOKENS="1000", ASK_ABOVE_COST="0.0001"):
        talk.begin("Let us begin.")
        talk.send("@Galerne summarise the whole file", book)
        await talk.until(lambda: "Read all" in talk.buttons())
        talk.press("Read all")
        await talk.until(lambda: "Deny" in talk.buttons())
        talk.press("Deny")
        await talk.answer()

    assert studied(talk) == 0
    assert "Did not run study_pages: Ana did not allow it." in talk.posts()[-1].text.replace("`", "")


def studied(talk: Talk) -> int:
    """How many parts of a file the model was given."""
    return sum("a part of" in shown(call.body) for call in talk.world.log.of("mistral", CHAT))


async def test_progress_is_seen_and_costs_few_edits(talk: Talk, tmp_path: Path, book: Sent) -> None:
    talk.world.faults.add(
        Fault("mistral", CHAT, "latency", skip=4, with_={"seconds": 4.0})
    )  # the notes' putting together
    async with talk.bot(tmp_path, FILE_TOKENS="1000"):
        talk.begin("Let us begin.")
        talk.send("@Galerne summarise the whole file", book)
        seen = await talk.until(lambda: re.search(r"studying tides\.pdf: page \d+ of 40", showing(talk)))
        await talk.answer()

    assert seen
    if talk.stage.name == "Slack":
        assert talk.world.log.of("slack", "chat.update") == []
    else:
        edits = [call for call in talk.world.log.of("discord") if call.name.startswith("PATCH") and "mess" in call.name]
        assert len(edits) <= 8
        assert "studying" not in talk.posts()[-1].text


def showing(talk: Talk) -> str:
    """What a person sees that the bot is doing."""
    if talk.stage.name == "Slack":
        return str(talk.world.slack.session("launch", talk.thread))
    return talk.stage.showing(talk.thread)


async def test_a_study_can_be_stopped(talk: Talk, tmp_path: Path, book: Sent) -> None:
    async with talk.bot(tmp_path, FILE_TOKENS="1000"):
        talk.begin("Let us begin.")
        talk.world.faults.add(Fault("mistral", CHAT, "hang", times=9, skip=1))
        talk.send("@Galerne summarise the whole file", book)
        await talk.until(lambda: asked(talk.world, CHAT) >= 2)
        talk.say("!stop")
        await talk.until(lambda: "Stopped." in talk.stage.showing(talk.thread))
        talk.world.faults.clear()
        talk.heard = len(talk.posts())
        talk.say("@Galerne what is the keeper of the lighthouse called?")

        assert "Soizic" in await talk.answer()


async def test_embeddings_that_do_not_answer_leave_a_search_by_words(talk: Talk, tmp_path: Path, book: Sent) -> None:
    talk.world.faults.add(Fault("mistral", EMBED, "status", times=100, with_={"status": 503}))
    async with talk.bot(tmp_path, MISTRAL_RETRY_SECONDS="0.2", FILE_TOKENS="1000"):
        talk.begin("Let us begin.")
        talk.send("@Galerne what is the keeper of the lighthouse called?", book)
        answer, footer = await talk.answer(), talk.posts()[-1].footer

    assert "Soizic Le Bihan" in answer
    assert "tides.pdf could only be searched by its words" in footer
