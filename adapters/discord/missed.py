"""What was said while the gateway told nothing. Discord: "Get Channel Messages", "List Active Guild Threads"."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from typing import Final

from adapters.discord.addresses import DIRECT
from adapters.discord.api import Api
from adapters.discord.fields import Json, snowflake
from adapters.discord.paging import read_back
from adapters.discord.parse import parse
from adapters.discord.viewpoint import Viewpoint
from bot.core.errors import Gone, NotAllowed, PlatformFailed
from bot.core.records import Seen
from bot.core.unread import Missed
from bot.core.values import MessageReceived

log = logging.getLogger(__name__)

AT_ONCE: Final = 4  # channels and threads that are read side by side: answers need the REST API as well


class MissedReader:
    """Reads a channel, or one thread. Threads in which nothing is new are not named.

    Archived threads are left out: Discord archives a thread at least an hour after its last message.
    """

    def __init__(self, api: Api, view: Viewpoint) -> None:
        self._api = api
        self._view = view
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._listing: dict[str, asyncio.Future[Sequence[Json]]] = {}

    async def read(self, seen: Seen, limit: int) -> Missed:
        """As `platform_ports.Platform.missed`. A page takes a moment, so nothing is more urgent than another."""
        if seen.place.thread:
            return Missed(await self._since(seen, seen.place.thread, limit))
        threads = () if seen.place.workspace == DIRECT else await self._threads(seen.place.workspace)
        return Missed(await self._since(seen, seen.place.channel, limit), _new_threads(threads, seen))

    async def _threads(self, guild: str) -> Sequence[Json]:
        """The server's threads, listed once for all channels that ask at the same time."""
        if (listing := self._listing.get(guild)) is not None:
            return await asyncio.shield(listing)
        listing = self._listing[guild] = asyncio.get_running_loop().create_future()
        try:
            found = await self._list(guild)
            listing.set_result(found)
        except PlatformFailed as error:
            listing.set_exception(error)
            listing.exception()  # it is raised here, and wherever somebody waits for it
            raise
        finally:
            del self._listing[guild]
            listing.cancel()
        return found

    async def _list(self, guild: str) -> Sequence[Json]:
        try:
            found = await self._api.active_threads(guild)
        except (NotAllowed, Gone) as error:
            log.info("The threads of server %s could not be listed: %s", guild, error)
            return ()
        for thread in found:
            self._view.places.channel(thread, guild)
        return found

    async def _since(self, seen: Seen, channel: str, limit: int) -> tuple[MessageReceived, ...]:
        """What was said in one channel or thread."""
        try:
            async with self._gate:
                pages = await read_back(self._api, channel, before="", after=seen.newest, limit=limit)
        except (NotAllowed, Gone) as error:
            log.info("What was said in %s meanwhile could not be read: %s", channel, error)
            return ()
        told = {} if seen.place.workspace == DIRECT else {"guild_id": seen.place.workspace}  # REST leaves it out
        events = [event for each in pages.messages for event in parse("MESSAGE_CREATE", {**each, **told}, self._view)]
        received = [event for event in events if isinstance(event, MessageReceived)]
        return tuple(sorted(received, key=lambda event: event.said.position))


def _new_threads(threads: Iterable[Json], seen: Seen) -> dict[str, str]:
    """Those of the channel in which something may be new, each from where it is known."""
    found = {
        thread: known
        for each in threads
        if (thread := snowflake(each, "id")) and snowflake(each, "parent_id") == seen.place.channel
        if _is_newer(snowflake(each, "last_message_id"), known := seen.threads.get(thread, seen.newest))
    }
    known_first = [thread for thread in seen.threads if thread in found]
    return {thread: found[thread] for thread in [*known_first, *found]}


def _is_newer(message: str, than: str) -> bool:
    return int(message or 0) > int(than or 0)
