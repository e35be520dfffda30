import asyncio

from adapters.slack.twins import Twins
from tests.fakes import FakeClock, settle


async def test_a_mention_gives_way_to_a_message_that_was_accepted_before() -> None:
    twins = Twins(FakeClock())
    twins.message("C1", "1.1").set_result(True)
    assert await twins.gave_way("C1", "1.1")


async def test_a_mention_waits_a_moment_for_its_message() -> None:
    twins = Twins(FakeClock())
    waiting = asyncio.create_task(twins.gave_way("C1", "1.1"))
    await settle()
    accepted = twins.message("C1", "1.1")
    assert not waiting.done()
    accepted.set_result(True)
    assert await waiting


async def test_a_mention_whose_message_does_not_come_is_taken() -> None:
    clock = FakeClock()
    waiting = asyncio.create_task(Twins(clock).gave_way("C1", "1.1"))
    await clock.advance(0.3)
    assert not await waiting


async def test_a_mention_whose_message_was_not_stored_is_taken() -> None:
    twins = Twins(FakeClock())
    twins.message("C1", "1.1").set_result(False)
    assert not await twins.gave_way("C1", "1.1")


async def test_a_message_that_comes_again_may_be_accepted_again() -> None:
    twins = Twins(FakeClock())
    twins.message("C1", "1.1").set_result(False)
    twins.message("C1", "1.1").set_result(True)
    assert await twins.gave_way("C1", "1.1")


async def test_only_so_many_are_remembered() -> None:
    twins = Twins(FakeClock())
    for number in range(1_500):
        twins.message("C1", f"{number}.1").set_result(True)
    assert len(twins._messages) == 1_000
