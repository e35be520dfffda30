"""Mistral fails while files are read: each question ends as a whole answer, or as one honest sentence."""

from typing import Any

import pytest

from tests.faults.file_ordeal import EMBED, HEAR, OCR, SAID, UPLOAD, FileOrdeal
from tests.faults.ordeal import CHAT, WORDS
from tests.faults.papers import clip, lamp_on, large_scan, notes, scan
from tests.talk import Sent

RATE = {"object": "error", "message": "Rate limit exceeded", "type": "rate_limited", "code": "1300"}
HTML = {"body": "<html><body>Bad Gateway</body></html>", "content_type": "text/html"}
PASSING: dict[str, tuple[str, dict[str, Any]]] = {
    "429 that names its end": ("status", {"status": 429, "retry_after": 20, "body": RATE}),
    "429 that does not": ("status", {"status": 429, "body": RATE}),
    "503": ("status", {"status": 503}),
    "502 with a page": ("status", {"status": 502, **HTML}),
    "dropped": ("drop", {}),
    "silence": ("hang", {}),
}
LASTING: dict[str, tuple[str, dict[str, Any], str]] = {
    "429": ("status", {"status": 429, "body": RATE}, "rate limit for this account is used up; please ask again in a"),
    "an hour": ("status", {"status": 429, "body": RATE, "retry_after": 3600}, "please ask again in about 60 minutes"),
    "503": ("status", {"status": 503}, "Mistral is busy or out of reach right now; please ask again in a minute."),
    "401": (
        "status",
        {"status": 401, "body": {"detail": "Unauthorized"}},
        "Mistral does not accept my API key; please",
    ),
    "no JSON": (
        "status",
        {"status": 200, "body": "<!doctype html>"},
        "please ask your admin to check MISTRAL_BASE_URL.",
    ),
    "other JSON": ("status", {"status": 200, "body": {"ok": True}}, "of no use; please ask again."),
}
SENT: dict[str, Sent] = {OCR: scan(), UPLOAD: large_scan(), HEAR: clip()}
ON_SLACK = [("slack", fault) for fault in PASSING if fault != "503"]
on_slack = pytest.mark.parametrize("talk", ["slack"], indirect=True)


@pytest.mark.parametrize(("talk", "fault"), [*ON_SLACK, ("discord", "503")], indirect=["talk"])
async def test_what_passes_is_waited_out_while_files_of_every_kind_are_read(
    file_ordeal: FileOrdeal, fault: str
) -> None:
    kind, with_ = PASSING[fault]
    for call in (OCR, UPLOAD, HEAR, *([EMBED] if kind != "hang" else [])):  # silence takes its time
        file_ordeal.fault("mistral", call, kind, **with_)
    file_ordeal.hears()
    file_ordeal.answer = f"> **clip.wav**: {SAID}\n\n{WORDS}"
    async with file_ordeal.bot(FILE_TOKENS="1000", MISTRAL_SILENCE_SECONDS="0.4" if kind == "hang" else "60"):
        file_ordeal.ask(scan(), large_scan(), clip(), notes())
        await file_ordeal.completes()
    assert sorted(file_ordeal.read()) == [1, 1, 2, 3]
    assert all(file_ordeal.model_saw(lamp_on(page)) for page in (1, 2, 3))
    assert file_ordeal.model_saw("Lamp 70 is blue")
    assert file_ordeal.model_saw(SAID)
    assert [file["there"] for file in file_ordeal.world.mistral.files()] == [False]


@pytest.mark.parametrize(
    ("talk", "fault"),
    [*(("slack", fault) for fault in LASTING), ("discord", "429")],
    indirect=["talk"],
)
async def test_what_lasts_while_pages_are_read_is_told(file_ordeal: FileOrdeal, fault: str) -> None:
    await suffers(file_ordeal, OCR, fault)
    assert file_ordeal.read()[-3:] == [1, 2, 3], "the next question reads what could not be read"


@on_slack
@pytest.mark.parametrize(
    ("call", "fault"), [(UPLOAD, "429"), (UPLOAD, "other JSON"), (HEAR, "401"), (HEAR, "other JSON")]
)
async def test_what_lasts_while_a_file_is_sent_to_mistral_is_told(
    file_ordeal: FileOrdeal, call: str, fault: str
) -> None:
    await suffers(file_ordeal, call, fault)
    assert all(not file["there"] for file in file_ordeal.world.mistral.files())


async def suffers(ordeal: FileOrdeal, call: str, fault: str) -> None:
    kind, with_, sentence = LASTING[fault]
    ordeal.fault("mistral", call, kind, times=1000, **with_)
    async with ordeal.bot(MISTRAL_RETRY_SECONDS="45"):
        ordeal.ask(SENT[call])
        await ordeal.tells(sentence)


@on_slack
@pytest.mark.parametrize("fault", ["429", "other JSON"])
async def test_a_long_file_is_searched_by_words_where_nothing_can_be_embedded(
    file_ordeal: FileOrdeal, fault: str
) -> None:
    kind, with_, _ = LASTING[fault]
    file_ordeal.fault("mistral", EMBED, kind, times=1000, **with_)
    async with file_ordeal.bot(MISTRAL_RETRY_SECONDS="45", FILE_TOKENS="1000"):
        file_ordeal.ask(notes())
        await file_ordeal.completes()
    assert "notes.txt could only be searched by its words" in file_ordeal.talk.posts()[0].footer


@on_slack
async def test_a_page_that_ocr_leaves_out_is_looked_at(file_ordeal: FileOrdeal) -> None:
    page = {"index": 0, "markdown": "The first lamp is red.", "images": [], "dimensions": None}
    body = {"pages": [page], "model": "mistral-ocr-2512", "usage_info": {"pages_processed": 1}}
    file_ordeal.fault("mistral", OCR, "status", status=200, body=body)
    async with file_ordeal.bot():
        file_ordeal.ask(scan(2))
        await file_ordeal.completes()
    assert file_ordeal.model_saw("The first lamp is red.")
    assert "all 2 pages read, 1 by vision" in file_ordeal.talk.posts()[0].footer


@on_slack
async def test_pages_that_ocr_refuses_are_asked_for_one_by_one(file_ordeal: FileOrdeal) -> None:
    file_ordeal.fault("mistral", OCR, "status", status=400, body={"message": "Page is broken", "code": "3740"})
    async with file_ordeal.bot():
        file_ordeal.ask()
        await file_ordeal.completes()
    assert file_ordeal.read() == [1, 2, 3]


async def test_a_file_that_ocr_cannot_open_is_named(file_ordeal: FileOrdeal) -> None:
    file_ordeal.fault("mistral", OCR, "status", times=1000, status=400, body={"message": "No", "code": "3740"})
    async with file_ordeal.bot():
        file_ordeal.ask()
        await file_ordeal.tells("Mistral's OCR could not open scan.pdf; please send it again, as a PDF or an image.")


@on_slack
async def test_an_endpoint_without_uploads_is_sent_the_file_with_each_request(file_ordeal: FileOrdeal) -> None:
    file_ordeal.fault("mistral", UPLOAD, "status", times=1000, status=404, body={"detail": "Not Found"})
    async with file_ordeal.bot():
        file_ordeal.ask(large_scan())
        await file_ordeal.completes()
    assert file_ordeal.read() == [1]


@on_slack
async def test_an_outage_between_reading_and_answering_costs_no_page_again(file_ordeal: FileOrdeal) -> None:
    file_ordeal.fault("mistral", CHAT, "status", times=2, status=503)
    async with file_ordeal.bot():
        file_ordeal.ask()
        await file_ordeal.completes()
    assert file_ordeal.read() == [1, 2, 3]
