"""Whether a call that changes the world may be carried out: yes, no, or a person has to be asked first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.core.messages import ToolCall
from bot.core.records import Asked, Step, Turn


@dataclass(frozen=True, slots=True)
class Permitted:
    """`by` says who allowed it, for a line in the answer: "allowed by Ann"."""

    by: str


@dataclass(frozen=True, slots=True)
class Refused:
    """`text` is what the model reads, `note` a line in the answer."""

    text: str
    note: str


class Permission(Protocol):
    """Asked before each call of a tool that changes the world, or has a `price`; other calls that read need none."""

    async def __call__(self, call: ToolCall, price: str = "") -> Permitted | Refused | Asked: ...


class Permissions(Protocol):
    def of(self, turn: Turn, steps: Sequence[Step]) -> Permission:
        """The permission of one turn; `steps` are what it has done, and grow with it."""


async def nobody(call: ToolCall, price: str = "") -> Refused:
    """The permission of a turn that has none to give."""
    del price
    return Refused(f"{call.name} may not be used here.", f"Did not run `{call.name}`: it may not be used here.")
