"""How fast an answer is written, and the times at which its tokens were."""

from dataclasses import dataclass

from deploy.sandbox.clock import Clock


@dataclass(frozen=True, slots=True)
class Pace:
    """`first` seconds from the arrival of the request to the first token, then so many per second; 0: at once."""

    first: float = 0.0
    tokens_per_second: float = 0.0

    async def wait(self, clock: Clock, arrived: float, token: int) -> None:
        """Return when the token of this number (from 0) is due.

        Due times are counted from the arrival, so that a late token does not delay those after it.
        """
        due = arrived + self.first + (token / self.tokens_per_second if self.tokens_per_second > 0 else 0.0)
        if (seconds := due - clock.monotonic()) > 0:
            await clock.sleep(seconds)


@dataclass(slots=True)
class Turn:
    """One chat request that was answered; times are of `Clock.monotonic`, 0.0 where no token was written."""

    request: int
    arrived: float
    first_token: float = 0.0
    last_token: float = 0.0
    tokens: int = 0

    def wrote(self, at: float, tokens: int = 1) -> None:
        if self.tokens == 0:
            self.first_token = at
        self.last_token = at
        self.tokens += tokens
