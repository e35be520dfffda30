"""The background that embeds what was said and sent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from bot.core.documents import Charge, Document, Page
from bot.core.errors import ModelUnavailable
from bot.core.messages import Usage
from bot.core.values import Address
from bot.memory.indexing import EVERY, LEASE, PAGE, TOGETHER, Indexer
from bot.memory.talk import MOST
from bot.store.database import open_store
from tests.fakes import FakeClock
from tests.memory.chatter import ANA, BAO, THREAD, Chatter
from tests.memory.fakes import MODEL, FakeEmbedder


async def catch_up(chatter: Chatter) -> None:
    """With the clock turned on through its pauses."""
    task = asyncio.create_task(chatter.indexer.catch_up())
    while not task.done():
        await asyncio.sleep(0.001)
        await chatter.clock.advance(1)
    await task


def asked(chatter: Chatter) -> list[list[str]]:
    assert chatter.embedder is not None
    return chatter.embedder.asked


async def test_what_was_said_is_embedded_once_and_then_found_by_its_meaning(chatter: Chatter) -> None:
    await chatter.say("The wind is from the west.")
    await chatter.say("So take a coat.", BAO)

    await catch_up(chatter)
    await catch_up(chatter)

    assert asked(chatter) == [["Ana: The wind is from the west.\nBao: So take a coat."]]
    assert await chatter.store.message_index.unchunked(("", ""), 9) == []


async def test_an_edit_is_embedded_anew_and_the_same_words_are_not(chatter: Chatter) -> None:
    first = await chatter.say("The wind is from the west.")
    await catch_up(chatter)
    elsewhere = replace(THREAD, channel="C2")
    await chatter.say("The wind is from the west.", address=elsewhere)
    await catch_up(chatter)
    await chatter.store.transcript.edit(THREAD, first, "The wind has turned.")

    await catch_up(chatter)

    assert asked(chatter)[1:] == [["Ana: The wind has turned."]]


async def test_what_it_takes_is_added_to_its_own_total(chatter: Chatter) -> None:
    await chatter.say("wind")

    await catch_up(chatter)

    assert await chatter.store.message_index.spent() == [(Charge(MODEL, Usage(9)), 0.009)]


async def test_thousands_go_in_small_batches_and_each_is_embedded(chatter: Chatter) -> None:
    count = 2 * PAGE + 3
    for channel in range(7):
        for _ in range(count // 7 + 1):
            await chatter.say(f"message {chatter.said}", address=Address("slack", "T1", f"C{channel}"))

    await catch_up(chatter)

    texts = [line for request in asked(chatter) for text in request for line in text.splitlines()]
    assert sorted(texts) == sorted(f"Ana: message {n}" for n in range(chatter.said))
    assert max(map(len, asked(chatter))) <= TOGETHER
    groups = [len(text.splitlines()) for request in asked(chatter) for text in request]
    assert sum(size == MOST for size in groups) >= len(groups) - 7, "a page's end parts no group"


async def test_a_failure_leaves_what_was_done_and_a_restart_goes_on(tmp_path: Path) -> None:
    clock = FakeClock()
    path = tmp_path / "bot.sqlite3"
    async with open_store(path, clock) as store:
        chatter = Chatter(store, clock, embedder=FakeEmbedder(works=1))
        for number in range(TOGETHER * MOST + 3):
            await chatter.say(f"message {number}")
        failed = asyncio.create_task(chatter.indexer.catch_up())
        while not failed.done():
            await asyncio.sleep(0.001)
            await clock.advance(1)
        assert isinstance(failed.exception(), ModelUnavailable)
        assert len(await store.message_index.unchunked(("", ""), 999)) == 3

    async with open_store(path, clock) as store:
        again = Chatter(store, clock)
        await catch_up(again)
        assert [len(request) for request in asked(again)] == [1]
        assert await store.message_index.unchunked(("", ""), 999) == []


async def test_pauses_grow_while_the_model_does_not_answer(chatter: Chatter) -> None:
    broken = FakeEmbedder(broken=ModelUnavailable("busy"), clock=chatter.clock)
    chatter.embedder = broken
    await chatter.say("wind")
    running = asyncio.create_task(chatter.indexer.run())
    while len(broken.tried) < 4:
        await chatter.clock.until_asleep()
        await chatter.clock.advance(1)
    running.cancel()

    gaps = [round(later - earlier) for earlier, later in pairwise(broken.tried)]
    assert gaps == [2 * EVERY, 4 * EVERY, 8 * EVERY]


async def test_pages_of_files_are_prepared_even_of_those_that_are_short(chatter: Chatter) -> None:
    document = Document("d1", "plan.pdf", "pdf", "application/pdf", 5, 2)
    await chatter.store.shelf.keep("slack:T1:F1", document)
    await chatter.store.shelf.add("d1", [Page(1, "text", "The invoice."), Page(2, None, reason="it is blank")])

    await catch_up(chatter)
    await catch_up(chatter)

    assert asked(chatter) == [["The invoice."]]
    assert [each.page for each in await chatter.store.passages.matching(["d1"], ["invoice"], 9)] == [1]


async def test_without_an_embedding_model_words_alone_are_kept(chatter: Chatter) -> None:
    chatter.embedder = None
    document = Document("d1", "plan.pdf", "pdf", "application/pdf", 5, 1)
    await chatter.store.shelf.keep("slack:T1:F1", document)
    await chatter.store.shelf.add("d1", [Page(1, "text", "The invoice.")])
    await chatter.say("wind")

    await catch_up(chatter)

    assert await chatter.found("wind") == ["wind"]
    assert [each.page for each in await chatter.store.passages.matching(["d1"], ["invoice"], 9)] == [1]
    assert ANA.kind == "person"


async def test_of_several_processes_one_indexes_and_the_next_takes_over_when_it_dies(chatter: Chatter) -> None:
    lock = asyncio.Lock()

    class FakeShared:
        @asynccontextmanager
        async def hold(self, name: str) -> AsyncIterator[None]:
            assert name == LEASE
            async with lock:
                yield

    one, other = FakeEmbedder(), FakeEmbedder()
    first, second = (
        Indexer(
            chatter.store.message_index,
            chatter.store.file_index,
            chatter.finder,
            embedder,
            chatter.clock,
            model=MODEL,
            price_of=lambda _: None,
            leases=FakeShared(),
        )
        for embedder in (one, other)
    )
    await chatter.say("wind")
    running = [asyncio.create_task(first.run()), asyncio.create_task(second.run())]
    while await chatter.store.message_index.unchunked(("", ""), 9):
        await asyncio.sleep(0.001)
        await chatter.clock.advance(1)
    running[0].cancel()
    await chatter.say("sea")
    while not other.asked:
        await asyncio.sleep(0.001)
        await chatter.clock.advance(1)
    running[1].cancel()

    assert (one.asked, other.asked) == ([["Ana: wind"]], [["Ana: sea"]])
