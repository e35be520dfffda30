"""The tool `clock`: what day and time it is, anywhere."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Annotated, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.core.errors import ToolFailed
from bot.core.tool import Tool, ToolContext, tool
from bot.tools.cities import ZONES

_AREAS: Final = (
    *("Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian"),
    *("America/Argentina", "America/Indiana", "Antarctica"),
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+\-/]{0,63}")
_OFFSET = re.compile(r"(?:utc|gmt)?([+-])(\d{1,2})(?::?([0-5]\d))?")


def clock_tool(default_zone: str) -> Tool:
    """The clock, which speaks of `default_zone` (an IANA name) where no place is named."""

    async def clock(
        context: ToolContext,
        place: Annotated[
            str, "a city or an IANA time zone, such as Tokyo or Europe/Paris; empty for the team's own"
        ] = "",
    ) -> str:
        """Tell the current date, weekday and time, in the team's time zone or in another place."""
        zone = find_zone(place.strip() or default_zone)
        return _told(datetime.fromtimestamp(context.now, zone))

    return tool(clock, doing=lambda place: f"looking up the time{' in ' + place if place else ''}")


def find_zone(place: str) -> tzinfo:
    """The time zone of a city, an IANA name, a common abbreviation or an offset such as UTC+2.

    Raises `ToolFailed` with what to write instead.
    """
    if offset := _OFFSET.fullmatch(place.lower().replace(" ", "")):
        return _fixed(offset)
    for name in _candidates(place):
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown, malformed, or a folder of the database
            continue
    raise ToolFailed(
        f"I know no time zone for {place[:80]!r}. Name a larger city nearby, or an IANA zone such as America/New_York."
    )


def _candidates(place: str) -> Iterator[str]:
    words = re.split(r"\s*,", place, maxsplit=1)[0]  # "Paris, France"
    name = re.sub(r"\s+", "_", words.strip())
    known = next((zone for zone, names in ZONES.items() if name.lower() in names.split()), None)
    if known:
        yield known
    if not _NAME.fullmatch(name):
        return
    city = "_".join(word.capitalize() for word in name.split("_"))
    if "/" in name:
        yield from (name, "/".join(part.title() for part in name.split("/")))
        return
    yield from (f"{area}/{city}" for area in _AREAS)
    yield from (name.upper(), name, city)


def _fixed(offset: re.Match[str]) -> tzinfo:
    away = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    if away > timedelta(hours=14):
        raise ToolFailed("No place is more than 14 hours away from UTC. Name a city or an IANA zone.")
    return timezone(-away if offset[1] == "-" else away)


def _told(now: datetime) -> str:
    """For example `Sunday 22 November 2026, 19:07:31 in Europe/Paris (UTC+01:00); ISO 2026-11-22T19:07:31+01:00`."""
    sign = now.strftime("%z")
    name = getattr(now.tzinfo, "key", "")
    where = f" in {name}" if name else ""
    return (
        f"{now:%A} {now.day} {now:%B %Y, %H:%M:%S}{where} (UTC{sign[:3]}:{sign[3:5]}, week {now.isocalendar().week}); "
        f"ISO {now.isoformat(timespec='seconds')}"
    )
