"""One life of a gateway connection: discord.py keeps it, and hands over the payloads as they came."""

import logging
from collections.abc import Callable
from typing import Any, Final

import discord

from bot.core.ports import Clock

log = logging.getLogger(__name__)

IDENTIFY_EVERY: Final = 5.0  # seconds (Discord: "Rate Limiting", max_concurrency)
DISCONNECTED: Final = "DISCONNECTED"  # not Discord's: the socket is gone, and discord.py is trying to resume
Hear = Callable[[str, Any], None]


class Gateway(discord.Client):
    """Gives every event named in `events` to `hear`, as Discord sent it.

    discord.py's own parsers are left out: a payload that lacks a key would end the client, and what they keep of each
    server costs 45 kB. The connection, its heartbeats, its compression and its resuming are discord.py's.
    """

    def __init__(
        self, hear: Hear, events: frozenset[str], clock: Clock, *, message_content: bool, deaf_after: float
    ) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        intents.message_content = message_content
        super().__init__(
            intents=intents,
            max_messages=None,
            heartbeat_timeout=deaf_after,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self._hear = hear
        self._clock = clock
        parsers = self._connection.parsers  # what discord.py's gateway looks up by the event's name
        parsers.clear()
        parsers.update({event: self._heard(event) for event in events})

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002  # discord.py's
        if not initial:
            await self._clock.sleep(IDENTIFY_EVERY)

    async def on_disconnect(self) -> None:
        self._hear(DISCONNECTED, {})

    def _heard(self, event: str) -> Callable[[Any], None]:
        def hear(data: Any) -> None:
            try:
                self._hear(event, data)
            except Exception:  # one payload that surprises us must not end the connection
                log.exception("Dropped a %s that could not be taken in", event)

        return hear
