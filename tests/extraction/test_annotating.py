"""Fields out of scanned pages, by OCR itself."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.core.documents import Charge, How, Page
from bot.core.messages import Choice, ModelCard, Price
from bot.extraction.annotating import Allowance, Annotating
from bot.extraction.fields import named_fields
from bot.extraction.wrapping import wrapped
from bot.store.database import open_store
from bot.store.store import SqlStore
from tests.core.file_fakes import FakeModels, picture
from tests.extraction.fakes import FakeOcr, shelved
from tests.fakes import FakeClock

SCHEMA = wrapped(named_fields("total"))
PRICED = ModelCard("ocr-1", capabilities=frozenset({"ocr"}), prices=(Price("EUR", pages=3.5, annotated=5.0),))


NINE: list[How | None] = ["ocr"] * 9


class FakePriced(FakeModels):
    def choose(self, name: str, needs: frozenset[str]) -> Choice:
        return Choice(PRICED)


class Case:
    def __init__(self, store: SqlStore, folder: Path) -> None:
        self.shelf, self.folder, self.ocr = store.shelf, folder, FakeOcr()
        self.charges: list[Charge] = []
        self.original = folder / "original.pdf"
        self.original.write_bytes(b"%PDF")

    def annotating(self, name: str = "ocr") -> Annotating:
        return Annotating(self.shelf, self.ocr, FakePriced(), name, self.folder)

    async def replies(self, file: Any) -> list[tuple[Mapping[str, Any], int]]:
        async def charge(taken: Charge) -> None:
            self.charges.append(taken)

        return [reply async for reply in self.annotating().replies(file, SCHEMA, charge)]


@pytest.fixture
async def case(tmp_path: Path) -> AsyncIterator[Case]:
    async with open_store(tmp_path / "test.sqlite3", FakeClock()) as store:
        yield Case(store, tmp_path)


def pages(*hows: How | None) -> list[Page]:
    return [Page(number, how, "text") for number, how in enumerate(hows, 1)]


async def test_the_original_is_sent_a_few_pages_at_a_time_and_is_then_gone(case: Case) -> None:
    file = await shelved(case.shelf, "a.pdf", *pages(*NINE, None, "vision"), original=case.original)
    case.ocr.annotations = [{"total": 1}, None]
    assert await case.replies(file) == [({"total": 1}, 8), ({}, 11)]
    assert [numbers for numbers, _ in case.ocr.asked] == [(1, 2, 3, 4, 5, 6, 7, 8), (9, 11)]
    assert case.ocr.sent == [(b"%PDF", "application/pdf")]
    assert case.charges == [Charge("ocr", pages=8, annotated=8), Charge("ocr", pages=2, annotated=2)]
    assert not any(path.exists() for path in case.ocr.paths)


async def test_a_photo_is_sent_upright_as_it_was_prepared(case: Case) -> None:
    page = Page(1, "ocr", "text", pictures=(picture("photo.jpg", b"upright"),))
    file = await shelved(case.shelf, "a.jpg", page, kind="image", original=case.original)
    case.ocr.annotations = [{}]
    await case.replies(file)
    assert case.ocr.sent == [(b"upright", "image/jpeg")]


async def test_a_file_that_is_no_longer_kept_has_no_replies(case: Case) -> None:
    assert await case.replies(await shelved(case.shelf, "a.pdf", *pages("ocr"))) == []
    assert case.ocr.paths == []


@pytest.mark.parametrize(
    ("hows", "name", "most", "suits"),
    [
        (["ocr", "ocr", "text"], "ocr", 50, True),
        (["ocr", "vision"], "ocr", 2, True),
        (["ocr", "text", "text"], "ocr", 50, False),  # born digital
        (["ocr", "ocr", "ocr"], "ocr", 2, False),  # a person would be asked about more
        (["ocr"], "", 50, False),  # OCR is switched off
        ([None], "ocr", 50, False),
    ],
)
async def test_annotation_is_for_scans_within_what_nobody_is_asked_about(
    case: Case, hows: list[How | None], name: str, most: int, suits: bool
) -> None:
    file = await shelved(case.shelf, "a.pdf", *pages(*hows))
    assert case.annotating(name).suits(file, Allowance(most, 1.0, "EUR")) is suits


async def test_several_files_share_what_may_be_spent(case: Case) -> None:
    file = await shelved(case.shelf, "a.pdf", *pages(*NINE, "ocr"))
    allowance = Allowance(50, 0.12, "EUR")  # ten pages cost 0.05
    assert [case.annotating().suits(file, allowance) for _ in range(3)] == [True, True, False]
    assert allowance.pages == 30


async def test_an_office_file_is_left_to_its_text(case: Case) -> None:
    file = await shelved(case.shelf, "a.docx", *pages("ocr"), kind="office")
    assert not case.annotating().suits(file, Allowance(50, 1.0, "EUR"))
