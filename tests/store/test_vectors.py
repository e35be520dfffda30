"""The nearest vectors are the same whether the database compares them or a thread does."""

import asyncio
import math
import random
import sqlite3
from collections.abc import Coroutine
from contextlib import closing
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings, strategies as st

from bot.store import vectors
from bot.store.passages import SqlPassages
from bot.store.store import SqlStore
from tests.contracts.passages_contract import MODEL, A, vector

T = TypeVar("T")
FLOATS = st.tuples(*[st.floats(-1, 1, width=16)] * 4).filter(any)


def extension() -> bool:
    with closing(sqlite3.connect(":memory:")) as connection:
        return vectors.can_compare(connection)


NEEDS_EXTENSION = pytest.mark.skipif(
    not extension(), reason="this Python's SQLite loads no extensions, or sqlite-vec is missing"
)


async def beside(work: Coroutine[Any, Any, T]) -> tuple[T, int]:
    """What it gives, and how often the event loop came round meanwhile."""
    task = asyncio.create_task(work)
    rounds = 0
    while not task.done():
        rounds += 1
        await asyncio.sleep(0.001)
    return await task, rounds


def random_vectors(count: int, dimensions: int) -> list[bytes]:
    source = random.Random(1)
    return [vector(*(source.gauss() for _ in range(dimensions))) for _ in range(count)]


def test_connection_without_extensions_is_told_apart() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        can = vectors.can_compare(connection)
        functions = {name for (name,) in connection.execute("SELECT name FROM pragma_function_list")}

    assert can == ("vec_distance_cosine" in functions)


@given(st.lists(FLOATS, min_size=1, max_size=40), FLOATS)
@settings(deadline=None, max_examples=40)
def test_each_vector_is_given_its_cosine(found: list[tuple[float, ...]], wanted: tuple[float, ...]) -> None:
    rows = [(number, vector(*floats), 1, number) for number, floats in enumerate(found)]

    scored = vectors.compared(vector(*wanted), rows)

    cosines = [
        sum(a * b for a, b in zip(wanted, floats, strict=True)) / math.hypot(*wanted) / math.hypot(*floats)
        for floats in found
    ]
    assert [passage for _, passage in scored] == list(range(len(found)))
    assert [score for score, _ in scored] == pytest.approx(cosines, abs=1e-5)


@NEEDS_EXTENSION
async def test_database_and_thread_find_the_same(store: SqlStore) -> None:
    assert store.database.compares
    found = random_vectors(400, 64)
    await store.passages.add(A, MODEL, [(number, f"page {number}", each) for number, each in enumerate(found, 1)])
    scanning = SqlPassages(store.database, compares=False)

    for wanted in random_vectors(20, 64):
        computed = await store.passages.nearest([A], MODEL, wanted, 8)
        scanned = await scanning.nearest([A], MODEL, wanted, 8)
        assert [each.page for each in computed] == [each.page for each in scanned]
        assert [each.score for each in computed] == pytest.approx([each.score for each in scanned], abs=1e-6)


@pytest.mark.parametrize("compares", [False, pytest.param(True, marks=NEEDS_EXTENSION)])
async def test_search_of_a_long_document_keeps_nobody_waiting(store: SqlStore, *, compares: bool) -> None:
    found = random_vectors(1_500, 1_024)
    pages = [(number // 5 + 1, f"passage {number} " * 80, each) for number, each in enumerate(found)]
    passages = SqlPassages(store.database, compares=compares)

    _, adding = await beside(passages.add(A, MODEL, pages))
    (best, *_), comparing = await beside(passages.nearest([A], MODEL, found[7], 8))
    matching, _ = await beside(passages.matching([A], ["passage", "1234", "7"], 8))

    assert best.page == 2
    assert best.score == pytest.approx(1.0, abs=1e-5)
    assert len(matching) == 8
    assert min(adding, comparing) > 3, "both take many milliseconds, in which the loop goes on"
