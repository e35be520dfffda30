"""Reading a span: a channel with its threads, or one thread. Discord: "Get Channel Messages"."""

import asyncio
import logging
from typing import Final

from adapters.discord import thread_list
from adapters.discord.addresses import DIRECT
from adapters.discord.api import PAGE, Api
from adapters.discord.fields import Json, first_id, snowflake, text
from adapters.discord.gathered import Gathered
from adapters.discord.places import Places
from adapters.discord.real_thread import real_thread
from adapters.discord.viewpoint import Viewpoint
from bot.core.document_ports import Progress
from bot.core.errors import Gone, NotAllowed, PlatformFailed
from bot.core.values import Span, Stretch

log = logging.getLogger(__name__)

AT_ONCE: Final = 2  # calls side by side, whoever asks: of fifty a second most are for answers
BROKEN_OFF: Final = "Discord stopped answering while I read {name}, so messages are missing; ask again in a minute."
NO_BEGINNING: Final = "I could not read the message that began {name}; ask again in a minute."
NO_THREADS: Final = "Discord did not tell me all threads of {name}, so some are missing; ask again in a minute."


class SpanReader:
    def __init__(self, api: Api, view: Viewpoint) -> None:
        self._api = api
        self._view = view
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def read(self, span: Span, progress: Progress) -> Stretch:
        """As `platform_ports.Platform.read`. Times count in milliseconds, and `until` is the first one left out.

        An address whose thread is not one of Discord's, but the beginning of a chain of replies, is its channel's.
        """
        gathered = Gathered(span, self._view, progress)
        reading = Reading(self._api, self._view.places, self._gate, span, gathered)
        try:
            if thread := await real_thread(self._api, self._view.places, span.address):
                await reading.thread(thread)
            else:
                await reading.channel()
        except NotAllowed as error:
            gathered.leave_out(error.notice)
        return gathered.stretch()


class Reading:
    """One span as it is read, always from the newest message back: of too many the oldest are left."""

    def __init__(self, api: Api, places: Places, gate: asyncio.Semaphore, span: Span, gathered: Gathered) -> None:
        self._api = api
        self._places = places
        self._gate = gate
        self._span = span
        self._gathered = gathered

    async def thread(self, thread: str) -> None:
        """Read one thread alone. Raises `PlatformFailed` if nothing could be read of it."""
        gathered = self._gathered
        gathered.name = _quoted(self._places.channel_name(thread))
        await self._whole(thread, thread)
        if gathered.holds(thread) and thread not in gathered.newest:  # in a forum it stands in the thread itself
            await self._beginning(self._places.parent(thread) or self._span.address.channel, thread)

    async def channel(self) -> None:
        """Read a channel and its threads. Raises `PlatformFailed` if nothing could be read of the channel itself."""
        address = self._span.address
        if name := self._places.channel_name(address.channel):
            self._gathered.name = f"#{name}"
        await self._whole(address.channel, "")
        if address.workspace == DIRECT:
            return
        async with asyncio.TaskGroup() as group:
            for each in thread_list.newest_first(await self._listed()):
                group.create_task(self._one_of_many(each))

    async def _whole(self, place: str, thread: str) -> None:
        try:
            anything = await self._pages(place, thread)
        except PlatformFailed as error:
            if isinstance(error, NotAllowed) or not self._gathered.count:
                raise
            self._broken_off(error, self._gathered.name)
            return
        if not anything:
            await self._make_sure(place)

    async def _pages(self, place: str, thread: str) -> bool:
        """Read back to the beginning of the span; whether there was anything at all, be it older."""
        gathered, before, anything = self._gathered, first_id(self._span.until), False
        while True:
            async with self._gate:
                page = await self._api.messages(place, before=before, limit=PAGE)
            anything = anything or bool(page)
            fresh = [each for each in page if gathered.holds(snowflake(each, "id"))]
            for message in fresh:
                gathered.take(message, thread)
            await gathered.tell()
            if len(fresh) < PAGE:
                return anything
            before = snowflake(page[-1], "id")
            if not gathered.newest.takes(before):
                gathered.newest.dropped = True
                return anything

    async def _make_sure(self, place: str) -> None:
        """Where the bot may not read, Discord gives an empty list: only a single message, be it any, is refused."""
        try:
            await self._api.message(place, place)
        except Gone:
            log.debug("There is nothing in %s", place)

    async def _beginning(self, channel: str, thread: str) -> None:
        """The message that a thread hangs on stands in the channel."""
        try:
            self._gathered.take(await self._api.message(channel, thread), "")
        except Gone:  # a thread can stand on its own, and its beginning can be deleted
            return
        except PlatformFailed as error:
            log.info("The beginning of thread %s could not be read: %s", thread, error)
            self._gathered.leave_out(NO_BEGINNING.format(name=self._gathered.name))
        await self._gathered.tell()

    async def _listed(self) -> list[Json]:
        """The channel's threads in which something may have been said in the span."""
        address, gathered = self._span.address, self._gathered
        since = max(self._span.since, gathered.newest.since)
        found: list[Json] = []
        try:
            found += await thread_list.active(self._api, address)
            late, all_there_are = await thread_list.archived(self._api, address.channel, since)
            found += late
            if since > self._span.since and not all_there_are:
                gathered.newest.dropped = True
        except NotAllowed as error:
            gathered.leave_out(error.notice)
        except PlatformFailed as error:
            log.info("The threads of %s could not be listed: %s", address.place, error)
            gathered.leave_out(NO_THREADS.format(name=gathered.name))
        return [
            each for each in found if gathered.may_hold_some_of(snowflake(each, "id"), thread_list.last_message(each))
        ]

    async def _one_of_many(self, listed: Json) -> None:
        thread = snowflake(listed, "id")
        if not self._gathered.newest.takes(thread_list.last_message(listed)):
            self._gathered.newest.dropped = True
            return
        self._places.keep(listed, self._span.address.workspace)
        try:
            await self._pages(thread, thread)
        except NotAllowed as error:
            self._gathered.leave_out(error.notice)
        except Gone as error:
            log.debug("Thread %s has been deleted meanwhile: %s", thread, error)
        except PlatformFailed as error:
            self._broken_off(error, _quoted(text(listed, "name")))

    def _broken_off(self, error: PlatformFailed, name: str) -> None:
        log.warning("The reading of a span broke off: %s", error)
        self._gathered.leave_out(BROKEN_OFF.format(name=name))


def _quoted(name: str) -> str:
    return f"the thread “{name}”" if name else "this thread"
