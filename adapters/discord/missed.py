"""What was said while the gateway told nothing. Discord: "Get Channel Messages", "List Active Guild Threads"."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from typing import Final

from adapters.discord.api import Api
from adapters.discord.fields import Json, snowflake
from adapters.discord.paging import read_back
from adapters.discord.parse import DIRECT, parse
from adapters.discord.viewpoint import Viewpoint
from bot.core.errors import PlatformFailed
from bot.core.records import Seen
from bot.core.values import MessageReceived

log = logging.getLogger(__name__)

AT_ONCE: Final = 4  # channels that are read side by side: answers need the REST API as well


class MissedReader:
    """Reads channels, and those of their threads in which something is new.

    Archived threads are left out: Discord archives a thread at least an hour after its last message.
    """

    def __init__(self, api: Api, view: Viewpoint) -> None:
        self._api = api
        self._view = view
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def read(self, seen: Sequence[Seen], limit: int) -> list[MessageReceived]:
        """As `bot.core.ports.Platform.missed`."""
        guilds = {each.place.workspace for each in seen} - {DIRECT}
        threads = [thread for found in await asyncio.gather(*map(self._threads, guilds)) for thread in found]
        found = await asyncio.gather(*(self._channel(each, threads, limit) for each in seen))
        return sorted((event for events in found for event in events), key=lambda event: event.said.position)

    async def _threads(self, guild: str) -> Sequence[Json]:
        try:
            found = await self._api.active_threads(guild)
        except PlatformFailed as error:
            log.info("The threads of server %s could not be listed: %s", guild, error)
            return ()
        for thread in found:
            self._view.places.channel(thread, guild)
        return found

    async def _channel(self, seen: Seen, threads: Iterable[Json], limit: int) -> list[MessageReceived]:
        channel = seen.place.channel
        after = {channel: seen.newest} | {
            thread: known
            for each in threads
            if (thread := snowflake(each, "id")) and snowflake(each, "parent_id") == channel
            if _is_newer(snowflake(each, "last_message_id"), known := seen.threads.get(thread, seen.newest))
        }
        read = await asyncio.gather(*(self._since(seen, *each, limit) for each in after.items()))
        events = sorted((event for events in read for event in events), key=lambda event: event.said.position)
        return events[-limit:]

    async def _since(self, seen: Seen, channel: str, after: str, limit: int) -> list[MessageReceived]:
        """What was said in one channel or thread."""
        try:
            async with self._gate:
                pages = await read_back(self._api, channel, before="", after=after, limit=limit)
        except PlatformFailed as error:
            log.info("What was said in %s meanwhile could not be read: %s", channel, error)
            return []
        told = {} if seen.place.workspace == DIRECT else {"guild_id": seen.place.workspace}  # REST leaves it out
        events = [event for each in pages.messages for event in parse("MESSAGE_CREATE", {**each, **told}, self._view)]
        return [event for event in events if isinstance(event, MessageReceived)]


def _is_newer(message: str, than: str) -> bool:
    return int(message or 0) > int(than or 0)
