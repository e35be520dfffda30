"""Every message of a span, to the last page. Slack: conversations.history, conversations.replies."""

import asyncio
import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from adapters.slack.mentions import people_of_message
from adapters.slack.payload import Json, text, timestamp
from adapters.slack.people import People
from adapters.slack.roots import LookBack, at, root
from adapters.slack.said import said
from adapters.slack.sparing import Sparing
from adapters.slack.talk import Talk
from adapters.slack.viewpoint import Identity, Viewpoint
from bot.core.document_ports import Progress
from bot.core.errors import Gone, NotAllowed, PlatformFailed
from bot.core.values import Address, Heard, Span, Stretch

log = logging.getLogger(__name__)

_SLICE: Final = 100  # messages that are made out in one go
_PATIENCE: Final = 120.0  # seconds that a page may wait for room: a minute is what the rate limits count
_LOST: Final = 3  # threads that Slack does not give before no more are asked for
_OLDER: Final = "Threads that began before {day} were not looked for, even where they went on in this time."
_BROKEN: Final = "Slack gave me only a part of this; please ask again in a minute for the rest."
_DELETED: Final = "The messages that began {threads} of this have been deleted."
_THREADS: Final = "Slack did not give me {threads} of this; please ask again in a minute."


class SpanReader:
    """Reads with what is left of the rate limits, so that answers come first. Built for one span."""

    def __init__(self, calls: Sparing, people: People, me: Identity, span: Span, progress: Progress) -> None:
        self._calls = calls
        self._people = people
        self._me = me
        self._span = span
        self._progress = progress
        self._talk = Talk(span.since, span.until, max(1, min(span.last or span.limit, span.limit)))
        self._notes: list[str] = []
        self._deleted: set[str] = set()  # beginnings of threads, of which Slack keeps the place
        self._is_broken = False

    async def read(self) -> Stretch:
        """As `bot.core.platform_ports.Platform.read`."""
        thread = thread_in(self._span.address)
        try:
            if thread:
                await self._thread(thread)
            else:
                await self._threads(await self._channel())
        except (NotAllowed, Gone) as error:
            log.info("A span could not be read: %s", error)
            self._break(error.notice)
        except PlatformFailed as error:
            if not self._talk:
                raise
            log.info("A span could not be read to its end: %s", error)
            self._break(_BROKEN)
        if self._deleted:
            self._notes.append(_DELETED.format(threads=_counted(len(self._deleted), "thread")))
        asked_for = 0 < self._span.last <= self._span.limit
        complete = not self._is_broken and (asked_for or not self._talk.overflowed)
        return Stretch(self._talk.in_order(), self._talk.threads, complete, tuple(self._notes))

    async def _channel(self) -> dict[str, float]:
        """What stands in the channel itself; the threads found there, and when each was last known to go on."""
        talk, back, roots = self._talk, LookBack(), dict[str, float]()
        body = {"channel": self._span.address.channel, "latest": _ts(talk.until)}
        async for page, more in self._calls.pages("conversations.history", body, patience=_PATIENCE):
            await self._keep(page)
            for thread, latest in filter(None, map(root, page)):
                roots[thread] = max(latest, roots.get(thread, 0.0))
            roots = {thread: latest for thread, latest in roots.items() if latest >= talk.since}
            if back.is_over(page, talk.floor, more=more):
                break
        if back.until:
            self._notes.append(_OLDER.format(day=f"{datetime.fromtimestamp(back.until, UTC):%-d %B %Y, %H:%M} UTC"))
        return roots

    async def _threads(self, roots: dict[str, float]) -> None:
        """Those that went on last are read first: of too much the newest is kept."""
        lost = 0
        for number, (thread, latest) in enumerate(sorted(roots.items(), key=lambda each: -each[1])):
            if latest < self._talk.floor:
                self._talk.overflowed = True
                break
            try:
                await self._thread(thread)
            except Gone as error:
                log.info("A thread could not be read: %s", error)  # it has been deleted meanwhile
            except PlatformFailed as error:
                log.info("A thread could not be read: %s", error)
                lost += 1
                if lost >= _LOST:
                    lost += len(roots) - number - 1
                    break
        if lost:
            self._break(_THREADS.format(threads=_counted(lost, "thread")))

    async def _thread(self, thread: str) -> None:
        """Oldest first, the root on the first page however old it is."""
        talk = self._talk
        bounds = {"oldest": _ts(talk.floor) if talk.floor else None, "latest": _ts(talk.until), "inclusive": True}
        body: dict[str, Any] = {"channel": self._span.address.channel, "ts": thread, **bounds}
        async for page, _ in self._calls.pages("conversations.replies", body, patience=_PATIENCE):
            await self._keep(page)

    async def _keep(self, page: Iterable[Json]) -> None:
        wanted = [each for each in page if self._talk.covers(at(each)) and at(each) >= self._talk.floor]
        self._deleted |= {timestamp(each, "ts") for each in wanted if text(each, "subtype") == "tombstone"}
        ids = set[str]().union(*map(people_of_message, wanted)) - {self._me.user}
        view = Viewpoint(self._me, await self._people.all_names(ids) if ids else {})
        found: list[Heard | None] = []
        for start in range(0, len(wanted), _SLICE):  # a page holds a thousand messages, and others want the loop
            found += [heard_in(each, view) for each in wanted[start : start + _SLICE]]
            await asyncio.sleep(0)
        self._talk.add(heard for heard in found if heard is not None)
        where = "this thread" if thread_in(self._span.address) else "this channel"
        read = [_counted(len(self._talk), "message"), *self._counted_threads()]
        await self._progress(f"reading {where}: {', '.join(read)}")

    def _counted_threads(self) -> list[str]:
        whole = self._talk.threads and not thread_in(self._span.address)
        return [_counted(self._talk.threads, "thread")] if whole else []

    def _break(self, note: str) -> None:
        self._is_broken = True
        self._notes.append(note)


def heard_in(message: Json, view: Viewpoint) -> Heard | None:
    """None for what nobody said, or the bot itself."""
    what, thread = said(message, view), timestamp(message, "thread_ts")
    if what is None or what.author.kind == "self":
        return None
    return Heard(what, "" if thread == what.message_id else thread)


def thread_in(address: Address) -> str:
    """The `ts` of the thread, or empty where the channel is meant."""
    return timestamp({"ts": address.thread}, "ts")


def _ts(seconds: float) -> str:
    return f"{seconds:.6f}"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
