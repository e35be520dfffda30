"""From what was written to the answer: `/extract` with real pages on the shelf, a model and OCR that were told."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.command import CommandContext
from bot.core.documents import Page
from bot.core.errors import CommandRejected, ModelRefused, ModelUnavailable, NotAllowed
from bot.core.read_files import ReadFile, ReadFiles, Refused
from bot.core.values import Address, Author
from bot.extraction.annotating import Annotating
from bot.extraction.chatting import Chatting
from bot.extraction.extractor import Extractor
from bot.extraction.saved_schemas import SavedSchemas
from bot.extraction.service import Extraction, ExtractionRules
from bot.store.database import open_store
from bot.store.store import SqlStore
from tests.core.fakes import FakeTokens
from tests.core.file_fakes import FakeModels, FakeTurnFiles
from tests.extraction.fakes import FakeOcr, earlier, said, shelved, wrapped
from tests.fakes import FakeAnswer, FakeClock, FakeModel

WHERE = Address("slack", "T1", "C1", "1.0")


class Case:
    def __init__(self, store: SqlStore, folder: Path) -> None:
        self.store, self.model, self.ocr, self.files = store, FakeModel(), FakeOcr(), FakeTurnFiles()
        self.original = folder / "original.pdf"
        self.original.write_bytes(b"%PDF")
        chatting = Chatting(FakeTokens(), self.model, FakeModels(), "some-model")
        annotating = Annotating(store.shelf, self.ocr, FakeModels(), "ocr", folder)
        extractor = Extractor(store.shelf, chatting, annotating)
        self.extraction = Extraction(extractor, SavedSchemas(store.preferences), ExtractionRules())

    async def file(self, name: str, *pages: Page, has: int = 0, kept: bool = False) -> ReadFile:
        original = self.original if kept else None
        file = await shelved(self.store.shelf, name, *pages, has=has, original=original)
        self.files.found = ReadFiles((*self.files.found.files, file), self.files.found.refused)
        return file

    def answers(self, *texts: str | FakeAnswer) -> None:
        self.model.answers = FakeModel(*texts).answers

    async def extract(self, line: str) -> str | None:
        return await self.extraction(CommandContext(WHERE, WHERE, Author("U1", "Ana"), 0.0, self.files), line)


@pytest.fixture
async def case(tmp_path: Path) -> AsyncIterator[Case]:
    async with open_store(tmp_path / "test.sqlite3", FakeClock()) as store:
        yield Case(store, tmp_path)


async def test_every_field_has_its_page_and_what_is_on_no_page_is_uncertain(case: Case) -> None:
    await case.file("a.pdf", Page(1, "text", "Invoice no. INV-7"), Page(2, "text", "Total: 12,400.00 EUR"))
    case.answers(said(number=("INV-7", 1), total=("12,400.00 EUR", 1), date=("5 May", 2, "dated 5 May"), due=None))
    answer = str(await case.extract("number, total, date, due"))
    assert "| number | INV-7 | 1 |\n| total | 12,400.00 EUR | 2 |\n| date | ? 5 May | 2 |\n| due | — | — |" in answer
    assert "Not found in a.pdf: due." in answer
    assert answer.endswith("The same as files: a-extracted.csv and a-extracted.json.")
    assert case.files.asked == [(True, "")]
    table, data = case.files.attached
    assert b'INV-7,1,"12,400.00 EUR",2,5 May,2,,,date: uncertain; due: not found' in table.data
    (told,) = json.loads(data.data)["files"]
    assert [told["fields"][name]["certain"] for name in ("number", "total", "date", "due")] == [
        True,
        True,
        False,
        False,
    ]
    assert case.files.said == ["looking for the fields in a.pdf", "extracting from a.pdf: page 2 of 2"]


async def test_a_scan_whose_original_is_kept_is_annotated(case: Case) -> None:
    await case.file("a.pdf", Page(1, "ocr", "Total: 7 EUR"), kept=True)
    case.ocr.annotations = [{"total": wrapped("7 EUR")}]
    assert "| total | 7 EUR | 1 |" in str(await case.extract("total"))
    assert case.model.requests == []
    assert [(charge.pages, charge.annotated) for charge in case.files.charges] == [(1, 1)]


@pytest.mark.parametrize("kept", [True, False], ids=["refused", "not kept"])
async def test_a_scan_that_cannot_be_annotated_is_asked_about_in_chat(case: Case, kept: bool) -> None:
    await case.file("a.pdf", Page(1, "ocr", "Total: 7 EUR"), kept=kept)
    case.ocr.failure = ModelRefused("no annotation here", status=400)
    case.answers(said(total=("7 EUR", 1)))
    assert "| total | 7 EUR | 1 |" in str(await case.extract("total"))
    assert len(case.ocr.asked) == int(kept)


async def test_a_long_file_is_read_until_every_field_is_certain(case: Case) -> None:
    pages = [Page(number, "text", f"total {number} " + "x" * 20_000) for number in range(1, 5)]
    await case.file("a.pdf", *pages)
    case.answers(said(total=None, vat=("zz", 1)), said(total=("total 2", 2), vat=("total", 2)), "never asked for")
    answer = str(await case.extract("total, vat"))
    assert "| total | total 2 | 2 |\n| vat | total | 2 |" in answer
    assert len(case.model.requests) == 2


async def test_lists_are_joined_over_all_parts_with_a_row_for_each_entry(case: Case) -> None:
    await case.file("a.pdf", *(Page(n, "text", f"item{n} " + "x" * 20_000) for n in (1, 2)))
    case.answers(said(lines=[{"what": ("item1", 1)}]), said(lines=[{"what": ("item2", 2)}, {"what": None}]))
    lines = {"type": "array", "items": {"type": "object", "properties": {"what": {"type": "string"}}}}
    answer = str(await case.extract(json.dumps({"type": "object", "properties": {"lines": lines}})))
    assert "**lines**: 2\n\n| what | Page |\n| --- | --- |\n| item1 | 1 |\n| item2 | 2 |" in answer
    assert case.files.attached[0].data.decode("utf-8-sig").splitlines()[1:] == ["a.pdf,item1,1,", "a.pdf,item2,2,"]


async def test_a_schema_is_saved_listed_used_and_forgotten(case: Case) -> None:
    assert str(await case.extract("cv = name")).startswith("`cv` is saved for everybody here: name. Send a file")
    assert "`cv` replaces the one there was: name, born." in str(await case.extract("cv = name, born"))
    assert "Saved here: `cv`." in str(await case.extract(""))
    await case.file("a.pdf", Page(1, "text", "Ana, 1990"))
    case.answers(said(name=("Ana", 1), born=("1990", 1)))
    assert "| born | 1990 | 1 |" in str(await case.extract("cv"))
    assert await case.extract("cv =") == "Forgotten: `cv`."
    assert await case.extract("cv =") == "There is no saved schema named `cv`."
    assert str(await case.extract(" ")).endswith("None is saved here so far.")


async def test_a_wrong_schema_is_refused_before_it_is_saved_and_before_anything_is_read(case: Case) -> None:
    for line in ('cv = {"type": "array"}', '{"type": "array", "items": {}}', ", ,"):
        with pytest.raises(CommandRejected):
            await case.extract(line)
    assert case.files.asked == []
    assert "None is saved" in str(await case.extract(""))


async def test_without_a_file_there_is_no_answer(case: Case) -> None:
    assert await case.extract("total") is None


async def test_a_file_without_text_is_said_to_have_none_and_nothing_is_uploaded(case: Case) -> None:
    await case.file("a.pdf", Page(1, None, reason="it is blank"), has=2)
    assert "no readable text in a.pdf" in str(await case.extract("total"))
    assert case.files.attached == []


async def test_one_file_that_fails_costs_the_others_nothing(case: Case) -> None:
    await case.file("a.pdf", Page(1, "text", "7 EUR"))
    await case.file("b.pdf", Page(1, "text", "8 EUR"))
    case.answers(FakeAnswer(failure=ModelUnavailable("busy")), said(total=("8 EUR", 1)))
    answer = str(await case.extract("total"))
    assert answer.startswith("a.pdf: Mistral is busy")
    assert "| total | 8 EUR | 1 |" in answer
    case.answers(*[FakeAnswer(failure=ModelUnavailable("busy"))] * 2)
    with pytest.raises(ModelUnavailable):
        await case.extract("total")


async def test_an_earlier_file_that_was_refused_or_not_read_to_its_end_is_named(case: Case) -> None:
    file = await case.file("a.pdf", Page(1, "text", "7 EUR"), has=3)
    case.files.found = ReadFiles(
        (earlier(file),), (Refused("b.pdf", "b.pdf is empty; please send it again.", own=False),)
    )
    case.answers(said(total=("7 EUR", 1)))
    answer = str(await case.extract("total"))
    assert answer.startswith("b.pdf is empty; please send it again.")
    assert "Pages 2-3 of a.pdf were not read" in answer


async def test_an_upload_that_is_not_allowed_is_said_below_the_table(case: Case) -> None:
    await case.file("a.pdf", Page(1, "text", "7 EUR"))
    case.answers(said(total=("7 EUR", 1)))
    case.files.failure = NotAllowed("no scope", notice="please allow files:write.")
    answer = str(await case.extract("total"))
    assert "| total | 7 EUR | 1 |" in answer
    assert answer.endswith("I could not upload a-extracted.csv: please allow files:write.")
