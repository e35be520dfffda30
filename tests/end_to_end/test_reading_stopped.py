"""A reading that ends early, stopped by a person or by a failure, leaves nothing behind and loses nothing."""

import re
from pathlib import Path

import pytest

from deploy.sandbox.faults import Fault
from deploy.sandbox.world import World
from tests.end_to_end.filing import INVOICE, OCR, STORE, asked, heavy, ledger, pages_sent, scanned
from tests.talk import Talk, talk_on

SHEETS = [(f"Sheet {number} of the log.",) for number in range(1, 11)]
FIRST, REST = list(range(8)), [8, 9]  # the pages of each request for OCR, from 0


def press_stop(talk: Talk) -> None:
    """As the platform offers it: Slack's own button, the one below a message of Discord."""
    if talk.stage.name == "Slack":
        talk.world.slack.stop("Ana", "launch", talk.thread)
    else:
        talk.press("Stop")


def showing(talk: Talk) -> str:
    """What a person sees that the bot is doing."""
    if talk.stage.name == "Slack":
        return str(talk.world.slack.session("launch", talk.thread))
    return talk.stage.showing(talk.thread)


async def test_a_long_reading_can_be_stopped_and_goes_on_later_from_where_it_was(talk: Talk, tmp_path: Path) -> None:
    log = scanned("log.pdf", *SHEETS)
    talk.world.faults.add(Fault("mistral", OCR, "hang", skip=1))
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne which sheets are there?", log)
        await talk.until(lambda: re.search(r"reading log\.pdf: page [28] of 10", showing(talk)))
        press_stop(talk)
        await talk.until(lambda: "Stopped." in talk.stage.showing(talk.thread))
        talk.heard = len(talk.posts())
        talk.send("@Galerne what is on sheet 10?", log)
        answer = await talk.answer()

    assert "Sheet 10 of the log" in answer
    once, again, last = sorted(pages_sent(talk.world), key=pages_sent(talk.world).count)
    assert sorted([once, again]) == [FIRST, REST]
    assert again == last, "only what had not been read when it was stopped is asked for again"
    assert await ledger(tmp_path, log) == dict.fromkeys(range(1, 11), "ocr")


@pytest.mark.parametrize("how", ["stopped", "failed"])
async def test_what_was_uploaded_is_deleted_however_the_reading_ends(talk: Talk, tmp_path: Path, how: str) -> None:
    kind = {"stopped": "hang", "failed": "status"}[how]
    talk.world.faults.add(Fault("mistral", OCR, kind, times=50, with_={"status": 503}))
    async with talk.bot(tmp_path, MISTRAL_RETRY_SECONDS="0.2"):
        talk.begin("Let us begin.")
        talk.send("@Galerne !ocr", heavy("large.pdf", INVOICE))
        await talk.until(lambda: asked(talk.world, OCR))
        if how == "stopped":
            await talk.until(lambda: "reading large.pdf" in showing(talk))
            press_stop(talk)
        words = "Stopped." if how == "stopped" else "please ask again in a minute"
        await talk.until(lambda: words in talk.stage.showing(talk.thread))
        [card] = talk.world.mistral.files()

    assert asked(talk.world, STORE) == 1
    assert not card["there"]


async def test_the_file_of_a_command_that_discord_has_no_more_is_said(world: World, tmp_path: Path) -> None:
    """Such files live for a short time only, and have no message from which a new address could be had."""
    talk = talk_on("discord", world)
    async with talk.bot(tmp_path):
        file = scanned("invoice.pdf", INVOICE)
        world.faults.add(Fault("discord", "GET attachments", "status", times=9, with_={"status": 404}))
        used = world.discord.slash("Ana", "#launch", "ocr", {"file": file.attached()})
        said = await talk.until(
            lambda: [m["content"] for m in world.discord.messages("#launch") if "invoice" in m["content"]]
        )

    assert used
    assert "please use the command again, or send the file in a message" in said[-1]


async def test_a_file_that_is_gone_before_it_was_read_is_said(talk: Talk, tmp_path: Path) -> None:
    service, name = ("slack", "download") if talk.stage.name == "Slack" else ("discord", "GET attachments")
    talk.world.faults.add(Fault(service, name, "status", times=9, with_={"status": 404}))
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne what is the invoice number?", scanned("invoice.pdf", INVOICE))
        answer = await talk.answer()

    sentence = "no longer has invoice.pdf" if talk.stage.name == "Slack" else "invoice.pdf is no longer on Discord"
    assert sentence in answer
    assert "please upload it again" in answer
