from pathlib import Path

import pytest

from bot.core.documents import Document, Kind, Page, Picture
from bot.documents.limits import Limits
from bot.documents.survey import Surveys
from bot.documents.worker import Workers
from tests.documents.making import PROSE, born_digital, prose


def document(name: str = "a", kind: Kind = "pdf", pages: int = 1) -> Document:
    return Document(name, f"{name}.pdf", kind, "application/pdf", 100, pages)


@pytest.fixture
def surveys() -> Surveys:
    return Surveys(Workers(), "auto", Limits())


async def test_a_survey_is_remembered_until_the_file_has_been_read(surveys: Surveys, tmp_path: Path) -> None:
    path = born_digital(tmp_path / "a.pdf", [prose(*PROSE)] * 90)

    own = await surveys.make(document(pages=90), path, "a.pdf")

    assert sorted(own) == list(range(1, 91))
    assert surveys.remembered(document()) == own
    surveys.forget(document())
    assert surveys.remembered(document()) is None


async def test_pages_that_break_the_worker_are_left_to_whoever_can_see_them(tmp_path: Path) -> None:
    path = born_digital(tmp_path / "a.pdf", [prose(*PROSE)] * 2)
    hurried = Surveys(Workers(seconds=0.001), "auto", Limits())

    assert await hurried.make(document(pages=2), path, "a.pdf") == {}


def test_sound_and_pages_that_all_go_to_ocr_need_no_survey(surveys: Surveys) -> None:
    assert surveys.remembered(document(kind="audio")) == {}
    assert Surveys(Workers(), "always", Limits()).remembered(document()) == {}
    assert surveys.remembered(document()) is None


def test_what_takes_much_memory_pushes_out_the_oldest(surveys: Surveys) -> None:
    picture = Picture("a.jpeg", bytes(6 * 2**20), "image/jpeg", 1, 1)
    for name in "abc":
        surveys.remember(document(name, "image"), [Page(1, "vision", pictures=(picture,))])

    assert [surveys.remembered(document(name, "image")) is None for name in "abc"] == [True, False, False]


def test_what_is_too_large_to_be_remembered_is_given_back_all_the_same(surveys: Surveys) -> None:
    own = surveys.remember(document(kind="text"), [Page(1, "text", "x" * 20_000_000)])

    assert own[1].text
    assert surveys.remembered(document(kind="text")) is None
