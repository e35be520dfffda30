"""Several processes under load, killed and frozen again and again; in the end everything is as if it had never been."""

import random
import re
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import psycopg

from deploy.sandbox.world import open_world
from tests.faults.crowd import Crowd
from tests.faults.fleet import Fleet, Toll
from tests.faults.torture import PATIENCE, Report, all_answered, seen
from tests.faults.verdict import judge, ledger_of, unanswered


async def torture_fleet(
    seed: int,
    suffer: Callable[[Fleet], Awaitable[None]],
    folder: Path,
    url: str,
    *,
    rooms: int = 5,
    patience: float = PATIENCE,
) -> tuple[Report, Toll]:
    """Let two receivers and two workers `suffer` over the PostgreSQL at `url`."""
    report, began = Report(seed), time.monotonic()
    async with open_world() as world:
        world.mistral.pace(0.02, 1_500.0)
        crowd, fleet = Crowd(world, random.Random(seed), rooms=rooms), Fleet(world, folder, url, random.Random(seed))
        async with fleet.afloat():
            await fleet.ready()
            crowd.start()
            await all_answered(crowd, patience, least=2 * rooms)
            await suffer(fleet)
            await crowd.stop()
            await fleet.at_peace()
            await fleet.ready()
            await all_answered(crowd, patience)
            report.verdict.lost += unanswered(crowd)
            crowd.redeliver_all()
            crowd.ask_everywhere()  # who answers a question twice does it before this one
            await all_answered(crowd, patience)
        (folder / "seen.txt").write_text(seen(crowd), encoding="utf-8")
        with psycopg.connect(url, autocommit=True, options="-c search_path=galerne") as connection:
            ledger = ledger_of(lambda sql: asked(connection, sql))
            (folder / "turns.txt").write_text(told(connection), encoding="utf-8")
        judge(world, crowd, ledger, fleet.tickets, report.verdict)
        report.kills.update(fleet.toll.deaths)
        report.questions, report.requests, report.threads = crowd.asked, crowd.author.takes.total(), crowd.threads
    report.seconds = time.monotonic() - began
    return report, fleet.toll


def asked(connection: psycopg.Connection, sql: str) -> list[Any]:
    """The rows of a query that is written for SQLite."""
    return connection.execute(
        re.sub(r"json_extract\(body, '\$\.call\.id'\)", "body::json #>> '{call,id}'", sql)
    ).fetchall()


def told(connection: psycopg.Connection) -> str:
    """What the journal knows of each turn, in the order of acceptance."""
    columns = "id, accepted_at, settled_at, state, attempt, message_id, conversation, event"
    rows = connection.execute(f"SELECT {columns} FROM turns ORDER BY id").fetchall()  # noqa: S608 - a constant
    return "\n".join(" | ".join(map(str, row)) for row in rows)
