"""Since when something may be missing of what was said: kept beyond a process that dies while it catches up."""

from collections.abc import Sequence
from typing import Final

from bot.core.ports import Preferences
from bot.core.shards import Shard

UNHEARD: Final = "unheard since"


class Unheard:
    """Of each shard, in seconds since the Unix epoch. All raise `StoreFailed`."""

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    async def since(self, shard: Shard) -> float | None:
        """None if nothing is missing."""
        kept = await self._preferences.get(shard.platform, name_of(shard))
        return float(kept) if kept else None

    async def missing(self, platform: str, shards: Sequence[Shard], *, after: float) -> list[Shard]:
        """Those of a platform's shards of which something may be missing.

        All of them, if something that was said after a time may be missing of shards of another division, in which
        other processes live, or did.
        """
        names = {name_of(shard): shard for shard in shards}
        gaps = {name: float(value) for name, value in (await self._all(platform)).items() if value}
        if any(since > after for name, since in gaps.items() if name not in names):
            return list(shards)
        return [shard for name, shard in names.items() if name in gaps]

    async def keep(self, shard: Shard, since: float) -> None:
        await self._preferences.set(shard.platform, name_of(shard), repr(since))

    async def close(self, shard: Shard) -> None:
        """Nothing is missing any more."""
        await self._preferences.set(shard.platform, name_of(shard), "")

    async def carry_over(self, platform: str, shards: Sequence[Shard]) -> None:
        """What was missing when the platform was divided otherwise may be missing in any of these shards."""
        names = {name_of(shard) for shard in shards}
        for name, value in (await self._all(platform)).items():
            if not value or name in names:
                continue
            for shard in shards:
                kept = await self.since(shard)
                await self.keep(shard, float(value) if kept is None else min(kept, float(value)))
            await self._preferences.set(platform, name, "")

    async def _all(self, platform: str) -> dict[str, str]:
        held = await self._preferences.held([platform])
        return {name: value for (_, name), value in held.items() if name.startswith(UNHEARD)}


def name_of(shard: Shard) -> str:
    """The preference that holds it, in the scope of its platform."""
    return f"{UNHEARD}, {shard.name}" if shard.name else UNHEARD
