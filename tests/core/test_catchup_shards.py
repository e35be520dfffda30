"""A platform in two parts: the gaps of one are nothing to the other, whoever listens to it."""

from dataclasses import replace

import pytest

from bot.core.shards import Shard, Shards
from bot.core.unheard import UNHEARD, Unheard
from bot.core.values import Address, GapOpened
from tests.core.catching import LATE, PLACE, THREAD, Scene

LEFT, RIGHT = "shard 0 of 2", "shard 1 of 2"
FAR = replace(PLACE, channel="C2", thread="1700000000.000300")  # on the left; all else is on the right


def gap(shard: str) -> GapOpened:
    return GapOpened(f"gap of {shard}", "slack", shard)


def number_of(address: Address) -> int:
    return int(address.channel[-1]) % 2


@pytest.fixture
async def divided(scene: Scene) -> Scene:
    """The bot was asked on both sides; of some other shard it may be that nothing is listened to here."""
    scene.platform.shards = Shards((LEFT, RIGHT), number_of)
    scene.catch_up = scene.another(shared=True)
    await scene.catch_up.accept(scene.said(400, "far", address=FAR))
    await scene.house.clock.advance(100)
    return scene


async def test_only_what_the_shard_tells_of_is_read(divided: Scene) -> None:
    divided.platform.messages = [
        divided.said(30, "missed far", address=FAR),
        divided.said(20, "missed", address=THREAD),
    ]

    await divided.catch_up.accept(gap(LEFT))
    await divided.done()

    assert {each.place.channel for each in divided.platform.asked} == {"C2"}
    assert await divided.asked() == ["first", "far", "missed far"]

    await divided.catch_up.accept(gap(RIGHT))
    await divided.done()

    assert await divided.asked() == ["first", "far", "missed far", "missed"]


async def test_nobody_waits_for_the_other_shard(divided: Scene) -> None:
    divided.platform.messages = [divided.said(30, "missed", address=THREAD)]
    divided.platform.close("", THREAD.thread)

    await divided.catch_up.accept(gap(RIGHT))
    await divided.live(1, "live", address=THREAD)
    await divided.live(0, "live far", address=FAR)
    assert await divided.asked() == ["first", "far", "live far"]
    assert (await divided.unheard(LEFT), await divided.unheard(RIGHT)) == (False, True)

    for gate in divided.platform.gates.values():
        gate.set()
    await divided.done()
    assert await divided.asked() == ["first", "far", "live far", "missed", "live"]
    assert not await divided.unheard(RIGHT)


async def test_histories_of_the_other_shard_need_not_be_read_again(divided: Scene) -> None:
    readings = divided.house.readings
    readings._shard_of = lambda address: Shard("slack", divided.platform.shards.of(address))
    for place in (THREAD, FAR):
        since = readings.since(place)
        assert since is not None
        readings.done(place, since)

    await divided.catch_up.accept(gap(LEFT))
    await divided.done()

    assert readings.since(THREAD) is None
    assert readings.since(FAR) is not None


async def test_another_process_finds_what_was_not_found_before_a_shard_was_let_go_of(divided: Scene) -> None:
    """In the order of asking: what had come live and was kept back is the other's to answer."""
    divided.platform.messages = [divided.said(50, "missed", address=THREAD)]
    divided.platform.close("")
    other = divided.another(shared=True)
    await divided.catch_up.accept(gap(RIGHT))
    await divided.live(1, "live", address=THREAD)

    await divided.catch_up.let_go(Shard("slack", RIGHT))
    divided.platform.gates[""].set()
    assert await divided.asked() == ["first", "far"]
    assert await divided.unheard(RIGHT)

    divided.catch_up = other
    await other.accept(gap(RIGHT))
    await divided.done()
    assert await divided.asked() == ["first", "far", "missed", "live"]
    assert not await divided.unheard(RIGHT)


async def test_who_let_go_of_a_shard_begins_anew_when_it_comes_back(divided: Scene) -> None:
    divided.platform.close("")
    await divided.catch_up.accept(gap(RIGHT))
    await divided.live(1, "live", address=THREAD)
    await divided.catch_up.let_go(Shard("slack", RIGHT))
    divided.platform.gates[""].set()

    await divided.catch_up.accept(gap(RIGHT))
    await divided.done()

    assert await divided.asked() == ["first", "far", "live"]


async def test_what_a_dead_process_kept_back_is_taken_over_by_one_that_lives(divided: Scene) -> None:
    divided.platform.messages = [divided.said(50, "missed", address=THREAD)]
    divided.platform.close("")
    await divided.catch_up.accept(gap(RIGHT))
    await divided.live(2, "live", address=THREAD)
    await divided.taken_over()

    await divided.catch_up.accept(gap(RIGHT))
    await divided.live(1, "live as well", address=THREAD)
    divided.platform.gates[""].set()
    await divided.done()

    assert await divided.asked() == ["missed", "live", "live as well"]


async def test_what_was_missed_before_the_platform_was_divided_is_looked_for_everywhere(divided: Scene) -> None:
    preferences = divided.house.store.preferences
    kept = Unheard(preferences)
    await kept.keep(Shard("slack"), 500.0)
    await kept.keep(Shard("slack", RIGHT), 300.0)
    await kept.keep(Shard("slack", "shard 2 of 3"), 400.0)

    await divided.another(shared=True).resume()

    assert await kept.since(Shard("slack", LEFT)) == 400.0
    assert await kept.since(Shard("slack", RIGHT)) == 300.0
    held = await preferences.held(["slack"])
    assert {name for (_, name), value in held.items() if value} == {f"{UNHEARD}, {LEFT}", f"{UNHEARD}, {RIGHT}"}


async def test_sweeping_leaves_alone_only_the_shard_that_is_caught_up(divided: Scene) -> None:
    divided.house.queue.lines.clear()
    await divided.house.clock.advance(120)
    await Unheard(divided.house.store.preferences).keep(Shard("slack", RIGHT), 1.0)

    assert await divided.catch_up.sweep() == 1
    assert await divided.asked() == ["far"]


async def test_a_worker_that_was_not_told_of_shards_sweeps_nothing_that_may_be_kept_back(divided: Scene) -> None:
    divided.house.queue.lines.clear()
    await divided.house.clock.advance(120)
    await Unheard(divided.house.store.preferences).keep(Shard("slack", RIGHT), divided.house.clock.time() - 10)
    divided.platform.shards = Shards()

    assert await divided.another(shared=True).sweep() == 0
    await divided.house.clock.advance(LATE)  # whoever may have kept it back would answer it no more
    assert await divided.another(shared=True).sweep() == 2


async def test_what_was_kept_back_here_can_be_swept_once_it_is_let_go_of(divided: Scene) -> None:
    divided.platform.close("")
    await divided.catch_up.accept(gap(RIGHT))
    await divided.live(1, "live", address=THREAD)
    await divided.catch_up.let_go(Shard("slack", RIGHT))
    await Unheard(divided.house.store.preferences).close(Shard("slack", RIGHT))
    await divided.house.clock.advance(120)

    await divided.catch_up.sweep()

    assert await divided.asked() == ["first", "far", "live"]
