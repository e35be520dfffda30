"""What a summary is asked of: from the words that were typed, and the place where they were, to a span and a window."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.command import CommandContext
from bot.core.platform_ports import Platform
from bot.core.values import Address, Heard, Span, Stretch
from bot.summaries.head import Window
from bot.summaries.periods import DAYS, Period, period

log = logging.getLogger(__name__)

_DAY: Final = 86_400.0  # seconds
_MOMENT: Final = 0.002  # seconds; ids may count milliseconds, and what was written in that of the asking belongs to it
_NEVER: Final = "I did not find when you last wrote here, so this is the last 24 hours."
_LONG_AGO: Final = f"You last wrote here more than {DAYS} days ago, so this is the last {DAYS} days."


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be read: `own_before` is when the asker last wrote, if it is from there on."""

    span: Span
    window: Window
    own_before: float = 0.0
    first: str = ""  # the position of the message with which it begins


async def asked_for(context: CommandContext, platform: Platform, what: str, own_zone: ZoneInfo) -> Asked:
    """What of the place is meant; nothing but the channel where the asker stands is ever read.

    `own_zone` is for those whose time zone is not told. Raises `CommandRejected`.
    """
    person = await platform.person(context.author, context.address)
    zone = zone_of(person.zone) or own_zone
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
    return Asked(Span(address, window.since, context.at + _MOMENT, last=last), window, own_before, first)


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


def zone_of(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError) as error:  # unknown, malformed, or a folder of the database
        log.info("A platform told a time zone that is none, %s: %s", name, error)
        return None


def without_the_asking(read: Stretch, context: CommandContext, asked: Asked) -> Stretch:
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
