import asyncio
from collections.abc import AsyncIterator, Awaitable

import pytest

from bot.core.errors import StoreFailed
from bot.core.model_ports import Rest
from bot.mistral.limits import RateLimits, Reservation
from tests.fakes import FakeClock, settle

MODEL = "mistral-small-2603"
EDGE = 1_795_000_020.0  # the clock starts twenty seconds before a minute begins


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(EDGE - 20)


@pytest.fixture
def limits(clock: FakeClock) -> RateLimits:
    return RateLimits(clock)


def said(*, tokens: int = 1000, tokens_left: int = 1000, requests: int = 60, requests_left: int = 60) -> dict[str, str]:
    return {
        "x-ratelimit-limit-req-minute": str(requests),
        "x-ratelimit-remaining-req-minute": str(requests_left),
        "x-ratelimit-limit-tokens-minute": str(tokens),
        "x-ratelimit-remaining-tokens-minute": str(tokens_left),
    }


async def learned(limits: RateLimits, headers: dict[str, str]) -> None:
    limits.settle(await limits.reserve(MODEL, 0), headers)


class FakeRequests:
    """Requests that want to be sent, and those that may be."""

    def __init__(self, limits: RateLimits) -> None:
        self._limits = limits
        self._tasks: list[asyncio.Task[None]] = []
        self.sent: list[Reservation] = []

    async def want(self, *tokens: int, model: str = MODEL) -> None:
        self._tasks += [asyncio.create_task(self._send(each, model)) for each in tokens]
        await settle()

    async def _send(self, tokens: int, model: str) -> None:
        self.sent.append(await self._limits.reserve(model, tokens))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@pytest.fixture
async def requests(limits: RateLimits) -> AsyncIterator[FakeRequests]:
    requests = FakeRequests(limits)
    yield requests
    await requests.stop()


async def test_model_of_which_nothing_is_known_is_not_held_back(requests: FakeRequests) -> None:
    await requests.want(*[1_000_000] * 10)

    assert len(requests.sent) == 10


async def test_request_that_the_minute_cannot_cover_waits_for_the_next(
    limits: RateLimits, requests: FakeRequests, clock: FakeClock
) -> None:
    await learned(limits, said(tokens_left=300))

    await requests.want(301)
    await clock.advance(19.9)
    assert requests.sent == []

    await clock.advance(0.5)
    assert [each.tokens for each in requests.sent] == [301]


async def test_request_that_the_minute_covers_goes_at_once(limits: RateLimits, requests: FakeRequests) -> None:
    await learned(limits, said(tokens_left=300))

    await requests.want(300)

    assert len(requests.sent) == 1


async def test_ten_at_once_do_not_all_spend_the_same_remainder(
    limits: RateLimits, requests: FakeRequests, clock: FakeClock
) -> None:
    await learned(limits, said(tokens_left=350))

    await requests.want(*[100] * 10)
    assert len(requests.sent) == 3

    await clock.advance(20.5)
    assert len(requests.sent) == 10


async def test_requests_are_counted_as_tokens_are(limits: RateLimits, requests: FakeRequests, clock: FakeClock) -> None:
    await learned(limits, said(requests=2, requests_left=1))

    await requests.want(0, 0, 0, 0)
    assert len(requests.sent) == 1

    await clock.advance(20.5)
    assert len(requests.sent) == 3
    await clock.advance(60)
    assert len(requests.sent) == 4


async def test_what_a_request_did_not_take_is_there_for_the_next(limits: RateLimits, requests: FakeRequests) -> None:
    await learned(limits, said(tokens_left=500))
    await requests.want(400, 400)
    assert len(requests.sent) == 1

    limits.settle(requests.sent[0], said(tokens_left=450))
    await settle()

    assert len(requests.sent) == 2


async def test_request_that_never_got_an_answer_gives_its_tokens_back(
    limits: RateLimits, requests: FakeRequests
) -> None:
    await learned(limits, said(tokens_left=500))
    await requests.want(400, 400)

    limits.settle(requests.sent[0], {})
    await settle()

    assert len(requests.sent) == 2


async def test_answers_that_overtake_each_other_do_not_give_tokens_back(
    limits: RateLimits, requests: FakeRequests
) -> None:
    await learned(limits, said(tokens_left=1000))
    await requests.want(100, 100)
    limits.settle(requests.sent[1], said(tokens_left=800))
    limits.settle(requests.sent[0], said(tokens_left=900))

    await requests.want(850)

    assert len(requests.sent) == 2


async def test_answer_from_the_last_minute_says_nothing_about_this_one(
    limits: RateLimits, requests: FakeRequests, clock: FakeClock
) -> None:
    await learned(limits, said())
    await requests.want(100)
    await clock.advance(21)
    limits.settle(requests.sent[0], said(tokens_left=5))

    await requests.want(1000)

    assert len(requests.sent) == 2


async def test_more_than_a_minute_ever_holds_is_sent_with_a_whole_minute_before_it(
    limits: RateLimits, requests: FakeRequests, clock: FakeClock
) -> None:
    await learned(limits, said(tokens=1000, tokens_left=999))

    await requests.want(5000)
    assert requests.sent == []

    await clock.advance(20.5)
    assert len(requests.sent) == 1


async def test_models_have_limits_of_their_own(limits: RateLimits, requests: FakeRequests) -> None:
    await learned(limits, said(tokens_left=0))

    await requests.want(100, model="mistral-large-2512")

    assert len(requests.sent) == 1


async def test_stopped_request_leaves_nothing_reserved(
    limits: RateLimits, requests: FakeRequests, clock: FakeClock
) -> None:
    await learned(limits, said(tokens_left=100))
    waiting: Awaitable[Reservation] = limits.reserve(MODEL, 200)
    task = asyncio.ensure_future(waiting)
    await settle()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    await requests.want(100)

    assert len(requests.sent) == 1


class FakeBudget:
    """What two processes may ask together; it can be out of reach."""

    def __init__(self, tokens: int) -> None:
        self.left = tokens
        self.away = False
        self.settled: list[int] = []

    async def reserve(self, model: str, minute: int, tokens: int, limits: Rest) -> bool:
        if self.away:
            raise StoreFailed("away")
        if tokens > self.left:
            return False
        self.left -= tokens
        return True

    async def settle(self, model: str, minute: int, tokens: int, left: Rest) -> None:
        self.left += tokens
        self.settled.append(tokens)


async def test_what_another_process_has_on_its_way_counts_too(clock: FakeClock) -> None:
    shared = FakeBudget(1_000)
    one, other = (RateLimits(clock, shared) for _ in range(2))
    sent = await one.reserve(MODEL, 800)
    waiting = asyncio.create_task(other.reserve(MODEL, 800))
    await settle()
    assert not waiting.done()

    one.settle(sent, {})
    await clock.advance(1.0)

    assert (await waiting).tokens == 800
    assert shared.settled == [800]


async def test_while_the_others_cannot_be_asked_its_own_limits_hold(clock: FakeClock) -> None:
    shared = FakeBudget(0)
    shared.away = True
    limits = RateLimits(clock, shared)

    assert (await limits.reserve(MODEL, 800)).tokens == 800
