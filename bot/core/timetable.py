"""What happens at a time: the appointments that people make, when each is due, and the port that keeps them.

Times are seconds since the Unix epoch. A local time that a change of the clocks leaves out is taken with the offset
that held before it, and one that comes twice is the first of the two (RFC 5545, 3.3.5).
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, Protocol
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from bot.core.values import Address, Author

Kind = Literal["digest", "reminder"]

EVERY_DAY: Final = (0, 1, 2, 3, 4, 5, 6)  # Monday is 0
WEEKDAYS: Final = (0, 1, 2, 3, 4)
_WEEK: Final = 8  # days within which every rule that repeats is due


@dataclass(frozen=True, slots=True)
class Rule:
    """When an appointment is due: once at an instant, or at a local time on some days of each week."""

    once: float = 0.0  # 0 where it repeats
    days: tuple[int, ...] = ()
    hour: int = 0
    minute: int = 0
    zone: str = "UTC"  # an IANA name

    @property
    def repeats(self) -> bool:
        return bool(self.days)

    def after(self, moment: float) -> float | None:
        """The first time it is due after a moment; None if there is none any more."""
        if not self.repeats:
            return self.once if self.once > moment else None
        return next(at for at in self._around(moment, 1) if at > moment)

    def upto(self, moment: float) -> float | None:
        """The last time it was due, that moment included; None if there was none."""
        if not self.repeats:
            return self.once if self.once <= moment else None
        return next(at for at in self._around(moment, -1) if at <= moment)

    def _around(self, moment: float, step: Literal[1, -1]) -> Iterator[float]:
        """The times of the days about a moment, in the order of `step`."""
        zone = ZoneInfo(self.zone)
        today = datetime.fromtimestamp(moment, zone).date()
        for count in range(-1, _WEEK):
            day = today + timedelta(days=step * count)
            if day.weekday() in self.days:
                yield self._on(day, zone)

    def _on(self, day: date, zone: ZoneInfo) -> float:
        return datetime.combine(day, time(self.hour, self.minute), zone).timestamp()


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody wants to happen, where and when.

    `values` are what it is carried out with, by name. `calls`: the author is notified when it happens.
    """

    kind: Kind
    where: Address
    author: Author
    rule: Rule
    values: Mapping[str, str] = field(default_factory=dict)
    calls: bool = False


plan_json: Final = TypeAdapter(Plan)


@dataclass(frozen=True, slots=True)
class Appointment:
    """A plan that is kept.

    `due` is the next time; `ran_upto` is the time for which it was last carried out, or 0.
    """

    id: int
    plan: Plan
    due: float
    ran_upto: float = 0.0


class Timetable(Protocol):
    """The appointments of everybody."""

    @property
    def news(self) -> asyncio.Event:
        """Set when this process has made an appointment; cleared by the one who waits for that."""

    async def add(self, plan: Plan, due: float) -> Appointment:
        """Keep a plan; one that is kept already, with the same values, is given back as it is."""

    async def get(self, number: int) -> Appointment | None: ...

    async def of_channel(self, kind: Kind, channel: Address) -> Sequence[Appointment]:
        """Those of a channel, its threads included, in the order in which they were made."""

    async def of_person(self, kind: Kind, platform: str, author_id: str) -> Sequence[Appointment]:
        """Those that a person has made on a platform, the next one first."""

    async def remove(self, number: int) -> bool:
        """False if it is gone already."""

    async def due(self, now: float, *, limit: int) -> Sequence[Appointment]:
        """Those that are due by now, the longest overdue first."""

    async def next_due(self) -> float | None: ...

    async def move_on(self, appointment: Appointment, due: float | None) -> bool:
        """Let it be due at another time, or be over for None.

        False if another process has done so since it was read, or somebody has removed it: nothing is then changed.
        """

    async def ran(self, number: int, due: float) -> None:
        """Remember that the run that was due at a time has been carried out."""
