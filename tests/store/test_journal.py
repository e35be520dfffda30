import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.lifecycle import State
from bot.core.records import Receipt
from bot.core.values import Part
from bot.store.database import open_store
from bot.store.journal import SqlJournal
from bot.store.store import SqlStore
from tests.contracts.attempt_contract import AttemptContract, FenceContract, OutboxContract
from tests.contracts.claim_contract import ClaimContract
from tests.contracts.journal_contract import AcceptContract, EndContract, FollowContract, RestartContract
from tests.contracts.question_contract import QuestionContract
from tests.contracts.stores import THREAD, accepted, answered, begun, message_id
from tests.contracts.upload_contract import UploadContract
from tests.fakes import FakeClock


class TestAccept(AcceptContract): ...


class TestFollow(FollowContract): ...


class TestAttempt(AttemptContract): ...


class TestFence(FenceContract): ...


class TestEnd(EndContract): ...


class TestRestart(RestartContract): ...


class TestOutbox(OutboxContract): ...


class TestClaim(ClaimContract): ...


class TestUpload(UploadContract): ...


class TestQuestion(QuestionContract): ...


def stored_events(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [event for (event,) in connection.execute("SELECT event FROM turns ORDER BY id")]


async def test_handle_is_forgotten_when_the_turn_ends(store: SqlStore, path: Path) -> None:
    await begun(store, 1)
    await answered(store, 2, answer=3)

    running, ended = [json.loads(event)["handle"] for event in stored_events(path)]

    assert (running, ended) == ("xoxe-secret", "")


async def test_what_an_earlier_process_accepted_may_have_been_told_that_it_waits(path: Path, clock: FakeClock) -> None:
    async with open_store(path, clock) as store:
        turn = await accepted(store, 1)
        assert not store.journal.outbox(turn).again
    clock.now += 1.0
    async with open_store(path, clock) as store:
        [waiting] = await store.journal.unfinished()
        assert store.journal.outbox(waiting).again


async def test_who_shares_the_queue_may_have_told_a_turn_to_wait(path: Path, clock: FakeClock) -> None:
    async with open_store(path, clock) as store:
        shared = SqlJournal(store.database, clock, "word", put=":line || :by")
        turns = [await begun(store, number) for number in (1, 2)]
        await store.journal.outbox(turns[1]).record(Part(0, "told", 0, 0))
        clock.now += 4.0
        assert not shared.outbox(turns[0]).again
        clock.now += 2.0
        told = await shared.begin(turns[1].id)
        assert told is not None

        assert shared.outbox(turns[0]).again
        assert not store.journal.outbox(turns[0]).again  # where nobody else takes turns
        assert not shared.outbox(replace(told, attempt=1)).again  # what it was told is known


async def test_text_of_a_deleted_message_is_left_in_no_row(store: SqlStore, path: Path) -> None:
    ended = await begun(store, 1, "swordfish, before the end")
    await store.journal.end(ended, State.STOPPED, Receipt(), None)
    running = await begun(store, 2, "swordfish, while it ran")
    await accepted(store, 3, "swordfish, before it began")
    for number in (1, 2, 3):
        await store.transcript.delete(THREAD, message_id(number))
    await store.journal.end(running, State.STOPPED, Receipt(), None)

    with closing(sqlite3.connect(path)) as connection:
        assert "swordfish" not in "\n".join(connection.iterdump())


async def test_receipt_and_times_are_stored_with_the_turn(store: SqlStore, path: Path) -> None:
    turn = await begun(store, 1)
    await store.journal.end(turn, State.FAILED, Receipt(model="mistral-small", notes=("cut short",)), None)

    with closing(sqlite3.connect(path)) as connection:
        ((state, receipt, accepted_at, settled_at),) = connection.execute(
            "SELECT state, receipt, accepted_at, settled_at FROM turns"
        )
    assert (state, json.loads(receipt)["notes"], accepted_at, settled_at) == (
        "failed",
        ["cut short"],
        turn.accepted_at,
        turn.accepted_at,
    )


async def test_turn_that_cannot_be_read_does_not_keep_the_others_waiting(
    store: SqlStore, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = await accepted(store, 1), await accepted(store, 2)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE turns SET event = '{}' WHERE id = ?", (first.id,))

    assert [turn.id for turn in await store.journal.unfinished()] == [second.id]
    assert f"Turn {first.id} stays unanswered" in caplog.text
