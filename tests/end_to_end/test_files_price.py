"""Price before you pay: a person is asked first, and what they choose is done, whatever happens meanwhile."""

import re
from pathlib import Path

import pytest

from bot.core.decisions import NOT_YOURS, OVER
from deploy.sandbox.faults import Fault
from tests.end_to_end.filing import (
    CHAT,
    DEADLINE,
    EMBED,
    INVOICE,
    OCR,
    asked,
    digital,
    joined,
    pages_sent,
    scanned,
    shown,
)
from tests.talk import Sent, Talk

QUESTION = "@Galerne what is the invoice number?"
OPTIONS = ["Read all", "First 20 pages", "Choose pages", "Cancel"]


@pytest.fixture(scope="module")
def dear() -> Sent:
    """Two pages that OCR has to read."""
    return scanned("invoice.pdf", INVOICE, DEADLINE)


async def put_question(talk: Talk, dear: Sent, who: str = "Ana") -> str:
    """Ask about the file, and wait for the question that comes back."""
    talk.begin("Let us begin.")
    talk.send(QUESTION, dear, who=who)
    await talk.until(talk.buttons)
    return talk.posts()[-1].text


async def test_pages_and_price_are_said_and_nothing_is_spent_before(talk: Talk, tmp_path: Path, dear: Sent) -> None:
    async with talk.bot(tmp_path, ASK_ABOVE_PAGES="1"):
        question = await put_question(talk, dear)

        assert re.search(r"invoice\.pdf has 2 pages; 2 of them need OCR, for about €0\.0\d+\.", question)
        assert talk.buttons() == OPTIONS
        assert (asked(talk.world, OCR), asked(talk.world, CHAT)) == (0, 0)


async def test_read_all_reads_all_and_the_receipt_compares(talk: Talk, tmp_path: Path, dear: Sent) -> None:
    async with talk.bot(tmp_path, ASK_ABOVE_PAGES="1"):
        question = await put_question(talk, dear)
        talk.press("Read all")
        answer, footer = await talk.answer(), talk.posts()[-1].footer

        assert "4711" in answer
        assert talk.buttons() == []
        said = re.search(r"€[\d.]+\d", question)
        assert said is not None
        assert re.search(rf"OCR of 2 pages · €0\.0\d+ \(estimated {re.escape(said[0])}\)", footer)
        talk.say("@Galerne and when is the deadline for payment?")
        assert "5 June" in await talk.answer()
        assert asked(talk.world, OCR) == 1


async def test_cheap_files_are_read_without_asking(talk: Talk, tmp_path: Path, dear: Sent) -> None:
    async with talk.bot(tmp_path, ASK_ABOVE_PAGES="2"):
        talk.begin("Let us begin.")
        talk.send(QUESTION, dear)

        assert "4711" in await talk.answer()


async def test_money_is_a_reason_to_ask_too(talk: Talk, tmp_path: Path, dear: Sent) -> None:
    async with talk.bot(tmp_path, ASK_ABOVE_COST="0.001"):
        assert "Shall I read them?" in await put_question(talk, dear)


async def test_the_first_pages_only(talk: Talk, tmp_path: Path, dear: Sent) -> None:
    file = joined("long.pdf", dear, digital(tmp_path, "rest.pdf", *[[*DEADLINE, "And nothing else is known."]] * 19))
    async with talk.bot(tmp_path, ASK_ABOVE_PAGES="1"):
        await put_question(talk, file)
        assert "long.pdf has 21 pages; 2 of them need OCR" in talk.posts()[-1].text
        talk.press("First 20 pages")
        answer, footer = await talk.answer(), talk.posts()[-1].footer

    assert "4711" in answer
    assert "_long.pdf: 1 of its 21 pages were not read._" in answer
    assert "long.pdf: 20 of 21 pages read" in footer
    assert pages_sent(talk.world) == [[0, 1]]


async def test_chosen_pages_only(talk: Talk, tmp_path: Path, dear: Sent) -> None:
    async with talk.bot(tmp_path, ASK_ABOVE_PAGES="1"):
        await put_question(talk, dear)
        await talk.fill_in("Choose pages", "1")
        answer = await talk.answer()

    assert "4711" in answer
    assert "_invoice.pdf: 1 of its 2 pages were not read._" in answer
    assert pages_sent(talk.world) == [[0]]


async def test_pages_that_are_none_are_asked_for_again(talk: Talk, tmp_path: Path, dear: Sent) -> None:
    async with talk.bot(tmp_path, ASK_ABOVE_PAGES="1"):
        await put_question(talk, dear)
        await talk.fill_in("Choose pages", "the good ones")
        await talk.until(lambda: "I cannot read `the good ones` as pages" in talk.posts()[-1].text and talk.buttons())
        talk.press("Read all")

        assert "4711" in await talk.answer()


async def test_cancel_reads_nothing_and_later_questions_do_not_ask_again(
    talk: Talk, tmp_path: Path, dear: Sent
) -> None:
    async with talk.bot(tmp_path, ASK_ABOVE_PAGES="1"):
        await put_question(talk, dear)
        talk.press("Cancel")
        await talk.until(lambda: "Cancelled: I read nothing of invoice.pdf." in talk.posts()[-1].text)
        assert talk.buttons() == []
        talk.heard = len(talk.posts())
        talk.say("@Galerne what is 6 * 7?")

        assert "42" in await talk.answer()
        assert asked(talk.world, OCR) == 0


async def test_only_the_one_who_asked_may_choose(talk: Talk, tmp_path: Path, dear: Sent) -> None:
    async with talk.bot(tmp_path, ASK_ABOVE_PAGES="1"):
        await put_question(talk, dear, "Ana")
        talk.press("Read all", "Bao")
        await talk.until(lambda: talk.whispers("Bao"))
        assert talk.whispers("Bao") == [NOT_YOURS]
        assert (talk.buttons(), asked(talk.world, OCR)) == (OPTIONS, 0)
        talk.press("Read all", "Ana")

        assert "4711" in await talk.answer()


async def test_a_press_after_a_restart_is_understood(talk: Talk, tmp_path: Path, dear: Sent) -> None:
    async with talk.bot(tmp_path, ASK_ABOVE_PAGES="1"):
        await put_question(talk, dear)
    async with talk.bot(tmp_path, ASK_ABOVE_PAGES="1"):
        assert talk.buttons() == OPTIONS
        talk.press("Read all")

        assert "4711" in await talk.answer()
        assert asked(talk.world, OCR) == 1


async def test_the_second_press_is_too_late(talk: Talk, tmp_path: Path, dear: Sent) -> None:
    async with talk.bot(tmp_path, ASK_ABOVE_PAGES="1"):
        await put_question(talk, dear)
        talk.press("Read all")
        talk.press("Cancel")
        answer = await talk.answer()
        await talk.until(lambda: talk.whispers("Ana"))

    assert "4711" in answer
    assert talk.whispers("Ana") == [OVER]
    assert asked(talk.world, OCR) == 1


async def test_others_are_answered_while_a_question_is_open(talk: Talk, tmp_path: Path, dear: Sent) -> None:
    async with talk.bot(tmp_path, ASK_ABOVE_PAGES="1"):
        await put_question(talk, dear)
        talk.heard = 1
        talk.say("@Galerne what is 6 * 7?", "Bao")

        assert "42" in await talk.answer()
        assert "invoice.pdf\n" not in talk.posts()[-1].footer
        assert "nobody has agreed so far that it is read" in shown(talk.last_request())
        assert asked(talk.world, OCR) == 0


async def test_a_file_whose_reading_failed_is_asked_about_again(talk: Talk, tmp_path: Path, dear: Sent) -> None:
    talk.world.faults.add(Fault("mistral", OCR, "status", times=50, with_={"status": 503}))
    async with talk.bot(tmp_path, MISTRAL_RETRY_SECONDS="0.2", ASK_ABOVE_PAGES="1"):
        await put_question(talk, dear)
        talk.press("Read all")
        await talk.until(lambda: "please ask again in a minute" in talk.posts()[-1].text)
        talk.world.faults.clear()
        talk.heard = len(talk.posts())
        talk.say(QUESTION)
        await talk.until(lambda: len(talk.posts()) > talk.heard and talk.buttons())
        talk.press("Read all")

        assert "4711" in await talk.answer()


async def test_going_through_all_of_a_text_has_its_price_too(talk: Talk, tmp_path: Path) -> None:
    minutes = Sent("minutes.txt", "\n".join(f"Point {n}: the fee is {n} euros." for n in range(900)).encode())
    async with talk.bot(tmp_path, ASK_ABOVE_COST="0.0005"):
        talk.begin("Let us begin.")
        talk.send("@Galerne !extract fee", minutes)
        await talk.until(talk.buttons)
        question, options = talk.posts()[-1].text, talk.buttons()
        assert asked(talk.world, CHAT) == 0
        talk.press("Read them")
        await talk.answer()
        footer = talk.posts()[-1].footer

    assert re.search(r"minutes\.txt has \d+ pages of text, for about €0\.00\d+\. Shall I read them\?", question)
    assert options == ["Read them", "Cancel"]
    assert re.search(r"€0\.00\d+ \(estimated €0\.00\d+\)", footer)


async def test_making_a_long_text_searchable_has_its_price_too(talk: Talk, tmp_path: Path) -> None:
    lines = ["The lighthouse keeper is called Soizic.", *(f"Point {n}: the fee is {n} euros." for n in range(2_000))]
    minutes = Sent("minutes.txt", "\n".join(lines).encode())
    async with talk.bot(tmp_path, ASK_ABOVE_COST="0.0005", FILE_TOKENS="1000"):
        talk.begin("Let us begin.")
        talk.send("@Galerne what is the lighthouse keeper called?", minutes)
        await talk.until(talk.buttons)
        assert (talk.buttons(), asked(talk.world, EMBED)) == (OPTIONS, 0)
        await talk.fill_in("Choose pages", "1-2")
        answer = await talk.answer()

    assert "Soizic" in answer
    assert re.search(r"_minutes\.txt: \d+ of its \d+ pages were not read\._", answer)
