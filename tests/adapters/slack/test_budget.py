import asyncio

from hypothesis import given, settings, strategies as st

from adapters.slack.budget import Budget
from adapters.slack.tiers import LIMITS
from deploy.sandbox.slack.methods.table import METHODS
from tests.fakes import FakeClock, settle


async def test_what_is_left_is_taken_and_then_refused() -> None:
    budget = Budget(FakeClock())
    taken = [budget.take("chat.startStream") for _ in range(22)]
    assert len(taken) - taken.count(None) == 20
    assert budget.left("chat.startStream") == 0


async def test_a_minute_later_all_is_there_again() -> None:
    clock = FakeClock()
    budget = Budget(clock)
    for _ in range(20):
        budget.take("chat.startStream")
    await clock.advance(61)
    assert budget.take("chat.startStream") is not None


async def test_who_must_get_through_is_not_held_up_before_slack_says_so() -> None:
    budget = Budget(FakeClock())
    for _ in range(100):
        await budget.wait("chat.startStream")
    assert budget.take("chat.startStream") is None


async def test_a_call_that_was_refused_does_not_count() -> None:
    clock = FakeClock()
    budget = Budget(clock)
    booked = [await budget.wait("chat.startStream") for _ in range(25)]
    for each in booked[20:]:
        budget.close("chat.startStream", "", 1, each)
    assert budget.used("chat.startStream") == 20
    await clock.advance(61)
    assert budget.left("chat.startStream") == 20


async def test_who_waits_is_served_in_the_order_of_coming() -> None:
    clock, served = FakeClock(), list[int]()
    budget = Budget(clock)

    async def wait(number: int) -> None:
        await budget.wait("chat.startStream")
        served.append(number)

    budget.close("chat.startStream", "", 0)  # from now on the numbers are kept to
    tasks = [asyncio.create_task(wait(number)) for number in range(41)]
    await settle()
    assert served == list(range(20))
    await clock.advance(61)
    assert served == list(range(40))
    await clock.advance(61)
    await asyncio.gather(*tasks)
    assert served == list(range(41))


async def test_who_need_not_get_through_does_not_take_what_is_booked() -> None:
    clock = FakeClock()
    budget = Budget(clock)
    task = asyncio.create_task(budget.wait("chat.update"))
    await task
    assert budget.take("chat.update", spare=48) is not None
    assert budget.take("chat.update", spare=48) is None


async def test_one_channel_does_not_hold_up_another() -> None:
    budget = Budget(FakeClock())
    while budget.take("chat.postMessage", "C1") is not None:
        pass
    budget.close("chat.postMessage", "C1", 1)
    assert budget.delay("chat.postMessage", "C1") > 0
    assert budget.delay("chat.postMessage", "C2") == 0
    assert budget.take("chat.postMessage", "C2") is not None


async def test_what_slack_says_counts_more_than_what_was_known() -> None:
    clock = FakeClock()
    budget = Budget(clock)
    budget.close("chat.update", "", 30)
    assert budget.take("chat.update") is None
    task = asyncio.create_task(budget.wait("chat.update"))
    await clock.advance(29)
    assert not task.done()
    await clock.advance(2)
    assert task.done()


def test_the_known_limits_are_those_of_the_loopback_slack() -> None:
    for method, limit in LIMITS.items():
        assert limit.count <= METHODS[method].per_minute, method


@given(st.lists(st.floats(0, 20), max_size=80))
@settings(max_examples=50)
def test_no_sixty_seconds_hold_more_calls_than_the_limit(gaps: list[float]) -> None:
    clock = FakeClock()
    budget = Budget(clock)
    taken: list[float] = []
    for gap in gaps:
        clock.now += gap
        if budget.take("chat.startStream") is not None:
            taken.append(clock.now)
    assert all(later - first > 60 for first, later in zip(taken, taken[20:], strict=False))


async def test_who_gives_up_leaves_its_slot_to_who_comes_later() -> None:
    clock = FakeClock()
    budget = Budget(clock)
    budget.close("chat.startStream", "", 0)
    for _ in range(20):
        await budget.wait("chat.startStream")
    impatient = [asyncio.create_task(budget.wait("chat.startStream")) for _ in range(40)]
    await settle()
    for task in impatient:
        task.cancel()
    await asyncio.gather(*impatient, return_exceptions=True)

    waiting = asyncio.create_task(budget.wait("chat.startStream"))
    await settle()
    await clock.advance(61)

    assert waiting.done()
