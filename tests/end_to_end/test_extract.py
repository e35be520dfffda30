"""`!extract` on each platform: a scan, a saved schema, a table in chat, and files below it."""

import csv
import io
import json
from pathlib import Path

import pytest

from deploy.sandbox.world import World
from tests.end_to_end.filing import CHAT, OCR, asked, scanned
from tests.talk import Sent, Talk, talk_on

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


SCHEMA = {
    "type": "object",
    "properties": {"number": {"type": "integer", "description": "invoice number"}, "total": {"type": "string"}},
    "required": ["number"],
}


async def test_a_json_schema_is_taken_as_it_is_and_a_text_is_asked_about_in_chat(talk: Talk, tmp_path: Path) -> None:
    bill = Sent("bill.txt", b"Invoice number: 4711\nDate: 5 June 2026\nTotal: 1,250.00 euros\n", "text/plain")
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send(f"@Galerne !extract {json.dumps(SCHEMA)}", bill)
        answer = await talk.answer()
        [told] = json.loads(talk.uploads()["bill-extracted.json"].decode("utf-8-sig"))["files"]

    assert "4711" in answer
    assert told["fields"]["number"]["value"] == 4711
    assert told["fields"]["number"]["page"] == 1
    assert (asked(talk.world, OCR), asked(talk.world, CHAT)) == (0, 1)


async def test_discords_own_command_takes_fields_and_a_file(world: World, tmp_path: Path) -> None:
    talk = talk_on("discord", world)
    async with talk.bot(tmp_path):
        talk.thread = "#launch"
        world.discord.slash("Ana", "#launch", "extract", {"fields": "invoice number, total", "file": BILL.attached()})
        await talk.until(lambda: len(talk.uploads()) == 2)

    [row] = csv.DictReader(io.StringIO(talk.uploads()["bill-extracted.csv"].decode("utf-8-sig")))
    assert (row["invoice number"], row["total"]) == ("4711", "1,250.00 euros")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ('{"type":', "This is not valid JSON: "),
        ('{"type": "string"}', "The schema has to describe an object"),
        (",;,", "I see no fields in that; write them as `invoice number, date, total`."),
        ("bill =", "There is no saved schema named `bill`."),
        ("", "`/extract NAME = invoice number, date, total` saves one for everybody here."),
    ],
)
async def test_what_is_no_schema_is_a_sentence_and_costs_nothing(
    talk: Talk, tmp_path: Path, typed: str, sentence: str
) -> None:
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send(f"@Galerne !extract {typed}", BILL)
        await talk.until(lambda: [post for post in talk.posts() if sentence in post.text])

    assert (asked(talk.world, OCR), asked(talk.world, CHAT)) == (0, 0)
