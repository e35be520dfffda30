"""What the service says in the headers of an answer (Mistral: rate limits; observed traffic, 2026)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final

_ABSURD: Final = 1e15


def request_id(headers: Mapping[str, str]) -> str:
    """The service's own id of the request, to quote to its support; empty if there is none."""
    return headers.get("mistral-correlation-id") or headers.get("x-kong-request-id") or ""


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds to wait, said in milliseconds, in seconds or as an HTTP date; `now` is in seconds since the epoch."""
    if (milliseconds := _number(headers.get("retry-after-ms"))) is not None:
        return milliseconds / 1000
    said = headers.get("retry-after", "")
    if (seconds := _number(said)) is not None:
        return seconds
    try:
        date = parsedate_to_datetime(said)
    except ValueError:
        return None
    return max(0.0, date.replace(tzinfo=date.tzinfo or UTC).timestamp() - now)


@dataclass(frozen=True, slots=True)
class Allowance:
    """Limits of a model and what remains of them; None where the headers do not say."""

    requests: int | None = None  # per minute
    requests_left: int | None = None
    tokens: int | None = None  # per minute
    tokens_left: int | None = None
    month_left: int | None = None  # tokens

    @property
    def none_at_all(self) -> bool:
        """Whether the key may not use the model: a limit of zero, or a month used up. Waiting does not help then."""
        return self.requests == 0 or self.tokens == 0 or self.month_left == 0


def allowance(headers: Mapping[str, str]) -> Allowance:
    return Allowance(
        requests=_count(headers.get("x-ratelimit-limit-req-minute")),
        requests_left=_count(headers.get("x-ratelimit-remaining-req-minute")),
        tokens=_count(headers.get("x-ratelimit-limit-tokens-minute")),
        tokens_left=_count(headers.get("x-ratelimit-remaining-tokens-minute")),
        month_left=_count(headers.get("x-ratelimit-remaining-tokens-month")),
    )


def _count(value: str | None) -> int | None:
    number = _number(value)
    return None if number is None else int(number)


def _number(value: str | None) -> float | None:
    """A number of zero or more; "nan" and "inf" are none."""
    try:
        number = float(value or "")
    except ValueError:
        return None
    return number if 0 <= number < _ABSURD else None
