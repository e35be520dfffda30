import math

import pytest

from bot.core.errors import ModelFailed, ModelRefused, ModelUnavailable, WindowOverflow
from bot.mistral.retries import Retries
from tests.mistral.conftest import FakeClock


class FakeAttempts:
    """Fails in the given ways, one after the other, then works; `seconds` pass in each attempt."""

    def __init__(self, clock: FakeClock, *failures: ModelFailed, seconds: float = 0.0) -> None:
        self._clock = clock
        self._failures = list(failures)
        self._seconds = seconds
        self.made = 0

    async def __call__(self) -> str:
        self.made += 1
        self._clock.now += self._seconds
        if self._failures:
            raise self._failures.pop(0)
        return "worked"


def busy(status: int = 503, retry_after: float | None = None) -> ModelUnavailable:
    return ModelUnavailable(f"busy {status}", status=status, retry_after=retry_after)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def retries(clock: FakeClock, *, seconds: float = 90.0, attempts: int = 6) -> Retries:
    return Retries(clock, seconds=seconds, attempts=attempts)


async def test_what_works_is_done_once(clock: FakeClock) -> None:
    attempts = FakeAttempts(clock)

    assert await retries(clock)(attempts) == "worked"
    assert (attempts.made, clock.slept) == (1, [])


async def test_waits_grow_and_differ(clock: FakeClock) -> None:
    attempts = FakeAttempts(clock, *[busy() for _ in range(5)])

    assert await retries(clock)(attempts) == "worked"

    assert len(clock.slept) == 5
    for slept, middle in zip(clock.slept, (0.5, 1, 2, 4, 8), strict=True):
        assert 0.5 * middle <= slept <= 1.5 * middle
    assert len(set(clock.slept)) == 5


async def test_no_wait_is_longer_than_its_bound(clock: FakeClock) -> None:
    await retries(clock, seconds=math.inf, attempts=20)(FakeAttempts(clock, *[busy() for _ in range(15)]))

    assert max(clock.slept) <= 22.5


async def test_wait_that_the_service_asks_for_is_waited(clock: FakeClock) -> None:
    await retries(clock)(FakeAttempts(clock, busy(429, 7.0), busy(503, 3.0)))

    assert 7.0 <= clock.slept[0] <= 7.5
    assert 3.0 <= clock.slept[1] <= 3.5


async def test_too_many_requests_wait_for_the_next_minute(clock: FakeClock) -> None:
    assert clock.now % 60 == 50

    await retries(clock)(FakeAttempts(clock, busy(429)))

    assert 10.0 < clock.slept[0] < 11.5
    assert clock.now % 60 < 1.5


async def test_attempts_are_bounded(clock: FakeClock) -> None:
    attempts = FakeAttempts(clock, *[busy() for _ in range(9)])

    with pytest.raises(ModelUnavailable, match="busy 503"):
        await retries(clock, attempts=3)(attempts)

    assert (attempts.made, len(clock.slept)) == (3, 2)


async def test_wait_beyond_the_budget_is_not_begun(clock: FakeClock) -> None:
    attempts = FakeAttempts(clock, busy(), busy(429, 100.0))

    with pytest.raises(ModelUnavailable, match="busy 429") as caught:
        await retries(clock, seconds=60)(attempts)

    assert caught.value.retry_after == 100.0
    assert len(clock.slept) == 1


async def test_budget_counts_what_attempts_take_after_the_first(clock: FakeClock) -> None:
    attempts = FakeAttempts(clock, *[busy() for _ in range(9)], seconds=25.0)

    with pytest.raises(ModelUnavailable):
        await retries(clock, seconds=60, attempts=9)(attempts)

    assert attempts.made == 4


async def test_budget_of_zero_means_one_attempt(clock: FakeClock) -> None:
    attempts = FakeAttempts(clock, busy())

    with pytest.raises(ModelUnavailable):
        await retries(clock, seconds=0)(attempts)

    assert attempts.made == 1


@pytest.mark.parametrize("final", [ModelRefused("no"), WindowOverflow("long", tokens=2, limit=1), ModelFailed("?")])
async def test_what_would_fail_again_is_not_tried_again(clock: FakeClock, final: ModelFailed) -> None:
    attempts = FakeAttempts(clock, final)

    with pytest.raises(type(final)):
        await retries(clock)(attempts)

    assert attempts.made == 1


async def test_each_request_has_a_budget_of_its_own(clock: FakeClock) -> None:
    retrying = retries(clock, seconds=5)

    for _ in range(4):
        assert await retrying(FakeAttempts(clock, busy(503, 4.0))) == "worked"


async def test_every_wait_is_logged_with_its_reason(clock: FakeClock, caplog: pytest.LogCaptureFixture) -> None:
    await retries(clock)(FakeAttempts(clock, busy(503, 4.0)))

    assert "Attempt 1 failed" in caplog.text
    assert "busy 503" in caplog.text
