"""Requests and tokens per minute, counted per model in whole minutes of the injected clock."""

from dataclasses import dataclass

from deploy.sandbox.clock import Clock
from deploy.sandbox.mistral.refusals import Refusal

REQUESTS = 60_000
TOKENS = 50_000_000


@dataclass(slots=True)
class Allowance:
    """What one model may be asked per minute, and what was used in the minute that began at `minute` * 60 seconds."""

    requests_per_minute: int = REQUESTS
    tokens_per_minute: int = TOKENS
    retry_after: bool = True
    minute: int = 0
    requests: int = 0
    tokens: int = 0

    def left(self) -> tuple[int, int]:
        """Requests and tokens that remain."""
        return (
            max(0, self.requests_per_minute - self.requests),
            max(0, self.tokens_per_minute - self.tokens),
        )


class Limits:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._allowances: dict[str, Allowance] = {}

    def allow(self, model: str, requests: int, tokens: int, *, retry_after: bool) -> None:
        """Set the limits of a model, by its id; what was used this minute is forgotten."""
        self._allowances[model] = Allowance(requests, tokens, retry_after, self._minute())

    def clear(self) -> None:
        self._allowances.clear()

    def count_request(self, model: str) -> dict[str, str]:
        """Take one request out of the minute and return the headers; 429 if there is none."""
        allowance = self._of(model)
        if allowance.left()[0] == 0:
            raise self._exceeded(allowance)
        allowance.requests += 1
        return self._headers(allowance)

    def cover(self, model: str, prompt: int) -> None:
        """429 if the prompt has more tokens than remain in the minute."""
        allowance = self._of(model)
        if prompt > allowance.left()[1]:
            raise self._exceeded(allowance)

    def charge(self, model: str, prompt: int, completion: int) -> dict[str, str]:
        """Take the tokens of a call out of the minute and return the headers."""
        allowance = self._of(model)
        allowance.tokens += prompt + completion
        return self._headers(allowance) | {"x-ratelimit-tokens-query-cost": str(prompt + completion)}

    def _minute(self) -> int:
        return int(self._clock.time() // 60)

    def _of(self, model: str) -> Allowance:
        allowance = self._allowances.setdefault(model, Allowance())
        if allowance.minute != (minute := self._minute()):
            allowance.minute, allowance.requests, allowance.tokens = minute, 0, 0
        return allowance

    def _headers(self, allowance: Allowance) -> dict[str, str]:
        requests, tokens = allowance.left()
        return {
            "x-ratelimit-limit-req-minute": str(allowance.requests_per_minute),
            "x-ratelimit-remaining-req-minute": str(requests),
            "x-ratelimit-limit-tokens-minute": str(allowance.tokens_per_minute),
            "x-ratelimit-remaining-tokens-minute": str(tokens),
        }

    def _exceeded(self, allowance: Allowance) -> Refusal:
        headers = self._headers(allowance)
        if allowance.retry_after and allowance.requests_per_minute > 0:
            headers["Retry-After"] = str(60 - int(self._clock.time() % 60))
        return Refusal(429, "Rate limit exceeded", "rate_limited", "1300", headers=headers)
