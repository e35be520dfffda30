"""One life of a gateway connection: discord.py keeps it, and hands over the payloads as they came."""

import logging
import sys
from collections.abc import Awaitable, Callable
from typing import Any, Final

import discord
from discord.gateway import ReconnectWebSocket

from adapters.discord.starts import SessionLost

log = logging.getLogger(__name__)

DISCONNECTED: Final = "DISCONNECTED"  # not Discord's: the socket is gone, and discord.py is trying to resume
Hear = Callable[[str, Any], None]
Identify = Callable[[], Awaitable[None]]


class Gateway(discord.Client):
    """Gives every event named in `events` to `hear`, as Discord sent it. `shard` is its number, and of how many.

    It identifies once `identify` has returned, and its life ends with its session.

    discord.py's own parsers are left out: a payload that lacks a key would end the client, and what they keep of each
    server costs 45 kB. The connection, its heartbeats, its compression and its resuming are discord.py's.
    """

    def __init__(
        self,
        hear: Hear,
        events: frozenset[str],
        identify: Identify,
        *,
        shard: tuple[int, int],
        message_content: bool,
        deaf_after: float,
    ) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        intents.message_content = message_content
        number, count = shard
        super().__init__(
            shard_id=number if count > 1 else None,
            shard_count=count if count > 1 else None,
            intents=intents,
            max_messages=None,
            heartbeat_timeout=deaf_after,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self._hear = hear
        self._identify = identify
        parsers = self._connection.parsers  # what discord.py's gateway looks up by the event's name
        parsers.clear()
        parsers.update({event: self._heard(event) for event in events})

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002 - discord.py's
        await self._identify()

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Raises `SessionLost` where discord.py is about to begin another session, which has to wait for its turn."""
        super().dispatch(event, *args, **kwargs)
        reason = sys.exception()
        if event == "disconnect" and isinstance(reason, ReconnectWebSocket) and not reason.resume:
            raise SessionLost

    async def on_disconnect(self) -> None:
        self._hear(DISCONNECTED, {})

    def _heard(self, event: str) -> Callable[[Any], None]:
        def hear(data: Any) -> None:
            try:
                self._hear(event, data)
            except Exception:  # one payload that surprises us must not end the connection
                log.exception("Dropped a %s that could not be taken in", event)

        return hear
