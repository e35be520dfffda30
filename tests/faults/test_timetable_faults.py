"""What is due is carried out once, though two processes hand it over."""

import asyncio
import random
import time
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Final

import psycopg
import pytest

from bot.trial.stage import DiscordStage, SlackStage, Stage
from deploy.sandbox.world import World, open_world
from tests.faults.fleet import RECEIVERS, Fleet

_MOVING: Final = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%UPDATE appointments SET due%'
"""


def stages(world: World) -> tuple[Stage, ...]:
    return SlackStage(world), DiscordStage(world)


def set_up(world: World) -> None:
    """Two digests on each platform."""
    for stage, focus in product(stages(world), ("cake", "tea")):
        stage.command("Ana", "digest", ("action", "add"), ("what", "9:00"), zone="UTC", if_quiet="line", focus=focus)


def posted(world: World) -> list[int]:
    """How many of them people see, on Slack and on Discord."""
    return [sum("Digest" in post.text for post in stage.posted()) for stage in stages(world)]


async def until(condition: Callable[[], object]) -> None:
    while not condition():  # noqa: ASYNC110 - what is waited for happens in other processes
        await asyncio.sleep(0.1)


@pytest.mark.timeout(120)
async def test_digests_that_two_processes_hand_over_are_made_once(postgres: str, schema: str, tmp_path: Path) -> None:
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {schema}")
    url = postgres.replace("/postgres?", f"/{schema}?")

    def number(sql: str) -> int:
        with psycopg.connect(url, autocommit=True, options="-c search_path=galerne") as connection:
            (count,) = connection.execute(sql).fetchone() or (0,)
        return int(count)

    async with open_world() as world:
        fleet = Fleet(world, tmp_path, url, random.Random(1))
        async with fleet.afloat():
            await fleet.ready()
            set_up(world)
            await until(lambda: number("SELECT count(*) FROM appointments") == 4)
        with psycopg.connect(url, autocommit=True, options="-c search_path=galerne") as connection:
            connection.execute("UPDATE appointments SET due = %s", (time.time(),))
            async with fleet.afloat():
                with connection.transaction():  # nobody moves one on before each process has handed it over
                    connection.execute("SELECT 1 FROM appointments FOR UPDATE")
                    await until(lambda: number(_MOVING) == len(RECEIVERS))
                await until(lambda: min(posted(world)) >= 2)
        assert posted(world) == [2, 2]
        assert fleet.toll.defects == []
    assert number("SELECT count(*) FROM turns WHERE message_id LIKE 'event:timetable:%'") == 4
    assert number("SELECT count(*) FROM appointments WHERE due > extract(epoch FROM now())") == 4
