"""What every shelf promises. Fixtures: `store`, `open_store`, the `clock` it was opened with, and `tmp_path`."""

import asyncio
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.documents import Document, Page, Picture
from tests.contracts.stores import OpenStore, Store
from tests.fakes import FakeClock

REPORT = Document(hashlib.sha256(b"report").hexdigest(), "report.pdf", "pdf", "application/pdf", 2_500_000, 311)
CLIP = Document("c" * 64, "note.m4a", "audio", "audio/mp4", 90_000, 1, seconds=61.5)
KEY = "slack:T1:F1"
BYTES = bytes(range(256)) * 10_000  # more than two pieces of 1 MiB
CHART = Picture("img-0.jpeg", b"\xff\xd8\x00chart", "image/jpeg", 640, 480)
WHOLE = Picture("page.png", b"\x89PNG\x00page", "image/png", 1240, 1754)
CHARTED = Page(7, "ocr", "![img-0.jpeg](img-0.jpeg)", pictures=(CHART, WHOLE), confidence=0.97)
BLANK = Page(8, None, reason="it is blank")
PLAIN = Page(1, "text", "# Été 2026\n\n| a | b |", header="Report", footer="1 / 311")


def content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def bare(page: Page) -> Page:
    return replace(page, pictures=())


class DocumentContract:
    async def test_document_is_found_by_its_upload_and_by_its_content(self, open_store: OpenStore) -> None:
        async with open_store() as store:
            await store.shelf.keep(KEY, REPORT)
            await store.shelf.keep("slack:T1:F2", CLIP)
            await store.shelf.add(REPORT.id, [CHARTED])

        async with open_store() as store:
            assert await store.shelf.find(KEY) == REPORT
            assert await store.shelf.find("slack:T1:F2") == CLIP
            assert await store.shelf.document(REPORT.id) == REPORT
            assert await store.shelf.pages(REPORT.id) == [bare(CHARTED)]
            assert await store.shelf.pictures(REPORT.id, 7) == CHARTED.pictures

    async def test_nothing_is_known_of_other_uploads_and_contents(self, store: Store) -> None:
        assert await store.shelf.find(KEY) is None
        assert await store.shelf.document(REPORT.id) is None

    async def test_pages_of_which_ocr_was_not_sure_are_known(self, store: Store) -> None:
        await store.shelf.keep(KEY, REPORT)
        faint = replace(PLAIN, number=9, how="ocr", confidence=0.61)
        await store.shelf.add(REPORT.id, [faint, replace(faint, number=3, confidence=0.749), BLANK, PLAIN, CHARTED])

        assert list(await store.shelf.doubtful(REPORT.id, below=0.75)) == [3, 9]
        assert list(await store.shelf.doubtful(REPORT.id, below=0.61)) == []
        assert list(await store.shelf.doubtful(CLIP.id, below=1.0)) == []

    async def test_same_content_uploaded_twice_is_one_document_with_its_first_name(self, store: Store) -> None:
        await store.shelf.keep(KEY, REPORT)
        await store.shelf.add(REPORT.id, [PLAIN])
        await store.shelf.keep("discord:G1:9", replace(REPORT, name="copy of report.pdf"))

        assert await store.shelf.find("discord:G1:9") == REPORT
        assert await store.shelf.pages(REPORT.id) == [PLAIN]

    async def test_document_kept_again_has_what_is_known_of_it_now(self, store: Store) -> None:
        await store.shelf.keep(KEY, replace(REPORT, pages=1))
        await store.shelf.keep(KEY, REPORT)

        assert await store.shelf.find(KEY) == REPORT

    async def test_upload_that_has_changed_holds_the_other_document(self, store: Store) -> None:
        await store.shelf.keep(KEY, REPORT)
        await store.shelf.keep(KEY, CLIP)

        assert await store.shelf.find(KEY) == CLIP
        assert await store.shelf.document(REPORT.id) == REPORT


class PageContract:
    @pytest.fixture(autouse=True)
    async def known(self, store: Store) -> None:
        await store.shelf.keep(KEY, REPORT)

    async def test_pages_come_back_in_order_without_their_pictures(self, store: Store) -> None:
        await store.shelf.add(REPORT.id, [BLANK, CHARTED])
        await store.shelf.add(REPORT.id, [PLAIN])

        assert await store.shelf.pages(REPORT.id) == [PLAIN, bare(CHARTED), BLANK]
        assert await store.shelf.ledger(REPORT.id) == {1: "text", 7: "ocr", 8: None}

    async def test_only_the_pages_asked_for(self, store: Store) -> None:
        await store.shelf.add(REPORT.id, [Page(number, "text", f"page {number}") for number in range(1, 21)])

        found = await store.shelf.pages(REPORT.id, {19, 3, 4, 5, 11, 99})

        assert [page.number for page in found] == [3, 4, 5, 11, 19]
        assert await store.shelf.pages(REPORT.id, []) == []
        assert await store.shelf.pages("another", [3]) == []

    async def test_page_read_again_replaces_the_earlier_one_and_its_pictures(self, store: Store) -> None:
        await store.shelf.add(REPORT.id, [CHARTED, PLAIN])
        better = Page(7, "vision", "A chart.", pictures=(WHOLE,))
        await store.shelf.add(REPORT.id, [better])

        assert await store.shelf.pages(REPORT.id) == [PLAIN, bare(better)]
        assert await store.shelf.pictures(REPORT.id, 7) == (WHOLE,)

    async def test_page_added_from_two_sides_at_once_is_there_once(self, store: Store) -> None:
        versions = [Page(7, "ocr", f"version {number}", pictures=(CHART, WHOLE)) for number in range(8)]
        await asyncio.gather(*(store.shelf.add(REPORT.id, [page, PLAIN]) for page in versions))

        _, found = await store.shelf.pages(REPORT.id)
        assert found in [bare(page) for page in versions]
        assert await store.shelf.pictures(REPORT.id, 7) == (CHART, WHOLE)

    async def test_pictures_are_those_of_one_page(self, store: Store) -> None:
        await store.shelf.add(REPORT.id, [CHARTED, PLAIN])

        assert await store.shelf.pictures(REPORT.id, 7) == (CHART, WHOLE)
        assert await store.shelf.pictures(REPORT.id, 1) == ()

    async def test_any_text_of_a_page_is_kept(self, store: Store) -> None:
        await store.shelf.add(REPORT.id, [Page(1, "ocr", "half \ud83d", header="nul \0")])

        (page,) = await store.shelf.pages(REPORT.id)
        assert (page.text, page.header) == ("half ?", "nul \N{REPLACEMENT CHARACTER}")


class OriginalContract:
    @pytest.fixture
    async def file(self, store: Store, tmp_path: Path) -> Path:
        await store.shelf.keep(KEY, REPORT)
        path = tmp_path / "report.pdf"
        path.write_bytes(BYTES)
        return path

    @pytest.fixture
    def empty(self, tmp_path: Path) -> Path:
        path = tmp_path / "empty"
        path.touch()
        return path

    @pytest.fixture
    def copy(self, tmp_path: Path) -> Path:
        return tmp_path / "copy.pdf"

    async def test_bytes_come_back(self, store: Store, clock: FakeClock, file: Path, copy: Path) -> None:
        await store.shelf.keep_original(REPORT.id, file, until=clock.time() + 60)

        assert await store.shelf.original(REPORT.id, copy)
        assert content(copy) == BYTES

    async def test_nothing_is_written_of_what_was_never_kept(self, store: Store, file: Path, copy: Path) -> None:
        assert not await store.shelf.original(REPORT.id, copy)
        assert content(copy) is None

    async def test_empty_file_is_a_file(
        self, store: Store, clock: FakeClock, file: Path, empty: Path, copy: Path
    ) -> None:
        await store.shelf.keep_original(REPORT.id, empty, until=clock.time() + 60)

        assert await store.shelf.original(REPORT.id, copy)
        assert content(copy) == b""

    async def test_bytes_are_not_given_out_once_their_time_is_over(
        self, store: Store, clock: FakeClock, file: Path, copy: Path
    ) -> None:
        await store.shelf.keep_original(REPORT.id, file, until=clock.time() + 60)
        await clock.advance(60)

        assert not await store.shelf.original(REPORT.id, copy)
        assert await store.shelf.purge(pictures_before=0.0) == len(BYTES)
        assert await store.shelf.purge(pictures_before=0.0) == 0
        assert content(copy) is None

    async def test_bytes_kept_twice_stay_up_to_the_later_time(
        self, store: Store, clock: FakeClock, file: Path, copy: Path
    ) -> None:
        for seconds in (60, 600, 6):
            await store.shelf.keep_original(REPORT.id, file, until=clock.time() + seconds)
        await clock.advance(599)

        assert await store.shelf.purge(pictures_before=0.0) == 0
        assert await store.shelf.original(REPORT.id, copy)

    async def test_bytes_can_be_kept_again_after_their_time(
        self, store: Store, clock: FakeClock, file: Path, copy: Path
    ) -> None:
        await store.shelf.keep_original(REPORT.id, file, until=clock.time() + 60)
        await clock.advance(60)
        await store.shelf.keep_original(REPORT.id, file, until=clock.time() + 60)

        assert await store.shelf.purge(pictures_before=0.0) == len(BYTES)
        assert await store.shelf.original(REPORT.id, copy)
        assert content(copy) == BYTES

    async def test_bytes_kept_read_and_let_go_at_once_are_whole_or_not_there(
        self, store: Store, clock: FakeClock, file: Path, tmp_path: Path
    ) -> None:
        async def read(number: int) -> bytes | None:
            path = tmp_path / f"copy-{number}"
            return content(path) if await store.shelf.original(REPORT.id, path) else None

        await store.shelf.keep_original(REPORT.id, file, until=clock.time() + 1)
        reads = [asyncio.create_task(read(number)) for number in range(4)]
        await clock.advance(2)
        keeps = [store.shelf.keep_original(REPORT.id, file, until=clock.time() + 9) for _ in range(3)]
        await asyncio.gather(*keeps, store.shelf.purge(pictures_before=0.0))

        assert {await each for each in reads} <= {BYTES, None}
        assert await read(9) == BYTES


class PurgeContract:
    async def test_pictures_go_after_their_time_and_pages_stay(self, store: Store, clock: FakeClock) -> None:
        await store.shelf.keep(KEY, REPORT)
        await store.shelf.add(REPORT.id, [CHARTED])
        await clock.advance(60)
        later = [Page(number, "ocr", "later", pictures=(CHART,)) for number in range(20, 40)]
        await store.shelf.add(REPORT.id, later)

        assert await store.shelf.purge(pictures_before=clock.time()) == len(CHART.data) + len(WHOLE.data)
        assert await store.shelf.pictures(REPORT.id, 7) == ()
        assert await store.shelf.pages(REPORT.id, [7]) == [bare(CHARTED)]
        assert await store.shelf.pictures(REPORT.id, 20) == (CHART,)
        assert await store.shelf.purge(pictures_before=clock.time() + 1) == 20 * len(CHART.data)
