"""`/digest`: summaries of a channel at a time of each day or week, posted there for all who read it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from bot.core.command import CommandContext, Silence
from bot.core.errors import CommandRejected
from bot.core.platform_ports import Platform
from bot.core.ports import Clock
from bot.core.recurrence import HOW, recurrence, told
from bot.core.speech import on_one_line
from bot.core.ticking import LATE
from bot.core.timetable import Appointment, Plan, Timetable
from bot.core.values import Address, Span
from bot.summaries.asked import Asked, zone_of
from bot.summaries.head import Window
from bot.summaries.periods import DAYS
from bot.summaries.prompts import Length, Wish
from bot.summaries.service import Summaries

MOST: Final = 10  # digests of one channel
_SHOWN: Final = 60  # characters of what somebody wrote, where it is repeated
_LATE: Final = "This digest is late: I was not running when it was due."
_NO_NEWS: Final = "nothing new"
_REMOVED: Final = "the digest has been removed"
_NONE: Final = "There is no digest in this channel; `/digest add 9:00 weekdays` sets one up."

IfQuiet = Literal["nothing", "line"]


class Digests:
    """`zone` is the team's time zone, for those whose own is not told."""

    def __init__(
        self,
        timetable: Timetable,
        summaries: Summaries,
        platforms: Mapping[str, Platform],
        clock: Clock,
        zone: ZoneInfo,
    ) -> None:
        self._timetable = timetable
        self._summaries = summaries
        self._platforms = platforms
        self._clock = clock
        self._zone = zone

    async def add(self, context: CommandContext, when: str, values: Mapping[str, str], *, zone: str) -> str:
        """Set one up in the channel of `context`; its runs are given `values`. An empty `zone` is the asker's own.

        Raises `CommandRejected`.
        """
        channel = _channel(context)
        if not await self._platforms[channel.platform].can_read(context.author, channel):
            raise CommandRejected("I cannot see that you can read this channel; invite me to it, then ask again.")
        its_zone = await self._zone_for(context, zone)
        if (rule := recurrence(when, its_zone.key)) is None:
            words = f"“{on_one_line(when)[:_SHOWN]}”" if when.strip() else "Nothing"
            raise CommandRejected(f"{words} does not say when the digest comes; write `/digest add` with {HOW}.")
        plan = Plan("digest", channel, context.author, rule, values)
        known = await self._timetable.of_channel("digest", channel)
        if len(known) >= MOST and plan not in [each.plan for each in known]:
            raise CommandRejected(f"There are {MOST} digests in this channel; `/digest remove` one of them first.")
        due = rule.after(self._clock.time())
        assert due is not None  # noqa: S101 - a rule that repeats is always due again
        made = await self._timetable.add(plan, due)
        return f"Digest {made.id} comes here {told(rule)}; the first on {_when(made, its_zone)}."

    async def list(self, context: CommandContext) -> str:
        """Those of the channel, a line each."""
        found = await self._timetable.of_channel("digest", _channel(context))
        return "\n".join(f"- {_line(each)}" for each in found) or _NONE

    async def remove(self, context: CommandContext, number: str) -> str:
        """Take one away: its creator may, and admins. Raises `CommandRejected`."""
        channel = _channel(context)
        found = {each.id: each for each in await self._timetable.of_channel("digest", channel)}
        written = number.strip().lstrip("#")
        known = found.get(int(written)) if written.isascii() and written.isdigit() else None
        if known is None:
            raise CommandRejected("There is no such digest in this channel; `/digest list` shows their numbers.")
        if known.plan.author.id != context.author.id:
            person = await self._platforms[channel.platform].person(context.author, channel)
            if not person.admin:
                name = on_one_line(known.plan.author.name)
                raise CommandRejected(f"Only {name}, who set it up, and admins can remove digest {known.id}; ask them.")
        await self._timetable.remove(known.id)
        return f"Digest {known.id}, {told(known.plan.rule)}, will come no more."

    async def run(
        self,
        context: CommandContext,
        number: int,
        since: float,
        *,
        length: Length,
        focus: str,
        language: str,
        if_quiet: IfQuiet,
    ) -> str | Silence:
        """The digest that is due at `context.at`, of what was said since a time.

        Raises `PlatformFailed` or `ModelFailed`; the next one then begins where this one would have.
        """
        if (known := await self._timetable.get(number)) is None:
            return Silence(_REMOVED)
        wish, zone = Wish(length, focus, language), ZoneInfo(known.plan.rule.zone)
        since = max(since, context.at - DAYS * 86_400)
        notes = (_LATE,) if self._clock.time() - context.at > LATE else ()
        where = known.plan.where  # which a run that is asked for again may not be
        asked = Asked(Span(where, since, context.at), Window(since, context.at, zone, notes=notes))
        summary = await self._summaries.of(replace(context, address=where), asked, wish)
        if not summary.is_blind:  # the next one may see what this one could not
            await self._timetable.ran(number, context.at)
        if summary.is_empty and if_quiet == "nothing":
            return Silence(_NO_NEWS)
        return f"{_title(known.plan, wish)}\n{summary.text}"

    async def _zone_for(self, context: CommandContext, name: str) -> ZoneInfo:
        """The zone that is named, or the asker's own, or the team's."""
        if name:
            if (zone := zone_of(name.strip())) is None:
                shown = on_one_line(name)[:_SHOWN]
                raise CommandRejected(f"I know no time zone “{shown}”; write it as `zone=Europe/Paris`.")
            return zone
        person = await self._platforms[context.address.platform].person(context.author, context.address)
        return zone_of(person.zone) or self._zone


def _channel(context: CommandContext) -> Address:
    return Address(context.address.platform, context.address.workspace, context.address.channel)


def _title(plan: Plan, wish: Wish) -> str:
    about = f" about {on_one_line(wish.focus)}" if wish.focus else ""
    return f"**Digest**{about}, {told(plan.rule)}, set up by {on_one_line(plan.author.name)}"


def _line(known: Appointment) -> str:
    plan = known.plan
    about = f", about {on_one_line(plan.values['focus'])[:_SHOWN]}" if "focus" in plan.values else ""
    next_one = f"next on {_when(known, ZoneInfo(plan.rule.zone))}"
    return f"**{known.id}**: {told(plan.rule)}{about}; {next_one}; set up by {on_one_line(plan.author.name)}"


def _when(known: Appointment, zone: ZoneInfo) -> str:
    due = datetime.fromtimestamp(known.due, zone)
    return f"{due:%a} {due.day} {due:%b %Y at %H:%M}"
