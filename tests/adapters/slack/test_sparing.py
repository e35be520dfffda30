import asyncio

import pytest

from adapters.slack.refusals import Unclear
from adapters.slack.sparing import Sparing
from bot.core.errors import RateLimited
from tests.adapters.slack.rig import GENERAL, Rig

HISTORY = "conversations.history"
BODY = {"channel": GENERAL}


def calls(rig: Rig) -> Sparing:
    return Sparing(rig.platform._wire()[0].api, rig.clock)


def crowd(rig: Rig) -> None:
    """Let other readings have taken all that is not left to answers."""
    budget = rig.platform._wire()[0].api.budget
    while budget.take(HISTORY, spare=15) is not None:
        pass


async def test_calls_are_left_to_the_answers_that_are_written_meanwhile(still: Rig) -> None:
    crowd(still)
    calling = asyncio.create_task(calls(still).call(HISTORY, BODY))
    await still.turn(50)
    await still.round_trip()
    assert HISTORY not in still.names()
    assert still.platform._wire()[0].api.budget.left(HISTORY) == 15

    for _ in range(8):
        await still.turn(2.0)
        await still.round_trip()
    assert (await calling)["ok"]


async def test_where_there_is_no_room_for_long_it_is_given_up(still: Rig) -> None:
    crowd(still)
    calling = asyncio.create_task(calls(still).call(HISTORY, BODY, patience=20.0))
    for _ in range(12):
        await still.turn(2.0)
    with pytest.raises(RateLimited):
        await calling
    assert HISTORY not in still.names()


async def test_what_slack_puts_off_is_asked_for_when_it_says(still: Rig) -> None:
    still.fail(HISTORY, "ratelimited", retry_after=30)
    calling = asyncio.create_task(calls(still).call(HISTORY, BODY, patience=120.0))
    await still.until(lambda: HISTORY in still.names())
    await still.round_trip()
    await still.turn(28)
    await still.round_trip()
    assert still.names().count(HISTORY) == 1
    await still.turn(4)
    assert (await calling)["ok"]
    assert still.names().count(HISTORY) == 2


async def test_what_stays_unanswered_is_asked_for_three_times(still: Rig) -> None:
    still.fail(HISTORY, "drop", times=9)
    calling = asyncio.create_task(calls(still).call(HISTORY, BODY))
    for _ in range(4):
        await still.round_trip()
        await still.turn(2.0)
    with pytest.raises(Unclear):
        await calling
    assert still.names().count(HISTORY) == 3


async def test_pages_are_read_to_the_last(rig: Rig) -> None:
    rig.slack.fill(GENERAL, "", 1)
    for number in range(5):
        rig.slack.say("Ana", GENERAL, f"line {number}")

    pages = [page async for page in calls(rig).pages(HISTORY, BODY | {"limit": 4}, patience=1.0)]

    assert [(len(messages), more) for messages, more in pages] == [(4, True), (2, False)]
