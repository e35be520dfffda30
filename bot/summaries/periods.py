"""What `/summarize` is asked for: a thread, so many messages, the talk since a time, or since one last wrote."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.core.errors import CommandRejected
from bot.core.moments import moment
from bot.core.speech import on_one_line

DAYS: Final = 31  # that are looked back
MOST: Final = 5_000  # messages
_HOW: Final = (
    "Write it as `2h`, `yesterday`, `Monday 9:00`, `20 Nov`, `2026-11-20`, `last 50`, or `since I last wrote`."
)
_MINE: Final = frozenset({"mine", "me", "i last wrote", "i last wrote here", "my last message", "my last word"})
_THREAD: Final = frozenset({"thread", "this thread", "the thread"})
_LAST: Final = re.compile(r"(?:the )?(?:last|latest|newest) (\d{1,6})(?: messages?| posts?)?|(\d{1,6}) messages?")
_LONGEST: Final = 60  # characters of what was written, where it is repeated


@dataclass(frozen=True, slots=True)
class Period:
    """`since` is in seconds since the Unix epoch, 0 for the beginning; `mine`: since the asker last wrote.

    `last`: only so many of the newest messages.
    """

    since: float = 0.0
    last: int = 0
    mine: bool = False


def period(what: str, now: datetime, *, in_thread: bool) -> Period:
    """`now` is in the asker's time zone. Raises `CommandRejected` with how to write it."""
    words = " ".join(what.lower().strip(" \t\n\"'`“”„.?!").split())
    words = re.sub(r"^(?:since|from) ", "", words)
    if not words:
        return Period(mine=not in_thread)
    if words in _MINE:
        return Period(mine=True)
    if words in _THREAD:
        if not in_thread:
            raise CommandRejected(f"There is no thread here; write `!summarize` in the thread itself. {_HOW}")
        return Period()
    if found := _LAST.fullmatch(words):
        return Period(last=_within(int(found[1] or found[2])))
    return Period(since=_since(what, words, now))


def _within(count: int) -> int:
    if not 1 <= count <= MOST:
        raise CommandRejected(f"I read from 1 to {MOST:,} messages at once; write it as `last 50`.")
    return count


def _since(what: str, words: str, now: datetime) -> float:
    shown = on_one_line(what)[:_LONGEST]
    if (found := moment(words, now)) is None:
        raise CommandRejected(f"I cannot read “{shown}” as a time. {_HOW}")
    if found > now:
        raise CommandRejected(f"“{shown}” lies in the future. {_HOW}")
    if now.timestamp() - found.timestamp() > DAYS * 86_400:
        raise CommandRejected(f"“{shown}” is more than {DAYS} days ago, and I look back {DAYS} at most. {_HOW}")
    return found.timestamp()
