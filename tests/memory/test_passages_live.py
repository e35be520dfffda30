"""Passages through the real store and the real client, against the sandbox's embeddings."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.document_ports import Passages
from bot.core.documents import Document, Page
from bot.core.errors import ModelUnavailable
from bot.memory.passages import PassageFinder
from bot.mistral.client import open_http
from bot.mistral.embedder import MistralEmbedder
from bot.mistral.tokens import TekkenTokens
from bot.store.database import open_store
from bot.store.store import SqlStore
from tests.memory.fakes import FakeDesk
from tests.mistral.conftest import Bench, FakeClock, opened

MODEL = "mistral-embed-2312"
CALL = "POST /v1/embeddings"
CHAPTERS = {
    7: "The storm of 1987 broke fifteen million trees in the south of England.",
    120: "Invoice 4711 was paid on the third of March; the total was 1,250 euros.",
    299: "Die Möwe fliegt über das Meer.",
}


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with opened(FakeClock()) as bench:
        yield bench


@pytest.fixture
async def store(tmp_path: Path, bench: Bench) -> AsyncIterator[SqlStore]:
    async with open_store(tmp_path / "memory.sqlite3", bench.clock) as store:
        report = Document("d1", "report.pdf", "pdf", "application/pdf", 1000, 300)
        await store.shelf.keep("slack:T1:F1", report)
        texts = {number: f"# Chapter {number}\n\n" + "Nothing of note. " * 60 for number in range(1, 301)} | CHAPTERS
        await store.shelf.add("d1", [Page(number, "text", text) for number, text in texts.items()])
        yield store


@pytest.fixture
async def finder(bench: Bench, store: SqlStore) -> Passages:
    http = await bench.stack.enter_async_context(open_http(bench.config))
    embedder = MistralEmbedder(http, bench.config, bench.clock, TekkenTokens(), model=MODEL)
    return PassageFinder(store.shelf, store.passages, embedder, model=MODEL)


async def found(finder: Passages, query: str, desk: FakeDesk) -> list[int]:
    return [each.page for each in await finder.search(["d1"], query, limit=3, charge=desk.charge)]


async def test_three_hundred_pages_are_searched_and_paid_once(bench: Bench, finder: Passages) -> None:
    desk = FakeDesk()
    await finder.prepare("d1", charge=desk.charge, progress=desk.progress)
    paid = len(bench.calls(CALL))

    assert (await found(finder, "When was invoice 4711 paid?", desk))[0] == 120
    assert (await found(finder, "trees broken by the storm", desk))[0] == 7
    assert (await found(finder, "Möwe", desk))[0] == 299

    await finder.prepare("d1", charge=desk.charge, progress=desk.progress)
    assert len(bench.calls(CALL)) == paid + 3
    assert {call.status for call in bench.calls(CALL)} == {200}
    assert sum(charge.usage.prompt_tokens for charge in desk.charges) > 300 * 200
    assert desk.said[-1].startswith("indexing the file: page ")


async def test_words_find_it_while_the_service_is_away(bench: Bench, finder: Passages) -> None:
    desk = FakeDesk()
    bench.fault("status", name=CALL, times=99, status=503)
    with pytest.raises(ModelUnavailable):
        await finder.prepare("d1", charge=desk.charge, progress=desk.progress)

    assert (await found(finder, "invoice 4711", desk))[0] == 120
    assert desk.charges == []


async def test_no_question_breaks_the_search(finder: Passages) -> None:
    desk = FakeDesk()
    await finder.prepare("d1", charge=desk.charge, progress=desk.progress)

    for query in ('"', "NEAR(", "* OR -", "a:b", "it's", "\x00\ud83d", "'; DROP TABLE passages"):
        assert len(await found(finder, query, desk)) <= 3
