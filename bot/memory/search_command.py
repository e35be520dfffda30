"""What `/search` does: what was asked for is found, and told with how far the search reached."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.command import CommandContext
from bot.core.errors import CommandRejected
from bot.core.platform_ports import Platform
from bot.core.search_ports import Search, Sought, Where
from bot.core.speech import on_one_line
from bot.memory.telling import Terms, answer
from bot.memory.terms import terms

MOST: Final = 10  # hits
_HOW: Final = 'Write it as `since=2h`, `since=yesterday`, `since="20 Nov"` or `since=2026-11-20`.'
_LONGEST: Final = 60  # characters of what was written, where it is repeated

Moment = Callable[[str, datetime], datetime | None]
"""From words and what the asker's clock shows to the time that is meant, or None."""


class SearchAnswers:
    """`zone` is the team's time zone, for those whose own is not told."""

    def __init__(self, search: Search, platforms: Mapping[str, Platform], zone: ZoneInfo, moment: Moment) -> None:
        self._search = search
        self._platforms = platforms
        self._zone = zone
        self._moment = moment

    async def __call__(self, context: CommandContext, words: str, *, where: Where, since: str) -> str:
        """The answer, for the asker alone. Raises `CommandRejected`."""
        if not terms(words):
            raise CommandRejected("There is no word to search for; write for example `/search deploy date`.")
        zone = await self._zone_of(context)
        sought = Sought(
            words=words,
            where=where,
            asker=context.author,
            address=context.address,
            since=self._since(since, datetime.fromtimestamp(context.at, zone)),
            limit=MOST,
            leave_out=context.message_id,
        )
        await context.files.progress(f"searching: {on_one_line(words)[:_LONGEST]}")
        found = await self._search(sought, charge=context.files.charge)
        return answer(sought, found, Terms(zone, on_one_line(since)))

    async def _zone_of(self, context: CommandContext) -> ZoneInfo:
        name = (await self._platforms[context.address.platform].person(context.author, context.address)).zone
        try:
            return ZoneInfo(name) if name else self._zone
        except (KeyError, ValueError, OSError):  # unknown, malformed, or a folder of the database
            return self._zone

    def _since(self, since: str, now: datetime) -> float:
        words = " ".join(since.lower().strip(" \t\n\"'`“”„.").split()).removeprefix("since ")
        if not words:
            return 0.0
        found = self._moment(words, now)
        if found is None or found > now:
            shown = on_one_line(since)[:_LONGEST]
            raise CommandRejected(f"I cannot read “{shown}” as a time before now. {_HOW}")
        return found.timestamp()
