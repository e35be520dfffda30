"""A stream of Slack's ends before the answer does: by age, by a person, or for no reason. The answer is whole."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from deploy.sandbox.world import World, open_world
from tests.faults.hurried import FakeHurriedClock
from tests.faults.ordeal import FIRST, WORDS, Ordeal
from tests.talk import talk_on

LIFE = 300.0  # seconds after which Slack ends a stream


@pytest.fixture
def clock() -> FakeHurriedClock:
    """The bot's and the world's."""
    return FakeHurriedClock(40.0)


@pytest.fixture
async def world(clock: FakeHurriedClock) -> AsyncIterator[World]:
    async with open_world(clock) as opened:
        yield opened


@pytest.fixture
async def ordeal(
    world: World, clock: FakeHurriedClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[Ordeal]:
    ordeal = Ordeal(talk_on("slack", world), tmp_path, caplog)
    ordeal.clock = clock
    async with ordeal.bot():
        yield ordeal


async def begun(ordeal: Ordeal, tokens_per_second: float) -> None:
    ordeal.slowly(tokens_per_second)
    ordeal.ask()
    await ordeal.until_seen(WORDS[:8])


async def test_a_stream_is_rotated_before_it_dies_of_age(ordeal: Ordeal, clock: FakeHurriedClock) -> None:
    await begun(ordeal, 0.2)
    while not ordeal.talk.posts() or not ordeal.talk.posts()[-1].footer:
        shown = "".join(ordeal.seen())
        clock.advance(30.0)
        await ordeal.talk.until(partial(lambda before: "".join(ordeal.seen()) != before, shown))

    assert len(ordeal.seen()) == 2
    assert " ".join(ordeal.seen()) == WORDS
    states = {each["streaming_state"] for each in ordeal.world.slack.messages("launch", ordeal.talk.thread)}
    assert states == {"", "completed"}
    await ordeal.is_well(ordeal.seen())


async def test_a_stream_that_has_died_of_age_is_edited(ordeal: Ordeal, clock: FakeHurriedClock) -> None:
    await begun(ordeal, 5.0)
    clock.advance(LIFE + 1)
    await ordeal.completes()


@pytest.mark.parametrize("call", ["chat.appendStream", "chat.stopStream"])
async def test_a_stream_that_slack_ends_is_edited(ordeal: Ordeal, call: str) -> None:
    ordeal.fault("slack", call, "close_stream")
    await begun(ordeal, 30.0)
    await ordeal.completes()


@pytest.mark.parametrize("call", ["chat.appendStream", "chat.stopStream"])
async def test_a_stream_that_is_refused_as_stopped_is_edited(ordeal: Ordeal, call: str) -> None:
    """Slack says so too where the event that tells of the Stop was lost."""
    ordeal.fault("slack", call, "error", error="stopped_by_user")
    await begun(ordeal, 30.0)
    await ordeal.completes()


async def test_a_stream_that_a_person_stops_keeps_what_was_written(ordeal: Ordeal) -> None:
    await begun(ordeal, 2.0)
    ordeal.world.slack.stop("Ana", "launch", ordeal.talk.thread)
    await ordeal.until_seen("Stopped.")
    written = ordeal.seen()
    assert len(written) == 1
    kept, _, word = written[0].partition("\n\n")
    assert WORDS.startswith(kept)
    assert word == "_Stopped._"
    assert FIRST not in kept
    await ordeal.is_well(written)
