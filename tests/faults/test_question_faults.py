"""A person is asked about the price of a file, and the bot dies, or nobody answers: asked once, answered once."""

import asyncio

import pytest

from tests.faults.file_ordeal import OCR, FileOrdeal
from tests.faults.papers import scan

BUTTONS = ["Read all", "First 20 pages", "Choose pages", "Cancel"]
QUESTION = "Shall I read them?"
UNDECIDED = "Nobody chose, so I read nothing of the file; please send it again to be asked again."
DAY = 86_400.0  # seconds
on_slack = pytest.mark.parametrize("talk", ["slack"], indirect=True)
on_discord = pytest.mark.parametrize("talk", ["discord"], indirect=True)


async def is_asked(ordeal: FileOrdeal) -> None:
    """The question is there, once, in the one message of the turn, with its buttons."""
    await ordeal.until_seen(QUESTION)
    await ordeal.talk.until(lambda: ordeal.talk.buttons() == BUTTONS)
    assert len(ordeal.seen()) == 1
    assert ordeal.read() == []


async def reads_all(ordeal: FileOrdeal) -> None:
    ordeal.talk.press("Read all")
    await ordeal.completes()
    assert ordeal.talk.buttons() == []
    assert ordeal.read() == [1, 2, 3]


@pytest.mark.parametrize(
    ("talk", "point"), [("slack", "asked"), ("slack", "posted"), ("discord", "posted")], indirect=["talk"]
)
async def test_a_question_that_a_death_cuts_short_is_asked_once(file_ordeal: FileOrdeal, point: str) -> None:
    async with file_ordeal.doomed(point, ASK_ABOVE_PAGES="1"):
        file_ordeal.ask()
    async with file_ordeal.bot(ASK_ABOVE_PAGES="1"):
        await is_asked(file_ordeal)
        await reads_all(file_ordeal)


@on_slack
async def test_a_decision_that_a_death_follows_is_carried_out_once(file_ordeal: FileOrdeal) -> None:
    async with file_ordeal.doomed("decided", ASK_ABOVE_PAGES="1"):
        file_ordeal.ask()
        await is_asked(file_ordeal)
        file_ordeal.talk.press("Read all")
    async with file_ordeal.bot(ASK_ABOVE_PAGES="1"):
        await file_ordeal.completes()
        assert file_ordeal.talk.buttons() == []
    assert file_ordeal.read() == [1, 2, 3]


async def test_a_question_still_waits_after_a_restart(file_ordeal: FileOrdeal) -> None:
    async with file_ordeal.doomed(ASK_ABOVE_PAGES="1"):
        file_ordeal.ask()
        await is_asked(file_ordeal)
        await file_ordeal.until_waiting()
    async with file_ordeal.bot(ASK_ABOVE_PAGES="1"):
        await is_asked(file_ordeal)
        file_ordeal.clock.advance(3_600.0)  # the sweep leaves it alone
        await asyncio.sleep(0.2)
        await is_asked(file_ordeal)
        await reads_all(file_ordeal)


async def test_a_question_that_nobody_answers_expires_into_a_sentence(file_ordeal: FileOrdeal) -> None:
    async with file_ordeal.bot(ASK_ABOVE_PAGES="1"):
        file_ordeal.ask()
        await is_asked(file_ordeal)
        await file_ordeal.until_waiting()
        file_ordeal.clock.advance(DAY + 60.0)
        await file_ordeal.tells(UNDECIDED)
        assert file_ordeal.talk.buttons() == []
    assert file_ordeal.read() == []


@on_slack
async def test_a_question_that_expired_while_nobody_was_there_is_told_at_the_next_start(
    file_ordeal: FileOrdeal,
) -> None:
    async with file_ordeal.bot(ASK_ABOVE_PAGES="1"):
        file_ordeal.ask()
        await is_asked(file_ordeal)
        await file_ordeal.until_waiting()
    file_ordeal.clock.advance(DAY + 60.0)
    async with file_ordeal.bot(ASK_ABOVE_PAGES="1"):
        await file_ordeal.tells(UNDECIDED)
        assert file_ordeal.talk.buttons() == []


async def test_a_question_that_the_platform_does_not_take_is_asked_when_it_does(file_ordeal: FileOrdeal) -> None:
    writes = {"slack": "chat.*", "discord": "P* channels/messages"}
    file_ordeal.fault(file_ordeal.service, writes[file_ordeal.service], "status", times=10_000, status=503)
    async with file_ordeal.bot(ASK_ABOVE_PAGES="1"):
        file_ordeal.ask()
        await file_ordeal.until_logged("is kept")
        file_ordeal.world.faults.clear()
        await is_asked(file_ordeal)
        await reads_all(file_ordeal)


@on_discord
async def test_stop_answers_a_waiting_question(file_ordeal: FileOrdeal) -> None:
    async with file_ordeal.bot(ASK_ABOVE_PAGES="1"):
        file_ordeal.ask()
        await is_asked(file_ordeal)
        await file_ordeal.until_waiting()
        file_ordeal.talk.say("!stop", "Ana")
        await file_ordeal.until_seen("Cancelled: I read nothing of scan.pdf.")
        assert file_ordeal.talk.buttons() == []
    assert file_ordeal.read() == []


@on_slack
async def test_pages_read_before_a_death_are_not_paid_twice(file_ordeal: FileOrdeal) -> None:
    file_ordeal.fault("mistral", OCR, "hang", skip=2)
    async with file_ordeal.doomed():
        file_ordeal.ask(scan(20, "twenty.pdf"))  # in three requests
        answered = file_ordeal.world.log.of
        await file_ordeal.talk.until(lambda: [call.status for call in answered("mistral", OCR)].count(200) == 2)
        await file_ordeal.until_stored("SELECT count(*) FROM pages", len(file_ordeal.read()))
    async with file_ordeal.bot():
        await file_ordeal.completes()
    assert sorted(file_ordeal.read()) == list(range(1, 21))


@on_discord
async def test_only_pages_that_are_paid_and_not_kept_are_paid_again(file_ordeal: FileOrdeal) -> None:
    for seconds in (0.5, 1.0):  # one request after the other is answered
        file_ordeal.fault("mistral", OCR, "latency", skip=1, seconds=seconds)
    async with file_ordeal.doomed("charged:2"):
        file_ordeal.ask(scan(20, "twenty.pdf"))
    first, *others = (call.body["pages"] for call in file_ordeal.world.log.of("mistral", OCR))
    async with file_ordeal.bot():
        await file_ordeal.completes()
    paid = file_ordeal.read()
    assert {paid.count(number + 1) for number in first} == {1}
    assert set(paid) == set(range(1, 21))
    assert len(paid) <= 20 + sum(map(len, others)), "what was on its way when the process died may be paid again"


@pytest.mark.parametrize(
    ("talk", "point"), [("slack", "begun"), ("slack", "uploaded"), ("discord", "uploaded")], indirect=["talk"]
)
async def test_an_upload_that_a_death_cuts_short_appears_once(file_ordeal: FileOrdeal, point: str) -> None:
    async with file_ordeal.doomed(point):
        file_ordeal.ask(text="!ocr")
    file_ordeal.answer = "**scan.pdf**: 3 pages, 3 by OCR.\nThe text is in scan.md."
    async with file_ordeal.bot():
        await file_ordeal.completes()
    assert list(file_ordeal.talk.uploads()) == ["scan.md"]
    assert file_ordeal.attached() == 1
    assert file_ordeal.read() == [1, 2, 3]
