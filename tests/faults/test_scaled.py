"""A short run of what `make torture SCALED=1` does for long: two receivers and two workers are killed and frozen."""

from pathlib import Path

import psycopg
import pytest

from tests.faults.scaled import torture_fleet

SEED = 20_261_129


@pytest.mark.timeout(180)
async def test_processes_are_killed_and_frozen_and_every_question_is_answered_once(
    postgres: str, schema: str, tmp_path: Path
) -> None:
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {schema}")
    url = postgres.replace("/postgres?", f"/{schema}?")

    report, toll = await torture_fleet(SEED, 6, tmp_path, url, rooms=1)

    assert report.verdict.all() == []
    assert toll.defects == []
    assert toll.deaths.total() >= 6
    assert report.questions >= 4
