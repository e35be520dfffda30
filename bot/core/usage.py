"""What was spent, by whom and where, and the port of the ledger that keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from bot.core.values import Address, Author

QUARTER: Final = 900.0  # seconds: what was spent is kept by quarters of an hour

Kind = Literal["person", "channel", "workspace"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose spending is meant: one person's, one channel's with its threads, or one workspace's."""

    kind: Kind
    key: str


def person_of(address: Address, author: Author) -> str:
    """The key of a person, wherever on the platform they speak."""
    return f"{address.platform}:{author.id}"


def scope_of(kind: Kind, address: Address, author: Author) -> Scope:
    """The scope of this kind in which somebody stands."""
    keys = {
        "person": person_of(address, author),
        "channel": address.place,
        "workspace": f"{address.platform}:{address.workspace}",
    }
    return Scope(kind, keys[kind])


@dataclass(frozen=True, slots=True)
class UsageLine:
    """What one model took in one quarter of an hour, for `answers` that are counted once however many models they took.

    `unpriced` is how many of the entries behind it have no known price; `cost` is the sum of the others.
    """

    at: float  # when the quarter began, in seconds since the Unix epoch
    model: str
    currency: str
    answers: int
    prompt_tokens: int
    completion_tokens: int
    pages: int
    cost: float
    unpriced: int


class Ledger(Protocol):
    """What was spent, written when a turn is settled (`Journal.end`), and who has asked how often."""

    async def lines(self, scope: Scope, *, since: float, until: float) -> Sequence[UsageLine]:
        """Oldest first. Both times are taken to the quarter of an hour in which they fall, `until` excluded."""

    async def cost(self, scope: Scope, *, since: float, currency: str) -> float:
        """The money spent since a time, as far as prices are known, in this currency alone."""

    async def admit(self, turn_id: int, person: str, *, now: float, within: float, most: int) -> float | None:
        """Count a turn towards its person's limit of `most` in `within` seconds; None if it keeps the limit.

        Otherwise it is not counted, and the result is the time from which on it would. A turn that has been counted
        is not counted again.
        """
