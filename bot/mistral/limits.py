"""The rate limits of each model, kept from the headers of its answers and obeyed before a request is sent.

A request that what is left of this minute does not cover waits for the next. What requests on their way will take is
reserved for them, so that ten at once do not all spend the same remainder. A model of which no answer has come yet
is not held back: nothing is known of it.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.core.errors import StoreFailed
from bot.core.model_ports import Budget, Rest
from bot.core.ports import Clock
from bot.mistral.headers import Allowance, allowance
from bot.mistral.minutes import minute_of, until_next

log = logging.getLogger(__name__)

_LOOK: Final = 1.0  # seconds until others are looked at again, who may have given back what they had reserved


@dataclass(frozen=True, slots=True)
class Reservation:
    """What one request on its way will take; to be given back with `RateLimits.settle`."""

    model: str
    tokens: int
    minute: int


@dataclass(slots=True)
class _Bucket:
    """What a minute holds of one thing. None: the service has not said."""

    limit: int | None = None
    left: int | None = None
    flying: int = 0  # reserved in this minute by requests to which no answer has come

    def covers(self, amount: int) -> bool:
        if self.left is None:
            return True
        # More than a whole minute holds can never be covered: it is sent with a whole minute before it.
        wanted = amount if self.limit is None else min(amount, self.limit)
        return wanted <= self.left - self.flying

    def land(self, amount: int, left: int | None) -> None:
        """An answer has come, to a request of this minute, and says what is left, if not None."""
        self.flying -= amount
        if left is not None:  # answers overtake each other: the lowest is the newest
            self.left = left if self.left is None else min(left, self.left)

    def refill(self) -> None:
        self.left, self.flying = self.limit, 0


@dataclass(slots=True)
class _Known:
    """What is known of one model, in the minute `minute`."""

    minute: int
    requests: _Bucket = field(default_factory=_Bucket)
    tokens: _Bucket = field(default_factory=_Bucket)

    def covers(self, tokens: int) -> bool:
        return self.requests.covers(1) and self.tokens.covers(tokens)

    def reserve(self, tokens: int) -> None:
        self.requests.flying += 1
        self.tokens.flying += tokens

    def settle(self, reservation: Reservation, said: Allowance) -> None:
        self.requests.limit = self.requests.limit if said.requests is None else said.requests
        self.tokens.limit = self.tokens.limit if said.tokens is None else said.tokens
        if reservation.minute == self.minute:
            self.requests.land(1, said.requests_left)
            self.tokens.land(reservation.tokens, said.tokens_left)

    def give_back(self, reservation: Reservation) -> None:
        """It was not used."""
        self.settle(reservation, Allowance())

    def turn_to(self, minute: int) -> None:
        if minute != self.minute:
            self.minute = minute
            self.requests.refill()
            self.tokens.refill()


class RateLimits:
    """With a `shared` budget, what other processes have on their way counts as well; not while it cannot be reached."""

    def __init__(self, clock: Clock, shared: Budget | None = None) -> None:
        self._clock = clock
        self._shared = shared
        self._telling: set[asyncio.Task[None]] = set()
        self._known: dict[str, _Known] = {}
        self._settled = asyncio.Event()

    async def reserve(self, model: str, tokens: int) -> Reservation:
        """Return when a request of so many tokens may be sent; `tokens` 0: not known, only requests are counted."""
        if not (known := self._now(model)).covers(tokens):
            log.info("A request of %s tokens waits for the rate limit of %s", tokens, model)
            while not (known := self._now(model)).covers(tokens):
                await self._change()
        known.reserve(tokens)
        reservation = Reservation(model, tokens, known.minute)
        if await self._agreed(reservation, known):
            return reservation
        known.give_back(reservation)
        await self._change(_LOOK)
        return await self.reserve(model, tokens)

    def settle(self, reservation: Reservation, headers: Mapping[str, str]) -> None:
        """Give a reservation back: an answer has come, with these headers, or none will come, and they are empty."""
        said = allowance(headers)
        self._now(reservation.model).settle(reservation, said)
        if self._shared is not None:
            task = asyncio.create_task(
                self._tell(self._shared, reservation, Rest(said.requests_left, said.tokens_left))
            )
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)
        self._settled.set()
        self._settled = asyncio.Event()

    async def _agreed(self, reservation: Reservation, known: _Known) -> bool:
        """Whether the others leave room for it."""
        if self._shared is None:
            return True
        limits = Rest(known.requests.limit, known.tokens.limit)
        try:
            return await self._shared.reserve(reservation.model, reservation.minute, reservation.tokens, limits)
        except StoreFailed as error:
            log.warning("What other processes ask of %s is not known now: %s", reservation.model, error)
            return True

    async def _tell(self, shared: Budget, reservation: Reservation, left: Rest) -> None:
        try:
            await shared.settle(reservation.model, reservation.minute, reservation.tokens, left)
        except StoreFailed as error:
            log.debug("Other processes could not be told what is left of %s: %s", reservation.model, error)

    async def _change(self, longest: float = 60.0) -> None:
        """Return once a reservation is given back here, the minute has turned, or after so long."""
        settled = asyncio.ensure_future(self._settled.wait())
        turned = asyncio.ensure_future(self._clock.sleep(min(longest, until_next(self._clock.time()))))
        try:
            await asyncio.wait((settled, turned), return_when=asyncio.FIRST_COMPLETED)
        finally:
            settled.cancel()
            turned.cancel()

    def _now(self, model: str) -> _Known:
        minute = minute_of(self._clock.time())
        known = self._known.setdefault(model, _Known(minute))
        known.turn_to(minute)
        return known
