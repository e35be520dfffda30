"""`/summarize`: what was asked for is read to its end, summarised by a model, and checked against what was read."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.command import CommandContext
from bot.core.foreign_links import ForeignLinks
from bot.core.platform_ports import Platform
from bot.core.values import Address, Heard, Stretch
from bot.summaries.asked import Asked, asked_for, without_the_asking
from bot.summaries.head import Window, empty, head, when
from bot.summaries.material import lines_of, speaker_name
from bot.summaries.prompts import Length, Wish
from bot.summaries.sources import Checked, Sources
from bot.summaries.writing import Task, Writer

log = logging.getLogger(__name__)

_MOST: Final = (
    "There is more than the {most:,} messages that I read at once: these are the newest, from {first} on; ask for a "
    "shorter time to have the others."
)
_UNSOURCED: Final = "_(no source): I could not trace this point to a message; please check it._"


@dataclass(frozen=True, slots=True)
class Summary:
    """`is_empty`: all was read, and nobody had written anything. `is_blind`: nothing could be read."""

    text: str
    is_empty: bool = False
    is_blind: bool = False


class Summaries:
    """`zone` is the team's time zone, for those whose own is not told."""

    def __init__(self, platforms: Mapping[str, Platform], writer: Writer, zone: ZoneInfo) -> None:
        self._platforms = platforms
        self._writer = writer
        self._zone = zone

    async def __call__(self, context: CommandContext, what: str, *, length: Length, focus: str, language: str) -> str:
        """The answer, for the place where it was typed: that thread, or that channel with its threads.

        Raises `CommandRejected`, `PlatformFailed` where nothing could be read, or `ModelFailed`.
        """
        platform = self._platforms[context.address.platform]
        asked = await asked_for(context, platform, what, self._zone)
        return (await self.of(context, asked, Wish(length, focus, language))).text

    async def of(self, context: CommandContext, asked: Asked, wish: Wish) -> Summary:
        """The same of a span that is known. Raises `PlatformFailed` or `ModelFailed`."""
        platform = self._platforms[context.address.platform]
        read = await platform.read(asked.span, progress=context.files.progress)
        stretch = without_the_asking(_with_limit(read, asked), context, asked)
        window = asked.window
        if not stretch.heard:
            return Summary(empty(window, stretch), is_empty=stretch.complete, is_blind=not stretch.complete)
        lines = await asyncio.to_thread(lines_of, stretch.heard, window.zone, thread=window.thread)
        now = f"{when(window.until, window)} ({window.zone.key})"
        written = await self._writer(lines, Task(wish, now, context.files))
        checked = await asyncio.to_thread(_checked, written.text, platform, stretch.heard, window, context.address)
        if checked.unknown:
            log.info("A summary cited %s messages that were not read, which were dropped", checked.unknown)
        return Summary(_answer(head(window, stretch, written.notes), checked))


def _with_limit(read: Stretch, asked: Asked) -> Stretch:
    """Where there was more than is read at once, from when on it was."""
    if read.complete or len(read.heard) < asked.span.limit:
        return read
    first = when(min(each.said.at for each in read.heard), asked.window)
    return replace(read, notes=(*read.notes, _MOST.format(most=asked.span.limit, first=first)))


def _checked(text: str, platform: Platform, heard: tuple[Heard, ...], window: Window, address: Address) -> Checked:
    """In a thread of its own: of thousands of messages, each has a link."""
    numbered = list(enumerate(heard, 1))
    links = {
        number: platform.link(replace(address, thread=each.thread or window.thread), each.said.message_id)
        for number, each in numbered
    }
    names = {number: f"{speaker_name(each.said.author)}, {when(each.said.at, window)}" for number, each in numbered}
    foreign = ForeignLinks(links.values(), (each.said.text for each in heard))
    return Sources(links, names, foreign).checked(text)


def _answer(head: str, checked: Checked) -> str:
    parts = [head, checked.text, _UNSOURCED if checked.unsourced else ""]
    return "\n\n".join(filter(None, parts))
