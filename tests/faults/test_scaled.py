"""A short run of what `make torture SCALED=1` does for long: two receivers and two workers are killed and frozen."""

from pathlib import Path

import psycopg
import pytest

from tests.faults.fleet import Fleet
from tests.faults.scaled import torture_fleet

SEED = 20_261_129
PATIENCE = 70.0  # seconds for a further answer: on a slow machine one may come with Slack's next try, after a minute


@pytest.mark.timeout(240)
async def test_each_process_dies_or_freezes_at_work_and_every_question_is_answered_whole_and_once(
    postgres: str, schema: str, tmp_path: Path
) -> None:
    """Both receivers and one worker are killed in turn, the other worker is frozen for longer than its lease.

    The answers of each conversation end in the order in which they were asked for.
    """
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {schema}")
    url = postgres.replace("/postgres?", f"/{schema}?")

    report, toll = await torture_fleet(SEED, Fleet.suffer_in_turn, tmp_path, url, rooms=1, patience=PATIENCE)

    assert report.verdict.all() == []
    assert toll.defects == []
    assert toll.deaths == {"killed": 3, "frozen": 1}
    assert toll.thawed >= 1
    assert report.questions >= 10
