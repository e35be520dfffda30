"""Which shard tells what (Discord: "Sharding")."""

from functools import partial

from adapters.discord.addresses import DIRECT
from bot.core.shards import Shards
from bot.core.values import Address


def shards(count: int) -> Shards:
    """Named for example `shard 0 of 2`; one alone is all there is, and needs no name."""
    if count == 1:
        return Shards()
    return Shards(tuple(f"shard {number} of {count}" for number in range(count)), partial(shard_number, count=count))


def shard_number(address: Address, count: int) -> int:
    """Direct messages come to the first shard only, all else by the id of the server."""
    guild = address.workspace
    return (int(guild) >> 22) % count if guild != DIRECT and guild.isdecimal() else 0
