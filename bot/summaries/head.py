"""The head of a summary, which no model writes: what was read, from when to when, and what was not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.values import Stretch
from bot.summaries.material import is_reply

NOT_WHOLE: Final = "**This is not the whole of it: not everything in this span could be read.**"


@dataclass(frozen=True, slots=True)
class Window:
    """What was asked for: its times in seconds since the Unix epoch, and the sentences that explain it."""

    since: float  # 0: from the beginning
    until: float
    zone: ZoneInfo
    thread: str = ""  # the thread that was read alone
    lead: str = "Since"  # what comes before the time
    notes: tuple[str, ...] = ()


def head(window: Window, stretch: Stretch, notes: Sequence[str] = ()) -> str:
    """For example `_Since Mon 16 Nov 2026 09:00 (Europe/Paris): 412 messages by 9 people, 14 threads._`"""
    lines = [] if stretch.complete else [NOT_WHOLE]
    sentences = [*window.notes, *stretch.notes, *notes]
    since = when(window.since or min(each.said.at for each in stretch.heard), window)
    facts = f"_{window.lead} {since} ({window.zone.key}): {_counted(window, stretch)}._"
    told = [f"_{sentence.strip()}_" for sentence in sentences if sentence.strip()]
    return "\n".join([*lines, *told, facts] if lines else [facts, *told])


def empty(window: Window, stretch: Stretch) -> str:
    """What is said where there is nothing to be summarised."""
    notes = " ".join(filter(None, (*window.notes, *stretch.notes)))
    if not stretch.complete:
        return " ".join(filter(None, ["I could read nothing of this span.", notes, "Please ask your admin to look."]))
    since = f"since {when(window.since, window)}" if window.since else "before this"
    where = "in this thread" if window.thread else "here"
    return " ".join(filter(None, [f"Nobody has written anything {where} {since} ({window.zone.key}).", notes]))


def when(at: float, window: Window) -> str:
    """For example `Mon 16 Nov 2026 09:00`."""
    moment = datetime.fromtimestamp(at, window.zone)
    return f"{moment:%a} {moment.day} {moment:%b %Y %H:%M}"


def _counted(window: Window, stretch: Stretch) -> str:
    people = len({each.said.author.id for each in stretch.heard if each.said.author.kind == "person"})
    bots = len({each.said.author.id for each in stretch.heard if each.said.author.kind == "bot"})
    threads = {each.thread for each in stretch.heard if is_reply(each, window.thread)}
    facts = [_number(len(stretch.heard), "message")]
    by = [_number(people, "person", "people")] if people else []
    by += [_number(bots, "bot")] if bots else []
    facts[0] += f" by {' and '.join(by)}" if by else ""
    if count := max(len(threads), 0 if window.thread else stretch.threads):
        facts.append(_number(count, "thread"))
    if files := sum(len(each.said.attachments) for each in stretch.heard):
        facts.append(f"{_number(files, 'file')} named, not read")
    return ", ".join(facts)


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"
