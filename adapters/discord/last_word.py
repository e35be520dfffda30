"""When a person last wrote somewhere. Discord has no such question, so messages are looked through."""

import logging
from typing import Final

from adapters.discord import thread_list
from adapters.discord.addresses import DIRECT
from adapters.discord.api import PAGE, Api
from adapters.discord.fields import Json, as_snowflake, obj, snowflake, taken_at, whole
from adapters.discord.history import SAID
from adapters.discord.real_thread import real_thread
from adapters.discord.viewpoint import Viewpoint
from bot.core.errors import Gone, NotAllowed
from bot.core.values import Address, Author

log = logging.getLogger(__name__)

PAGES: Final = 50  # of the channel, or of the one thread: as many messages as a summary reads at most
MOST_THREADS: Final = 10  # the busiest lately; a page of each


class LastWord:
    def __init__(self, api: Api, view: Viewpoint) -> None:
        self._api = api
        self._view = view

    async def at(self, address: Address, author: Author, before: str) -> float:
        """As `bot.core.platform_ports.Platform.last_word`; of one thread alone, if the address has one of Discord's.

        Looks through the last 5,000 messages before `before`, or before now if it is empty, and the last 100 of each of
        the ten active threads in which something was said last: what is older is not found.
        """
        before = as_snowflake(before)
        try:
            thread = await real_thread(self._api, self._view.places, address)
        except NotAllowed as error:
            log.info("Whether %s is a thread could not be read: %s", address, error)
            return 0.0
        newest = await self._in(thread or address.channel, author, before, PAGES)
        if not thread and address.workspace != DIRECT:
            newest = await self._in_threads(address, author, before, newest)
        return taken_at(str(newest)) if newest else 0.0

    async def _in_threads(self, address: Address, author: Author, before: str, newest: int) -> int:
        """The newest of their messages, of which one is known."""
        try:
            threads = thread_list.newest_first(await thread_list.active(self._api, address))
        except (NotAllowed, Gone) as error:
            log.info("The threads of %s could not be listed: %s", address.place, error)
            return newest
        begun = [each for each in threads if not before or int(snowflake(each, "id")) < int(before)]
        for each in begun[:MOST_THREADS]:
            if int(thread_list.last_message(each)) <= newest:
                break
            newest = max(newest, await self._in(snowflake(each, "id"), author, before, 1))
        return newest

    async def _in(self, place: str, author: Author, before: str, pages: int) -> int:
        """The number of their newest message in one channel or thread; 0 if there is none in so many pages."""
        for _ in range(pages):
            try:
                page = await self._api.messages(place, before=before, limit=PAGE)
            except (NotAllowed, Gone) as error:
                log.info("What was said in %s could not be looked through: %s", place, error)
                return 0
            if found := [snowflake(each, "id") for each in page if _is_by(author, each)]:
                return int(found[0] or 0)
            if len(page) < PAGE:
                return 0
            before = snowflake(page[-1], "id")
        return 0


def _is_by(author: Author, message: Json) -> bool:
    return whole(message, "type") in SAID and snowflake(obj(message, "author"), "id") == author.id
