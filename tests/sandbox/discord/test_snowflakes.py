"""Ids and their time."""

from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.snowflakes import Snowflakes, at, iso, taken


async def test_ids_rise_while_the_clock_stands_still(clock: TurnedClock) -> None:
    ids = Snowflakes(clock)
    made = [ids.next() for _ in range(10_000)]
    assert made == sorted(set(made))
    await clock.advance(1)
    assert ids.next() > made[-1]


def test_id_tells_its_time_to_the_millisecond() -> None:
    assert abs(taken(at(1_795_000_000.123)) - 1_795_000_000.123) < 0.001


def test_known_id_has_its_known_time() -> None:
    """The example of Discord's reference."""
    assert iso(taken(175928847299117063)) == "2016-04-30T11:18:25.796000+00:00"
