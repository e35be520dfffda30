"""No statement of the store reads a whole table, and none costs more as a conversation grows."""

import re
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.lifecycle import State
from bot.core.messages import AssistantMessage, Usage
from bot.core.records import Count, ModelReplied, Receipt
from bot.core.values import Attachment, Part
from bot.store import (
    acceptance,
    answers,
    chunks,
    code_cache,
    expiry,
    file_index,
    journal,
    lines,
    message_index,
    notes,
    originals,
    outbox,
    passages,
    pictures,
    places,
    preferences,
    questions,
    shelf,
    timetable,
    transcript,
    turns,
    vectors,
    words,
)
from bot.store.database import open_store
from bot.store.migrations import migrate
from bot.store.sqlite import SqliteDatabase
from bot.store.store import SqlStore
from tests.contracts.stores import THREAD, accepted, begun, message, message_id, position, said, spoken
from tests.fakes import FakeClock

TURNS = (acceptance, answers, expiry, journal, outbox, questions, turns)
TALK = (chunks, code_cache, lines, message_index, notes, places, preferences, timetable, transcript)
FILES = (file_index, originals, passages, pictures, shelf, vectors, words)
INDEXED = ("SCAN CONSTANT ROW", "VIRTUAL TABLE INDEX 0:M2")  # the second is the index of words
SORTED = ("_UNFINISHED", "_MATCHING", "_NEAREST")  # by what the index cannot know
FILE = Attachment("F1", "plan.pdf", "application/pdf", 5, "https://files.example/F1")
VERB = re.compile(r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM) ")


def statements() -> Iterator[tuple[str, str]]:
    for module in (*TURNS, *TALK, *FILES):
        for name, value in vars(module).items():
            found = list(value.values()) if isinstance(value, Mapping) else [value]
            for sql in found:
                if isinstance(sql, str) and VERB.match(sql) and "{" not in sql and name != "_KEEP":
                    yield f"{module.__name__}.{name}", sql


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as opened:
        migrate(opened, Path("bot.sqlite3"))
        opened.create_function("vec_distance_cosine", 2, lambda *_: 0.0)
        yield opened


def test_all_statements_are_found() -> None:
    assert len({name for name, _ in statements()}) >= 50


@pytest.mark.parametrize(("name", "sql"), [pytest.param(*each, id=each[0]) for each in statements()])
def test_statement_uses_an_index(connection: sqlite3.Connection, name: str, sql: str) -> None:
    values = dict.fromkeys(re.findall(r"(?<!:):(\w+)", sql), "1")

    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]

    scans = [step for step in plan if step.startswith("SCAN") and not step.endswith(INDEXED)]
    allowed = ["SCAN turns USING INDEX turns_unfinished"] if "_UNFINISHED" in name else []
    assert [step for step in scans if step not in allowed] == []
    assert [step for step in plan if "TEMP B-TREE" in step and not any(each in name for each in SORTED)] == []


class Cost:
    """Counts what SQLite's virtual machine executes, in both connections of a store."""

    def __init__(self) -> None:
        self.steps = 0

    def step(self) -> int:
        self.steps += 1
        return 0

    async def watch(self, store: SqlStore) -> None:
        database = store.database
        assert isinstance(database, SqliteDatabase)
        await database._reader.run(lambda each: each.set_progress_handler(self.step, 1))
        database._commits._post(self._on_writer)

    def _on_writer(self, connection: sqlite3.Connection) -> None:
        connection.set_progress_handler(self.step, 1)

    async def of(self, work: Awaitable[object]) -> int:
        self.steps = 0
        await work
        return self.steps


async def costs(path: Path, clock: FakeClock, length: int) -> dict[str, int]:
    """What each step of one turn costs in a conversation of that many messages."""
    cost = Cost()
    async with open_store(path, clock) as store:
        journal, transcript = store.journal, store.transcript
        await transcript.add(THREAD, [replace(said(number), attachments=(FILE,)) for number in range(length)])
        await clock.advance(1)
        await cost.watch(store)
        turn = await begun(store, length)
        reply = ModelReplied(AssistantMessage("hello"), Usage(), "mistral-small")
        works: dict[str, Callable[[], Awaitable[object]]] = {
            "accept": lambda: accepted(store, length + 1),
            "repeated": lambda: journal.accept(message(length), THREAD, answer=True),
            "begin": lambda: journal.begin(turn.id),
            "followed": lambda: transcript.followed(THREAD),
            "followed by": lambda: transcript.followed(THREAD, by=position(length + 9)),
            "conversation_of": lambda: transcript.conversation_of(THREAD, message_id(3)),
            "last_position": lambda: transcript.last_position(THREAD, stored_before=clock.time()),
            "add": lambda: transcript.add(THREAD, [said(3), said(length)]),
            "newest": lambda: transcript.newest(turn, after="", limit=20),
            "counted": lambda: transcript.counted(THREAD, {position(3): Count(1, 2)}),
            "edit": lambda: transcript.edit(THREAD, message_id(3), "better"),
            "delete": lambda: transcript.delete(THREAD, message_id(4)),
            "unfinished": journal.unfinished,
            "files": lambda: transcript.files(turn, limit=5),
            "asking": lambda: journal.asking(THREAD),
        }
        found = {name: await cost.of(work()) for name, work in works.items()}
        current = await journal.begin(turn.id)
        assert current is not None
        found["record"] = await cost.of(journal.record(current, reply))
        found["outbox"] = await cost.of(journal.outbox(current).record(Part(0, message_id(length + 2), 0, 5)))
        found["end"] = await cost.of(journal.end(current, State.STOPPED, Receipt(), spoken(length + 2)))
    return found


async def test_nothing_costs_more_in_a_thread_of_ten_thousand_messages(tmp_path: Path, clock: FakeClock) -> None:
    short = await costs(tmp_path / "short.sqlite3", clock, 50)
    long = await costs(tmp_path / "long.sqlite3", clock, 10_000)

    assert {name: steps for name, steps in long.items() if steps > 1.2 * short[name]} == {}
