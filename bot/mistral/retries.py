"""Trying again, before the first byte of an answer: until it works, or until it is no use, or too late."""

import logging
import math
import random
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final, TypeVar

import tenacity

from bot.core.errors import ModelUnavailable
from bot.core.ports import Clock
from bot.mistral.minutes import until_next

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")

FIRST: Final = 0.5  # seconds before the second attempt, doubled before each further one
LONGEST: Final = 15.0


class Retries:
    """At most `attempts` in all, none begun later than `seconds` after the first has failed."""

    def __init__(self, clock: Clock, *, seconds: float, attempts: int) -> None:
        self._clock = clock
        self._seconds = seconds
        self._attempts = attempts

    async def __call__(self, attempt: Callable[[], Awaitable[Answer]]) -> Answer:
        """What `attempt` returns. Raises the `ModelUnavailable` of the last attempt, and any other error at once."""
        deadline = math.inf

        def enough(state: tenacity.RetryCallState) -> bool:
            nonlocal deadline
            now = self._clock.monotonic()
            deadline = min(deadline, now + self._seconds)
            return state.attempt_number >= self._attempts or now + state.upcoming_sleep > deadline

        async def tried() -> Answer:  # tenacity awaits only what is declared as a coroutine function
            return await attempt()

        retrying = tenacity.AsyncRetrying(
            sleep=self._clock.sleep,
            retry=tenacity.retry_if_exception_type(ModelUnavailable),
            wait=self._wait,
            stop=enough,
            before_sleep=_say,
            reraise=True,
        )
        return await retrying(tried)

    def _wait(self, state: tenacity.RetryCallState) -> float:
        """Seconds: what the service asks for; after a 429 the rest of the minute; else twice as long each time.

        With jitter, so that those who were refused together do not come back together.
        """
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, ModelUnavailable) and error.retry_after is not None:
            return error.retry_after + random.uniform(0.0, 0.5)
        if isinstance(error, ModelUnavailable) and error.status == HTTPStatus.TOO_MANY_REQUESTS:
            return until_next(self._clock.time()) + random.uniform(0.0, 1.0)
        return min(FIRST * 2.0 ** (state.attempt_number - 1), LONGEST) * random.uniform(0.5, 1.5)


def _say(state: tenacity.RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    log.warning("Attempt %s failed, the next in %.1f s: %s", state.attempt_number, state.upcoming_sleep, error)
