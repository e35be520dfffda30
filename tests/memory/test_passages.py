import asyncio
from dataclasses import dataclass, field

import pytest

from bot.core.document_ports import Passages, PassageStore, Shelf
from bot.core.documents import Charge, Page
from bot.core.errors import ModelUnavailable
from bot.core.messages import Usage
from bot.memory.packing import packed
from bot.memory.passages import LONGEST_QUERY, MOST, TOGETHER, PassageFinder
from tests.memory.fakes import MODEL, FakeDesk, FakeEmbedder, FakePassageStore, FakeShelf

TEXTS = ("The wind is from the west.", "An invoice of 12 euros.", "The cat sleeps.", "Gales are expected.")


@dataclass(slots=True)
class Bench:
    shelf: FakeShelf = field(default_factory=FakeShelf)
    store: FakePassageStore = field(default_factory=FakePassageStore)
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)
    desk: FakeDesk = field(default_factory=FakeDesk)

    def finder(self) -> Passages:
        shelf: Shelf = self.shelf
        store: PassageStore = self.store
        return PassageFinder(shelf, store, self.embedder, model=MODEL)

    async def read(self, *texts: str, start: int = 1) -> None:
        await self.shelf.add("d1", [Page(number, "ocr", text) for number, text in enumerate(texts, start)])

    async def prepare(self) -> None:
        await self.finder().prepare("d1", charge=self.desk.charge, progress=self.desk.progress)

    async def search(self, query: str, limit: int = 2) -> list[int]:
        found = await self.finder().search(["d1"], query, limit=limit, charge=self.desk.charge)
        return [passage.page for passage in found]


@pytest.fixture
async def bench() -> Bench:
    bench = Bench()
    await bench.read(*TEXTS)
    return bench


async def test_what_was_read_is_kept_with_its_pages_and_charged(bench: Bench) -> None:
    await bench.prepare()

    kept = bench.store.kept["d1", MODEL]
    assert [(page, text) for page, text, _ in kept] == list(enumerate(TEXTS, 1))
    assert bench.desk.charges == [Charge(MODEL, Usage(sum(map(len, TEXTS))))]
    assert bench.desk.said == ["indexing the file: page 1 of 300"]


async def test_second_time_costs_nothing(bench: Bench) -> None:
    await bench.prepare()
    await bench.prepare()

    assert len(bench.embedder.asked) == len(bench.desk.charges) == len(bench.shelf.asked) == 1


async def test_pages_read_later_are_added_and_the_others_stay(bench: Bench) -> None:
    await bench.prepare()
    await bench.read("The sea is calm.", start=5)

    await bench.prepare()

    assert bench.embedder.asked[1:] == [["The sea is calm."]]
    assert await bench.store.held("d1", MODEL) == {1, 2, 3, 4, 5}


async def test_unreadable_pages_are_left_out(bench: Bench) -> None:
    await bench.shelf.add("d1", [Page(5, None, reason="it is blank")])

    await bench.prepare()

    assert await bench.store.held("d1", MODEL) == {1, 2, 3, 4}


async def test_document_without_words_is_no_request(bench: Bench) -> None:
    bench.shelf.held = {1: Page(1, "vision", "")}

    await bench.prepare()

    assert bench.embedder.asked == []


async def test_two_at_once_index_a_document_once(bench: Bench) -> None:
    finder = bench.finder()

    await asyncio.gather(
        *(finder.prepare("d1", charge=bench.desk.charge, progress=bench.desk.progress) for _ in range(3))
    )

    assert len(bench.embedder.asked) == 1


async def test_long_document_goes_in_groups_that_part_no_page(bench: Bench) -> None:
    await bench.read(*(f"Page {number}.\n\n" + "A gale is a strong wind. " * 100 for number in range(1, 101)))

    await bench.prepare()

    assert len(bench.store.adding) > 2
    assert TOGETHER <= bench.store.adding[0] <= TOGETHER + 3
    assert len(bench.embedder.asked) == len(bench.store.adding)
    assert len(bench.desk.said) == len(bench.store.adding)
    assert bench.desk.said[0] == "indexing the file: page 1 of 300"
    kept = bench.store.kept["d1", MODEL]
    assert [page for page, _, _ in kept] == sorted(page for page, _, _ in kept)


async def test_one_page_may_be_a_whole_book(bench: Bench) -> None:
    await bench.read("A gale is a strong wind. " * 30_000)

    await bench.prepare()

    assert max(map(len, bench.embedder.asked)) == MOST
    assert len(bench.desk.charges) == len(bench.embedder.asked) > 2


async def test_what_was_paid_before_a_failure_is_not_paid_again(bench: Bench) -> None:
    await bench.read(*("A gale is a strong wind. " * 100 for _ in range(60)))
    bench.embedder.works = 1
    with pytest.raises(ModelUnavailable):
        await bench.prepare()
    held = await bench.store.held("d1", MODEL)
    assert 0 < len(held) < 60

    bench.embedder.works = 1_000
    await bench.prepare()

    assert await bench.store.held("d1", MODEL) == set(range(1, 61))
    assert set(bench.shelf.asked[1] or ()) == set(range(1, 61)).difference(held)


async def test_words_and_meaning_find_together(bench: Bench) -> None:
    await bench.prepare()

    assert (await bench.search("a gust of wind"))[0] == 1
    assert 4 in await bench.search("gales")
    assert len(bench.desk.charges) == 3


async def test_words_alone_find_where_the_embedding_model_does_not_answer(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.prepare()
    bench.embedder.broken = ModelUnavailable("away")

    assert await bench.search("which invoice?") == [2]
    assert "by words alone" in caplog.text
    assert "invoice" not in caplog.text


async def test_words_find_what_could_not_be_embedded(bench: Bench) -> None:
    bench.embedder.works = 0
    for _ in range(2):
        with pytest.raises(ModelUnavailable):
            await bench.prepare()

    assert await bench.search("which invoice?") == [2]
    assert bench.store.adding == [4]

    bench.embedder.works = 1_000
    await bench.prepare()
    assert await bench.store.held("d1", MODEL) == {1, 2, 3, 4}


async def test_documents_without_vectors_cost_no_request(bench: Bench) -> None:
    assert await bench.search("wind") == []
    assert bench.embedder.asked == []


@pytest.mark.parametrize(("query", "limit"), [("", 3), ("  ", 3), ("wind", 0)])
async def test_nothing_asked_is_nothing_found(bench: Bench, query: str, limit: int) -> None:
    await bench.prepare()

    assert await bench.search(query, limit) == []
    assert len(bench.embedder.asked) == 1


async def test_long_question_is_cut(bench: Bench) -> None:
    await bench.prepare()

    await bench.search("wind " * 10_000)

    assert len(bench.embedder.asked[-1][0]) == LONGEST_QUERY


def test_vectors_are_packed_in_four_bytes_each_lowest_first() -> None:
    assert packed([1.0, -2.5]) == b"\x00\x00\x80\x3f\x00\x00\x20\xc0"
