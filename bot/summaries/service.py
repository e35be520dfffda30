"""`/summarize`: what was asked for is read to its end, summarised by a model, and checked against what was read."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.command import CommandContext
from bot.core.platform_ports import Platform
from bot.core.values import Address, Heard, Span, Stretch
from bot.summaries.foreign_links import ForeignLinks
from bot.summaries.head import Window, empty, head, when
from bot.summaries.material import lines_of, speaker_name
from bot.summaries.periods import DAYS, Period, period
from bot.summaries.prompts import Length, Wish
from bot.summaries.sources import Checked, Sources
from bot.summaries.writing import Task, Writer

log = logging.getLogger(__name__)

_DAY: Final = 86_400.0  # seconds
_MOMENT: Final = 0.002  # seconds; ids may count milliseconds, and what was written in that of the asking belongs to it
_NEVER: Final = "I did not find when you last wrote here, so this is the last 24 hours."
_LONG_AGO: Final = f"You last wrote here more than {DAYS} days ago, so this is the last {DAYS} days."
_UNSOURCED: Final = "_(no source): I could not trace this point to a message; please check it._"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be read: `own_before` is when the asker last wrote, if it is from there on."""

    span: Span
    window: Window
    own_before: float = 0.0
    first: str = ""  # the position of the message with which it begins


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
        asked = await self._asked(context, platform, what)
        read = await platform.read(asked.span, progress=context.files.progress)
        stretch = _without_the_asking(read, context, asked)
        window = asked.window
        if not stretch.heard:
            return empty(window, stretch)
        lines = await asyncio.to_thread(lines_of, stretch.heard, window.zone, thread=window.thread)
        now = f"{when(window.until, window)} ({window.zone.key})"
        written = await self._writer(lines, Task(Wish(length, focus, language), now, context.files))
        checked = await asyncio.to_thread(_checked, written.text, platform, stretch.heard, window, context.address)
        if checked.unknown:
            log.info("A summary cited %s messages that were not read, which were dropped", checked.unknown)
        return _answer(head(window, stretch, written.notes), checked)

    async def _asked(self, context: CommandContext, platform: Platform, what: str) -> _Asked:
        """What of the place is meant; nothing but the channel where the asker stands is ever read."""
        person = await platform.person(context.author, context.address)
        zone = _zone(person.zone) or self._zone
        here, wanted = _pointed_at(context) if context.target and not what else (context.address, None)
        in_thread = bool(here.thread) and here.thread != context.message_id
        wanted = wanted or period(what, datetime.fromtimestamp(context.at, zone), in_thread=in_thread)
        address = here if in_thread else replace(here, thread="")
        window = Window(wanted.since, context.at, zone, address.thread, _lead(wanted, address))
        own_before = 0.0
        if wanted.mine:
            own_before = await platform.last_word(address, context.author, before=context.message_id)
            window = _since_own(window, own_before)
        last = wanted.last + bool(context.message_id) if wanted.last else 0  # the asking itself may be among them
        first = context.target.said.position if context.target and wanted.since else ""
        return _Asked(Span(address, window.since, context.at + _MOMENT, last=last), window, own_before, first)


def _pointed_at(context: CommandContext) -> tuple[Address, Period | None]:
    """From the menu of a message: the thread that it is in or begins, or else the channel from it on."""
    assert context.target is not None  # noqa: S101 - the caller has looked
    thread, since = context.target.thread, context.target.said.at
    return replace(context.address, thread=thread), Period() if thread else Period(since=since)


def _lead(wanted: Period, address: Address) -> str:
    if wanted.last:
        return f"The last {wanted.last:,} messages{' of this thread' if address.thread else ''}, since"
    if address.thread:
        return "In this thread, since" if wanted.since else "This thread, since"
    return "Since"


def _since_own(window: Window, own: float) -> Window:
    if not own:
        return replace(window, since=window.until - _DAY, notes=(_NEVER,))
    if own < window.until - DAYS * _DAY:
        return replace(window, since=window.until - DAYS * _DAY, notes=(_LONG_AGO,))
    return replace(window, since=own, lead="Since you last wrote here,")


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError) as error:  # unknown, malformed, or a folder of the database
        log.info("A platform told a time zone that is none, %s: %s", name, error)
        return None


def _without_the_asking(read: Stretch, context: CommandContext, asked: _Asked) -> Stretch:
    """Without the command itself, and where it is from one's own last word on, without that."""

    def is_wanted(heard: Heard) -> bool:
        said = heard.said
        own = said.author.id == context.author.id and said.at <= asked.own_before
        asking = said.message_id == context.message_id
        return not asking and said.author.kind != "self" and not own and said.position >= asked.first

    heard = tuple(each for each in read.heard if is_wanted(each))
    if (surplus := len(heard) - asked.span.last + bool(context.message_id)) > 0 and asked.span.last:
        oldest = sorted(heard, key=lambda each: each.said.position)[:surplus]
        gone = {each.said.message_id for each in oldest}
        heard = tuple(each for each in heard if each.said.message_id not in gone)
    return replace(read, heard=heard)


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
