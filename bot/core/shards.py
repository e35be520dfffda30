"""Shards: the parts of a platform whose events come over connections of their own, and how many a process takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.core.leases import Standing
from bot.core.values import Address


@dataclass(frozen=True, slots=True)
class Shards:
    """The parts in which a platform's events come, each over a connection of its own; one without a name where all do.

    `number_of` tells over which of them comes what is said in a place.
    """

    names: tuple[str, ...] = ("",)
    number_of: Callable[[Address], int] = lambda _: 0

    def of(self, address: Address) -> str:
        return self.names[self.number_of(address)]


@dataclass(frozen=True, slots=True)
class Shard:
    """One of a platform's; the whole platform if it has no name."""

    platform: str
    name: str = ""

    def __str__(self) -> str:
        """For example `discord`, or `discord shard 0 of 2`."""
        return f"{self.platform} {self.name}".rstrip()


class Sharded(Protocol):
    """As `Platform`."""

    shards: Shards


def whole(address: Address) -> Shard:
    """The shard of a place on a platform that has but one."""
    return Shard(address.platform)


def shard_of(platforms: Mapping[str, Sharded]) -> Callable[[Address], Shard]:
    """Tells the shard of a place."""

    def find(address: Address) -> Shard:
        platform = platforms.get(address.platform)
        return whole(address) if platform is None else Shard(address.platform, platform.shards.of(address))

    return find


def fair_share(shards: int, standing: Standing) -> int:
    """How many a process takes, so that all of them are taken and nobody has two more than another.

    Who has been there longest takes what does not divide: nobody has to give up one because another has left.
    """
    share, left = divmod(shards, standing.members)
    return share + (standing.rank < left)
