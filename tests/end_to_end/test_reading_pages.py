"""Pages are read as they need it: by their own text, by OCR, by a model that sees, or said to be unreadable."""

import io
import re
from pathlib import Path

from PIL import Image

from deploy.sandbox.faults import Fault
from tests.documents.making import PROSE, scan
from tests.end_to_end.filing import (
    BLANK,
    CHAT,
    DEADLINE,
    INVOICE,
    OCR,
    SLIP,
    STORE,
    asked,
    digital,
    heavy,
    images,
    joined,
    ledger,
    pages_sent,
    scanned,
    shown,
)
from tests.sandbox.mistral.material import pictured
from tests.talk import Sent, Talk


def picture_page() -> Image.Image:
    """A sheet with a picture and no word on it."""
    return pictured(Image.new("RGB", (1240, 1754), "white"), (120, 300), (1000, 1000))


def mixed(folder: Path) -> Sent:
    """Text of its own, a scan, an empty sheet, and a sheet with a picture alone."""
    alone = io.BytesIO()
    picture_page().save(alone, "PDF", resolution=150)
    text = digital(folder, "text.pdf", ["The mast is 17 metres high, as the rigger measured it.", *DEADLINE])
    return joined("mixed.pdf", text, scanned("s.pdf", INVOICE, BLANK), Sent("p.pdf", alone.getvalue()))


async def test_each_page_is_read_the_way_it_needs(talk: Talk, tmp_path: Path) -> None:
    file = mixed(tmp_path)
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne what is the invoice number?", file)
        answer, footer = await talk.answer(), talk.posts()[-1].footer

    assert "4711" in answer
    assert answer.endswith("_mixed.pdf: page 3 had no readable text._")
    assert "mixed.pdf: 3 of 4 pages read, 1 by vision" in footer
    assert "OCR of 2 pages" in footer
    assert pages_sent(talk.world) == [[1, 3]], "the first has good text, and the third is empty"
    assert await ledger(tmp_path, file) == {1: "text", 2: "ocr", 3: None, 4: "vision"}
    looked = [call.body for call in talk.world.log.of("mistral", CHAT) if images(call.body)]
    assert len(looked) == 1, "the picture was looked at once"
    assert "pixels" in shown(talk.last_request()), "what was seen stands in the file's text"


async def test_a_page_that_was_hard_to_read_is_named(talk: Talk, tmp_path: Path) -> None:
    """The sandbox's engine reads no text that stands on its head, and knows that it does not."""
    upright, inverted = scan(INVOICE, size=SLIP), scan(PROSE, size=(1240, 500)).rotate(180)
    made = io.BytesIO()
    upright.save(made, "PDF", resolution=150, save_all=True, append_images=[inverted])
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne !ocr", Sent("two.pdf", made.getvalue(), "application/pdf"))
        answer = await talk.answer()
        await talk.until(talk.uploads)

    assert "_two.pdf: page 2 was hard to read, so please check what I say of that against the file._" in answer
    first, second = talk.uploads()["two.md"].decode().split("<!-- page ")[1:]
    assert "hard to read" not in first
    assert re.search(r"\*\(This page was hard to read: OCR is \d\d% sure of it\.\)\*", second)


async def test_ocr_switched_off_leaves_scans_unread_and_says_so(talk: Talk, tmp_path: Path) -> None:
    file = joined("mixed.pdf", digital(tmp_path, "t.pdf", [*DEADLINE, "Fees apply."]), scanned("s.pdf", INVOICE))
    async with talk.bot(tmp_path, OCR="never"):
        talk.begin("Let us begin.")
        talk.send("@Galerne when is the deadline for payment?", file)
        answer = await talk.answer()

    assert "5 June" in answer
    assert "page 2 could not be read: it has no text of its own, and OCR is switched off here._" in answer
    assert asked(talk.world, OCR) == 0
    assert await ledger(tmp_path, file) == {1: "text", 2: None}


async def test_ocr_always_reads_good_text_too(talk: Talk, tmp_path: Path) -> None:
    file = digital(tmp_path, "text.pdf", [*DEADLINE, "Fees apply."])
    async with talk.bot(tmp_path, OCR="always"):
        talk.begin("Let us begin.")
        talk.send("@Galerne when is the deadline for payment?", file)

        assert "5 June" in await talk.answer()
    assert await ledger(tmp_path, file) == {1: "ocr"}


async def test_good_text_of_its_own_costs_no_ocr(talk: Talk, tmp_path: Path) -> None:
    file = digital(tmp_path, "text.pdf", [*DEADLINE, "Fees apply."])
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne when is the deadline for payment?", file)

        assert "5 June" in await talk.answer()
        assert "text.pdf" in talk.posts()[-1].footer
    assert asked(talk.world, OCR) == 0


async def test_a_large_file_goes_by_way_of_an_upload_that_is_deleted(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne !ocr", heavy("large.pdf", INVOICE))
        await talk.answer()

    assert "4711" in next(iter(talk.uploads().values())).decode()
    [card] = talk.world.mistral.files()
    assert (card["there"], card["purpose"]) == (False, "ocr")
    assert asked(talk.world, STORE) == 1
    assert pages_sent(talk.world) == [[0]]


async def test_ocr_that_is_out_of_reach_is_a_sentence_and_what_was_read_is_kept(talk: Talk, tmp_path: Path) -> None:
    file = scanned("invoice.pdf", INVOICE)
    talk.world.faults.add(Fault("mistral", OCR, "status", times=50, with_={"status": 503}))
    async with talk.bot(tmp_path, MISTRAL_RETRY_SECONDS="0.2"):
        talk.begin("Let us begin.")
        talk.send("@Galerne what is the invoice number?", file)
        await talk.until(lambda: [post for post in talk.posts() if "please" in post.text])
        assert "please ask again in a minute" in talk.posts()[-1].text
        talk.world.faults.clear()
        talk.heard = len(talk.posts())
        talk.say("@Galerne again, what is the invoice number?")

        assert "4711" in await talk.answer()
