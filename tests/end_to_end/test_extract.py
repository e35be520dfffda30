"""`!extract` on each platform: a scan, a saved schema, a table in chat, and files below it."""

import csv
import io
import json
from pathlib import Path

from tests.end_to_end.filing import CHAT, OCR, asked, scanned
from tests.talk import Talk

BILL = scanned("bill.pdf", ("Invoice number: 4711", "Date: 5 June 2026"), (), ("Total: 1,250.00 euros",))


async def test_fields_of_a_scan_come_as_a_table_and_as_files(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.say("@Galerne !extract bill = invoice number, date, total, delivery address")
        [saved] = await talk.until(lambda: [post.text for post in talk.posts() if "bill" in post.text])
        talk.heard = len(talk.posts())
        talk.send("@Galerne !extract bill", BILL)
        answer = await talk.answer()
        footer = talk.posts()[-1].footer
        uploads = {name: data.decode("utf-8-sig") for name, data in talk.uploads().items()}

    assert "is saved for everybody here: invoice number, date, total, delivery address" in saved
    assert "1,250.00 euros" in answer
    assert "Not found in bill.pdf: delivery address." in answer
    assert "bill.pdf: page 2 had no readable text" in answer
    assert "bill.pdf" in footer
    [row] = csv.DictReader(io.StringIO(uploads["bill-extracted.csv"]))
    assert (row["invoice number"], row["invoice number (page)"]) == ("4711", "1")
    assert (row["total"], row["total (page)"]) == ("1,250.00 euros", "3")
    assert row["to check"] == "delivery address: not found"
    [told] = json.loads(uploads["bill-extracted.json"])["files"]
    assert told["pages_not_read"] == [2]
    assert told["fields"]["date"] == {"value": "5 June 2026", "page": 1, "quote": None, "certain": True}
    assert asked(talk.world, OCR) == 2, "read once, annotated once"
    assert asked(talk.world, CHAT) == 0
