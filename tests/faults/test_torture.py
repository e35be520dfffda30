"""A short run of what `make torture` does for long: the bot is killed at every named point, under load."""

import random
from pathlib import Path

import pytest

from tests.faults.lives import deaths, once_each
from tests.faults.points import INSIDE, OUTSIDE
from tests.faults.torture import torture

SEED = 20_261_122


@pytest.mark.timeout(400)
async def test_the_bot_is_killed_at_every_point_and_every_question_is_answered_once(tmp_path: Path) -> None:
    report = await torture(SEED, once_each(random.Random(SEED)), tmp_path, rooms=1, before=4)

    assert report.verdict.all() == []
    assert report.kills.total() == len(INSIDE) + len(OUTSIDE)
    assert report.missed.total() <= 2  # points that a slow machine did not come by in time
    assert report.questions >= 4 * 2


def test_a_plan_can_be_repeated_and_leaves_no_point_out() -> None:
    planned = deaths(random.Random(1), 200)

    assert planned == deaths(random.Random(1), 200)
    assert planned != deaths(random.Random(2), 200)
    assert {death.point for death in planned} == {*INSIDE, *OUTSIDE}
