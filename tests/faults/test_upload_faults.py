"""Slack and Discord fail while a file is fetched, or the bot's own is uploaded: told in one sentence, or mended."""

from collections.abc import Callable
from typing import Any

import pytest

from deploy.sandbox.slack.app import SCOPES
from deploy.sandbox.slack.service import SlackService
from tests.faults.file_ordeal import FileOrdeal
from tests.faults.impatient import impatient
from tests.faults.ordeal import WORDS
from tests.faults.papers import lamp_on

FETCH = {"slack": "download", "discord": "GET attachments"}
FETCHES: dict[str, tuple[str, dict[str, Any]]] = {
    "broken off": ("truncate", {}),
    "empty": ("zero", {}),
    "503": ("status", {"status": 503}),
    "404": ("status", {"status": 404}),
    "dropped": ("drop", {}),
}
WRITES: dict[str, tuple[str, dict[str, Any]]] = {
    "429": ("ratelimited", {"retry_after": 0.2}),
    "503": ("status", {"status": 503}),
    "dropped": ("drop", {}),
    "done and dropped": ("drop_after", {}),
}
UPLOADS = {
    "slack": ["files.getUploadURLExternal", "upload", "files.completeUploadExternal"],
    "discord": ["POST channels/messages"],
}
READ = "**scan.pdf**: 3 pages, 3 by OCR."
DONE = f"{READ}\nThe text is in scan.md."


@pytest.mark.parametrize(
    ("talk", "fault"),
    [*(("slack", fault) for fault in FETCHES), ("discord", "broken off"), ("discord", "503")],
    indirect=["talk"],
)
async def test_a_file_that_cannot_be_fetched_is_named_and_can_be_asked_about_again(
    file_ordeal: FileOrdeal, fault: str
) -> None:
    kind, with_ = FETCHES[fault]
    file_ordeal.fault(file_ordeal.service, FETCH[file_ordeal.service], kind, times=100, **with_)
    async with file_ordeal.bot():
        file_ordeal.ask()
        await file_ordeal.tells("; please ", after=WORDS)
        assert "scan.pdf" in file_ordeal.seen()[0]
    assert file_ordeal.read() == [1, 2, 3], "the next question reads what could not be fetched"


async def test_a_slow_download_is_waited_for(file_ordeal: FileOrdeal) -> None:
    file_ordeal.fault(file_ordeal.service, FETCH[file_ordeal.service], "slow", pieces=5, seconds=0.1)
    async with file_ordeal.bot():
        file_ordeal.ask()
        await file_ordeal.completes()
    assert file_ordeal.model_saw(lamp_on(3))


def turned_off(slack: SlackService) -> None:
    slack.allow_uploads(enabled=False)


def without_scope(slack: SlackService) -> None:
    slack.grant(sorted(SCOPES - {"files:write"}))


def kind_forbidden(slack: SlackService) -> None:
    slack.allow_uploads(forbidden=[".md"])


def full(slack: SlackService) -> None:
    slack.allow_uploads(storage=1)


REFUSALS: list[tuple[Callable[[SlackService], None], str]] = [
    (turned_off, "uploads are turned off"),
    (without_scope, "files:write"),
    (kind_forbidden, "does not allow files of this kind"),
    (full, "no room for more files"),
]


@pytest.mark.parametrize("talk", ["slack"], indirect=True)
@pytest.mark.parametrize(("refuse", "words"), REFUSALS)
async def test_a_result_that_slack_does_not_take_is_told(
    file_ordeal: FileOrdeal, refuse: Callable[[SlackService], None], words: str
) -> None:
    async with file_ordeal.bot():
        file_ordeal.ask(text="!ocr")
        refuse(file_ordeal.world.slack)
        await is_told(file_ordeal, words)


@pytest.mark.parametrize("talk", ["discord"], indirect=True)
async def test_a_result_that_discord_does_not_take_is_told(file_ordeal: FileOrdeal) -> None:
    async with file_ordeal.bot():
        file_ordeal.world.discord.permit("#launch", "attach_files", False)
        file_ordeal.ask(text="!ocr")
        await is_told(file_ordeal, "ermission")


@pytest.mark.parametrize("talk", ["slack"], indirect=True)
async def test_an_upload_that_never_succeeds_is_told(file_ordeal: FileOrdeal) -> None:
    async with file_ordeal.bot(impatient("Slack", file_ordeal.world, file_ordeal.clock)):
        file_ordeal.fault("slack", "files.*", "status", times=1000, status=503)
        file_ordeal.ask(text="!ocr")
        await is_told(file_ordeal, "I could not upload scan.md: Slack did not answer")


async def test_a_result_that_nobody_could_be_shown_is_shown_later_and_costs_no_page_again(
    file_ordeal: FileOrdeal,
) -> None:
    writes = {"slack": "chat.*", "discord": "P* channels/messages"}
    file_ordeal.fault(file_ordeal.service, writes[file_ordeal.service], "status", times=10_000, status=503)
    file_ordeal.answer = DONE
    async with file_ordeal.bot():
        file_ordeal.ask(text="!ocr")
        await file_ordeal.until_logged("is kept")
        file_ordeal.world.faults.clear()
        await file_ordeal.completes()
    assert list(file_ordeal.talk.uploads()) == ["scan.md"]
    assert file_ordeal.read() == [1, 2, 3]


async def is_told(ordeal: FileOrdeal, words: str) -> None:
    await ordeal.until_seen(words)
    assert "\n" not in ordeal.seen()[0].removeprefix(READ).lstrip("\n")
    assert ordeal.talk.uploads() == {}
    await ordeal.is_well(ordeal.seen())


@pytest.mark.parametrize("fault", WRITES)
async def test_a_result_is_uploaded_once_whatever_the_platform_answers(file_ordeal: FileOrdeal, fault: str) -> None:
    kind, with_ = WRITES[fault]
    for call in UPLOADS[file_ordeal.service]:
        if (call, kind) != ("upload", "ratelimited"):
            file_ordeal.fault(file_ordeal.service, call, kind, **with_)
    file_ordeal.answer = DONE
    async with file_ordeal.bot(impatient(file_ordeal.talk.stage.name, file_ordeal.world, file_ordeal.clock)):
        file_ordeal.ask(text="!ocr")
        await file_ordeal.completes()
    assert list(file_ordeal.talk.uploads()) == ["scan.md"]
    assert file_ordeal.attached() == 1
    assert lamp_on(2) in file_ordeal.talk.uploads()["scan.md"].decode()
