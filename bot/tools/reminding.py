"""Reminders: the tool `remind` for the model, and the appointments that people list and cancel with `/reminders`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

from bot.core.command import CommandContext
from bot.core.errors import CommandRejected, ToolFailed
from bot.core.moments import moment_ahead
from bot.core.platform_ports import Platform
from bot.core.ports import Clock
from bot.core.recurrence import HOW, recurrence, told
from bot.core.speech import on_one_line
from bot.core.ticking import LATE
from bot.core.timetable import Appointment, Plan, Rule, Timetable
from bot.core.tool import Tool, ToolContext, tool
from bot.core.values import Address, Author

MOST: Final = 50  # reminders of one person
AHEAD: Final = 400  # days
_LONGEST: Final = 1_000  # characters of a reminder
_SHOWN: Final = 80  # of them in a list
_THE_SAME: Final = 10 * 60.0  # seconds within which the same words are the same reminder, asked for again
_ONCE: Final = "`tomorrow 9:00`, `Monday 14:00`, `in 2 hours` or `2026-11-30 09:00`"
_NONE: Final = "I keep no reminder of yours; ask me, such as “remind me tomorrow at 9 to call Bao”."
_NO_SUCH: Final = "You have no such reminder; `/reminders` shows their numbers."

Audience = Literal["me", "channel"]


class Reminders:
    """`zone` is the team's time zone, for those whose own is not told."""

    def __init__(self, timetable: Timetable, platforms: Mapping[str, Platform], clock: Clock, zone: ZoneInfo) -> None:
        self._timetable = timetable
        self._platforms = platforms
        self._clock = clock
        self._zone = zone

    def tool(self) -> Tool:
        """What the model calls to set one; the same words again within ten minutes are no second one."""

        async def remind(
            context: ToolContext,
            text: Annotated[str, "what to be reminded of, such as: call Bao about the budget"],
            when: Annotated[str, f"in the asker's own time zone: {_ONCE}; if it repeats: {HOW}"],
            audience: Annotated[
                Audience, "me: notify the asker; channel: tell everybody here, notifying nobody"
            ] = "me",
            repeats: Annotated[bool, "whether it comes again and again"] = False,
        ) -> str:
            """Post a reminder in this conversation at a later time, once or on days of each week."""
            zone = await self._zone_of(context.author, context.address)
            rule = self._rule(when, context.now, zone, repeats=repeats)
            if not 0 < len(words := text.strip()) <= _LONGEST:
                raise ToolFailed(f"Say in 1 to {_LONGEST:,} characters what to be reminded of.")
            values = {"text": words, "audience": audience}
            plan = Plan("reminder", context.address, context.author, rule, values, calls=audience == "me")
            made = await self._kept(plan)
            return f"Reminder {made.id} is set: {_time(made, zone)}. `/reminders cancel {made.id}` takes it back."

        return tool(remind)

    async def list(self, context: CommandContext) -> str:
        """Those of the asker, a line each, the next one first."""
        zone = await self._zone_of(context.author, context.address)
        found = await self._timetable.of_person("reminder", context.address.platform, context.author.id)
        return "\n".join(f"- {_line(each, zone, context.address)}" for each in found) or _NONE

    async def cancel(self, context: CommandContext, number: str) -> str:
        """Take one back: the asker's own, or as an admin, any of the channel. Raises `CommandRejected`."""
        written = number.strip().lstrip("#")
        known = await self._timetable.get(int(written)) if written.isascii() and written.isdigit() else None
        if known is None or not await self._may_cancel(context, known):
            raise CommandRejected(_NO_SUCH)
        await self._timetable.remove(known.id)
        return f"Reminder {known.id} will not come: {_words(known)}"

    async def run(self, context: CommandContext, number: int, *, text: str, audience: Audience) -> str:
        """What is posted when a reminder is due at `context.at`."""
        late = ""
        if self._clock.time() - context.at > LATE:
            zone = await self._zone_of(context.author, context.address)
            late = f"\n_This is late: it was due on {_when(context.at, zone)}, and I was not running._"
        await self._timetable.ran(number, context.at)
        if audience == "channel":
            return f"**Reminder** from {on_one_line(context.author.name)}: {text}{late}"
        return f"you asked me to remind you: {text}{late}"

    def _rule(self, when: str, now: float, zone: ZoneInfo, *, repeats: bool) -> Rule:
        if repeats:
            if (rule := recurrence(when, zone.key)) is None:
                raise ToolFailed(f"I cannot read {when[:_SHOWN]!r} as times that repeat; write {HOW}.")
            return rule
        words = " ".join(when.lower().strip(" \t\n\"'`“”„.").split())
        found = moment_ahead(words, datetime.fromtimestamp(now, zone))
        if found is None:
            raise ToolFailed(f"I cannot read {when[:_SHOWN]!r} as a time; write it as {_ONCE}.")
        if found.timestamp() <= now:
            raise ToolFailed(f"{when[:_SHOWN]!r} lies in the past for the asker: there it is {_when(now, zone)} now.")
        if found.timestamp() > now + AHEAD * 86_400:
            raise ToolFailed(f"That is more than {AHEAD} days ahead, which is as far as reminders go.")
        return Rule(once=found.timestamp())

    async def _kept(self, plan: Plan) -> Appointment:
        """The appointment, or the one that is there already for the same. Raises `ToolFailed` if there are too many."""
        due = plan.rule.after(self._clock.time()) or plan.rule.once
        known = await self._timetable.of_person("reminder", plan.where.platform, plan.author.id)
        for each in known:
            same = each.plan.where == plan.where and each.plan.values == plan.values
            if same and each.plan.rule.repeats == plan.rule.repeats and abs(each.due - due) < _THE_SAME:
                return each
        if len(known) >= MOST:
            raise ToolFailed(f"The asker has {MOST} reminders, which is as many as I keep; `/reminders` cancels some.")
        return await self._timetable.add(plan, due)

    async def _may_cancel(self, context: CommandContext, known: Appointment) -> bool:
        plan = known.plan
        if plan.kind != "reminder" or plan.where.platform != context.address.platform:
            return False
        if plan.author.id == context.author.id:
            return True
        here = plan.where.place == context.address.place
        return here and (await self._platforms[plan.where.platform].person(context.author, context.address)).admin

    async def _zone_of(self, author: Author, address: Address) -> ZoneInfo:
        name = (await self._platforms[address.platform].person(author, address)).zone
        try:
            return ZoneInfo(name) if name else self._zone
        except (KeyError, ValueError, OSError):  # unknown, malformed, or a folder of the database
            return self._zone


def _line(known: Appointment, zone: ZoneInfo, here: Address) -> str:
    where = "" if known.plan.where.place == here.place else " (elsewhere)"
    return f"**{known.id}**: {_time(known, zone)}: {_words(known)}{where}"


def _words(known: Appointment) -> str:
    words = on_one_line(known.plan.values["text"])
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"


def _time(known: Appointment, zone: ZoneInfo) -> str:
    """For example `Mon 30 Nov 2026 at 09:00 (Europe/Paris)`."""
    if known.plan.rule.repeats:
        return f"{told(known.plan.rule)}, next on {_when(known.due, zone)}"
    return f"{_when(known.due, zone)} ({zone.key})"


def _when(at: float, zone: ZoneInfo) -> str:
    due = datetime.fromtimestamp(at, zone)
    return f"{due:%a} {due.day} {due:%b %Y at %H:%M}"
