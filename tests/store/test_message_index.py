"""The index in SQLite; and that nothing of a deleted or edited text is left in any table."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.forgetting import Conversation, OnePerson
from bot.core.note_ports import NewNote
from bot.core.search_ports import Within
from bot.core.values import Author
from bot.store.code_cache import CodeCache
from bot.store.codes import code, exactly, nearest
from bot.store.database import open_store
from bot.store.migrations import MIGRATIONS, _apply
from bot.store.store import SqlStore
from tests.contracts.index_contract import (
    CHANNEL,
    MODEL,
    WORKSPACE,
    ChunkContract,
    FileIndexContract,
    WordIndexContract,
    kept,
    matching,
)
from tests.contracts.notes_contract import CHANNEL as CHANNEL_SUBJECT, ME as PERSON
from tests.contracts.passages_contract import vector
from tests.contracts.stores import ANN, THREAD, message_id, said
from tests.fakes import FakeClock

BEN = Author("U2", "Ben")


class TestWordIndex(WordIndexContract): ...


class TestChunkIndex(ChunkContract): ...


class TestFileIndex(FileIndexContract): ...


def everything(path: Path) -> str:
    """Every value of every table, as text."""
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        shadows = ("message_words", "passage_words")  # whose own tables are read, not the index
        rows = [connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names if name not in shadows]  # noqa: S608 - names of its own tables
        return repr(rows).casefold()


@pytest.mark.parametrize("how", ["edit", "delete"])
async def test_nothing_of_an_old_text_is_in_any_table(store: SqlStore, path: Path, how: str) -> None:
    await store.transcript.add(THREAD, [said(1, "the password is swordfish")])
    await kept(store, "the password is swordfish", 1, 0)
    assert "swordfish" in everything(path)

    if how == "edit":
        await store.transcript.edit(THREAD, message_id(1), "better")
    else:
        await store.transcript.delete(THREAD, message_id(1))
    await store.database.scrub()

    assert "swordfish" not in everything(path)
    assert vector(1, 0).hex() not in everything(path)


async def test_messages_of_an_older_database_can_be_searched(path: Path, clock: FakeClock) -> None:
    older = next(n for n, each in enumerate(MIGRATIONS) if any("message_words" in sql for sql in each))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE schema_version (version BIGINT PRIMARY KEY)")
        for number, statements in enumerate(MIGRATIONS[:older], 1):
            _apply(connection, number, statements)
        connection.execute(
            "INSERT INTO messages VALUES (:place, '1.0', :conversation, '1', 'U1', 'Ann', 'person', 1.0, 'an old wine',"
            " '', NULL, '', NULL, NULL, 0, FALSE, 1.0)",
            {"place": THREAD.place, "conversation": str(THREAD)},
        )

    async with open_store(path, clock) as store:
        assert await matching(store, CHANNEL, "wine") == ["an old wine"]


def test_codes_are_about_the_vectors() -> None:
    vectors = [vector(n, 20 - n, 3, -n) for n in range(1, 20)]
    exact = {place: score for score, place in exactly(vectors[3], list(enumerate(vectors)))}
    codes = b"".join(map(code, vectors))

    assert {place: score for score, place in nearest(vectors[3], codes, 99)} == pytest.approx(exact, abs=0.01)
    assert {place for _, place in nearest(vectors[3], codes, 2)} == set(sorted(exact, key=lambda n: -exact[n])[:2])
    assert sorted(place for _, place in nearest(vectors[3], codes, 2, [5, 7, 9])) == [5, 7]
    assert nearest(vectors[3], code(b"\0" * 16), 9) == [(0.0, 0)]
    assert nearest(vectors[3], b"", 9) == []


async def test_codes_are_held_within_their_budget_and_follow_what_changes(store: SqlStore) -> None:
    cache = CodeCache(store.database, budget=40)
    for number in range(3):
        await store.transcript.add(THREAD, [said(number, f"m{number}")])
        await kept(store, f"m{number}", 1, number)
    other = replace(THREAD, channel="C2")
    await store.transcript.add(other, [said(9, "m9")])
    await kept(store, "m9", 1, 0)

    async def held(within: Within = CHANNEL) -> list[int]:
        return [len(channel.ids) for channel in await cache.within(within, MODEL)]

    assert await held() == [3]
    await store.transcript.add(THREAD, [said(4, "m4")])
    await kept(store, "m4", 1, 1)
    assert await held() == [4]
    await store.transcript.delete(THREAD, message_id(1))
    assert await held() == [3]
    assert await held(WORKSPACE) == [3, 1]
    assert len(cache._channels) == 2
    for number in range(5, 9):
        await store.transcript.add(THREAD, [said(number, f"m{number}")])
        await kept(store, f"m{number}", 1, number)
    assert await held() == [7]
    assert list(cache._channels) == [(THREAD.place, MODEL)], "the other has given way"


async def test_of_what_is_forgotten_no_chunk_vector_or_note_is_left(store: SqlStore, path: Path) -> None:
    other = replace(THREAD, thread="1700000099.000000")
    talk = {"the swordfish": (THREAD, ANN), "a swordfish": (THREAD, BEN), "tea": (other, ANN), "milk": (other, BEN)}
    for number, (text, (place, author)) in enumerate(talk.items()):
        await store.transcript.add(place, [said(number, text, author)])
        await kept(store, text, 1, number)
    source = (THREAD.place, message_id(0))
    await store.notes.add(NewNote(CHANNEL_SUBJECT, "likes swordfish", ANN.id, "", source), most=9)
    await store.notes.add(NewNote(PERSON, "likes tea", BEN.id, ""), most=9)
    await store.notes.add(NewNote(CHANNEL_SUBJECT, "Bao likes milk", BEN.id, ""), most=9)

    found = await store.remembered.forget(Conversation(THREAD))

    assert (found["vectors"], found["notes"]) == (2, 1)
    assert "swordfish" not in everything(path)
    assert await meant(store) == ["tea", "milk"]
    found = await store.remembered.forget(OnePerson("slack", ANN.id))
    assert (found["vectors"], found["notes"]) == (1, 1)
    assert await meant(store) == ["milk"]
    assert await matching(store, CHANNEL, "tea", "milk") == ["milk"]
    assert [note.text for note in await store.notes.shown([PERSON, CHANNEL_SUBJECT], "")] == ["Bao likes milk"]
    assert "tea" not in everything(path)


async def meant(store: SqlStore) -> list[str]:
    found = await store.message_index.nearest(CHANNEL, MODEL, vector(1, 0), 9)
    return [each.messages[0].text for each in found]
