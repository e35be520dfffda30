import asyncio
from collections.abc import Sequence

import pytest

from bot.core.documents import Page
from bot.core.errors import ModelRefused, ModelUnavailable
from bot.documents.ocr_pages import REFUSED, OcrPages
from tests.documents.fakes import FakeOcr, Told


class Kept:
    """What was kept, in order; pages that OCR leaves are read by `look`, or not."""

    def __init__(self, seen: str = "a map") -> None:
        self.pages: list[Page] = []
        self.seen = seen

    async def add(self, pages: Sequence[Page]) -> None:
        self.pages += pages

    async def look(self, number: int, reason: str) -> Page:
        return Page(number, "vision", self.seen) if self.seen else Page(number, None, reason=reason or "nothing there")

    @property
    def how(self) -> dict[int, str | None]:
        return {page.number: page.how for page in self.pages}


def reading(ocr: FakeOcr, kept: Kept, told: Told, size: int = 8) -> OcrPages:
    return OcrPages(ocr, add=kept.add, look=kept.look, charge=told.charge, size=size, at_once=2)


async def test_pages_are_read_in_bounded_requests_and_paid() -> None:
    ocr, kept, told = FakeOcr(), Kept(), Told()

    await reading(ocr, kept, told).read(range(1, 21))

    assert sorted(ocr.requests) == [tuple(range(1, 9)), tuple(range(9, 17)), tuple(range(17, 21))]
    assert kept.how == dict.fromkeys(range(1, 21), "ocr")
    assert sum(charge.pages for charge in told.charges) == 20


async def test_what_ocr_says_of_a_page_is_kept() -> None:
    kept = Kept()

    await reading(FakeOcr({1: "A page of text and ![img-0.jpeg](img-0.jpeg)"}), kept, Told()).read([1])

    page = kept.pages[0]
    assert (page.header, page.footer, page.confidence) == ("head 1", "foot 1", 0.9)
    assert [picture.name for picture in page.pictures] == ["img-0.jpeg"]


async def test_pages_without_text_or_left_out_are_looked_at() -> None:
    kept = Kept()
    ocr = FakeOcr({1: "![img-0.jpeg](img-0.jpeg)", 2: "", 4: "12"}, missing=frozenset({3}))

    await reading(ocr, kept, Told()).read([1, 2, 3, 4])

    assert kept.how == {1: "vision", 2: "vision", 3: "vision", 4: "ocr"}


async def test_a_page_that_spoils_its_request_is_found_and_its_neighbours_are_read() -> None:
    kept, told = Kept(seen=""), Told()

    await reading(FakeOcr(refused=frozenset({3})), kept, told).read([1, 2, 3, 4])

    assert kept.how == {1: "ocr", 2: "ocr", 4: "ocr", 3: None}
    assert kept.pages[-1].reason == REFUSED
    assert sum(charge.pages for charge in told.charges) == 3


async def test_a_file_of_which_every_page_is_refused_is_refused_once() -> None:
    kept, ocr = Kept(), FakeOcr(refused=frozenset(range(1, 500)))

    with pytest.raises(ModelRefused):
        await reading(ocr, kept, Told()).read(range(1, 401))

    assert (kept.pages, len(ocr.requests)) == ([], 9)  # one request, and its pages one by one


async def test_a_key_that_is_refused_is_not_the_pages_fault() -> None:
    kept, ocr = Kept(), FakeOcr(failing={1: ModelRefused("no key", status=401)})

    with pytest.raises(ModelRefused):
        await reading(ocr, kept, Told()).read([1, 2])

    assert (kept.pages, ocr.requests) == ([], [(1, 2)])


async def test_a_failure_half_way_keeps_what_was_read() -> None:
    kept, told = Kept(), Told()
    ocr = FakeOcr(failing={17: ModelUnavailable("busy")})

    with pytest.raises(ModelUnavailable):
        await reading(ocr, kept, told).read(range(1, 101))

    assert set(kept.how) >= set(range(1, 17))
    assert 17 not in kept.how
    assert len(kept.how) == sum(charge.pages for charge in told.charges)


async def test_a_page_is_kept_as_soon_as_its_request_is_answered() -> None:
    kept, gate = Kept(), asyncio.Event()

    async def between(pages: Sequence[int]) -> None:
        if 9 in pages:
            await gate.wait()

    task = asyncio.create_task(reading(FakeOcr(between=between), kept, Told()).read(range(1, 17)))
    async with asyncio.timeout(5):
        while len(kept.pages) < 8:  # noqa: ASYNC110 - a list rings no bell
            await asyncio.sleep(0)
    assert not task.done()
    gate.set()
    await task

    assert len(kept.pages) == 16


@pytest.mark.parametrize(
    ("seen", "how", "text"), [("[A chart.]", "vision", "[A chart.]"), ("", "ocr", "Sales by quarter")]
)
async def test_a_page_that_is_about_its_picture_is_looked_at_and_keeps_its_words_if_nobody_can(
    seen: str, how: str, text: str
) -> None:
    ocr, kept = FakeOcr({1: "Sales by quarter", 2: "word " * 60}, covered=0.4), Kept(seen)

    await reading(ocr, kept, Told()).read([1, 2])

    assert kept.how == {1: how, 2: "ocr"}
    assert next(page.text for page in kept.pages if page.number == 1) == text
