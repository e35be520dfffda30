"""Who is in a server and what its roles may do, from Discord's REST API. All raise `PlatformFailed`, `Gone` for nobody.

Discord: "Get Guild", "Get Guild Member", "Get Thread Member"; a single member needs no privileged intent.
"""

from adapters.discord.fields import Json
from adapters.discord.rest import Rest


class Directory:
    def __init__(self, rest: Rest) -> None:
        self._rest = rest

    async def guild(self, guild: str) -> Json:
        """With its owner and its roles."""
        return await self._json("/guilds/{guild_id}", {"guild_id": guild})

    async def member(self, guild: str, user: str) -> Json:
        return await self._json("/guilds/{guild_id}/members/{user_id}", {"guild_id": guild, "user_id": user})

    async def thread_member(self, thread: str, user: str) -> Json:
        return await self._json(
            "/channels/{channel_id}/thread-members/{user_id}", {"channel_id": thread, "user_id": user}
        )

    async def channel(self, channel: str) -> Json:
        """With its overwrites; of a thread, the channel it belongs to."""
        return await self._json("/channels/{channel_id}", {"channel_id": channel})

    async def _json(self, path: str, ids: dict[str, str]) -> Json:
        found = await self._rest.call("GET", path, doing="edit", ids=ids)
        return found if isinstance(found, dict) else {}
