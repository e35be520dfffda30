"""The tool `remind`, and what becomes of what it keeps."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from bot.core.command import CommandContext
from bot.core.errors import CommandRejected, ToolFailed
from bot.core.platform_ports import Platform
from bot.core.timetable import Appointment
from bot.core.tool import ToolContext
from bot.core.values import Address, Author, Person
from bot.store.database import open_store
from bot.store.store import SqlStore
from bot.tools.reminding import MOST, Reminders
from tests.core.file_fakes import FakeTurnFiles
from tests.fakes import FakeClock

NOW = 1_795_370_851.0  # Sunday 22 November 2026, 19:07:31 in Paris
NINE = 1_795_420_800.0  # Monday 23 November 2026, 9:00 in Paris
HERE = Address("slack", "T1", "C1", "1.0")
ANA, BAO = Author("U1", "Ana"), Author("U2", "Bao")


@dataclass
class FakeTown:
    """What reminders need of `bot.core.platform_ports.Platform`."""

    zone: str = "Europe/Paris"
    admins: set[str] = field(default_factory=set)

    async def person(self, author: Author, address: Address) -> Person:
        return Person(self.zone, admin=author.id in self.admins)


class Rig:
    def __init__(self, store: SqlStore, clock: FakeClock) -> None:
        self.clock, self.timetable, self.town = clock, store.timetable, FakeTown()
        platforms = {"slack": cast("Platform", self.town), "discord": cast("Platform", self.town)}
        self.reminders = Reminders(store.timetable, platforms, clock, ZoneInfo("UTC"))

    async def remind(self, when: str, text: str = "call Bao", *, by: Author = ANA, **values: Any) -> str:
        context = ToolContext(HERE, by, self.clock.time())
        return await self.reminders.tool().call(context, json.dumps({"text": text, "when": when, **values}))

    async def kept(self, author: Author = ANA) -> list[Appointment]:
        return list(await self.timetable.of_person("reminder", "slack", author.id))

    def command(self, author: Author = ANA, address: Address = HERE, at: float = NOW) -> CommandContext:
        return CommandContext(address, address, author, at, FakeTurnFiles())


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    clock = FakeClock(NOW)
    async with open_store(tmp_path / "bot.sqlite3", clock) as store:
        yield Rig(store, clock)


async def test_a_reminder_is_kept_for_the_asker_in_their_own_time(rig: Rig) -> None:
    said = await rig.remind("tomorrow at 9")

    [kept] = await rig.kept()
    assert said == (
        f"Reminder {kept.id} is set: Mon 23 Nov 2026 at 09:00 (Europe/Paris). "
        f"`/reminders cancel {kept.id}` takes it back."
    )
    assert (kept.due, kept.plan.where, kept.plan.author, kept.plan.calls) == (NINE, HERE, ANA, True)
    assert kept.plan.values == {"text": "call Bao", "audience": "me"}


@pytest.mark.parametrize(
    ("when", "due"), [("in 2 hours", NOW + 7_200), ("2026-11-23T09:00", NINE), ("Monday 9:00", NINE), ("9:00", NINE)]
)
async def test_times_are_read_as_people_and_models_write_them(rig: Rig, when: str, due: float) -> None:
    await rig.remind(when)
    assert [each.due for each in await rig.kept()] == [due]


async def test_a_reminder_can_come_again_and_again(rig: Rig) -> None:
    assert "every weekday at 09:00 (Europe/Paris), next on Mon 23 Nov 2026" in await rig.remind(
        "9:00 weekdays", repeats=True
    )
    [kept] = await rig.kept()
    assert (kept.due, kept.plan.rule.repeats) == (NINE, True)


async def test_one_for_the_channel_notifies_nobody(rig: Rig) -> None:
    await rig.remind("tomorrow", audience="channel")
    assert not (await rig.kept())[0].plan.calls


@pytest.mark.parametrize(
    ("when", "values", "words"),
    [
        ("soon", {}, "cannot read 'soon' as a time; write it as `tomorrow 9:00`"),
        ("9:00 sometimes", {"repeats": True}, "as times that repeat"),
        ("today 9:00", {}, "lies in the past for the asker: there it is Sun 22 Nov 2026 at 19:07 now"),
        ("2028-06-01 9:00", {}, "more than 400 days ahead"),
        ("tomorrow", {"text": " "}, "Say in 1 to 1,000 characters"),
        ("tomorrow", {"text": "x" * 1_001}, "Say in 1 to 1,000 characters"),
    ],
)
async def test_what_cannot_be_kept_is_told_to_the_model(
    rig: Rig, when: str, values: dict[str, Any], words: str
) -> None:
    with pytest.raises(ToolFailed, match=words.replace("(", r"\(")):
        await rig.remind(when, **values)
    assert not await rig.kept()


async def test_the_same_asked_for_again_is_kept_once(rig: Rig) -> None:
    first = await rig.remind("in 2 hours")
    await rig.clock.advance(30)
    assert (await rig.remind("in 2 hours"))[:12] == first[:12]
    await rig.remind("in 3 hours")
    await rig.remind("in 2 hours", "buy the cake")
    assert len(await rig.kept()) == 3


async def test_a_person_has_so_many_at_most(rig: Rig) -> None:
    for number in range(MOST):
        await rig.remind("tomorrow", f"thing {number}")
    with pytest.raises(ToolFailed, match="as many as I keep"):
        await rig.remind("tomorrow", "one more")
    await rig.remind("tomorrow", by=BAO)


async def test_they_are_listed_the_next_one_first_and_nobody_elses(rig: Rig) -> None:
    assert "I keep no reminder of yours" in await rig.reminders.list(rig.command())
    await rig.remind("Tuesday 9:00", "write to\nChloé")
    await rig.remind("tomorrow")
    await rig.remind("tomorrow", "a secret", by=BAO)

    assert await rig.reminders.list(rig.command(address=replace(HERE, channel="C2"))) == (
        "- **2**: Mon 23 Nov 2026 at 09:00 (Europe/Paris): call Bao (elsewhere)\n"
        "- **1**: Tue 24 Nov 2026 at 09:00 (Europe/Paris): write to Chloé (elsewhere)"
    )
    assert "elsewhere" not in await rig.reminders.list(rig.command())


async def test_one_is_cancelled_by_whom_it_is_for_and_by_admins_of_the_channel(rig: Rig) -> None:
    await rig.remind("tomorrow")
    await rig.remind("Tuesday")
    for context in (rig.command(BAO), rig.command(replace(ANA, id="U9"))):
        with pytest.raises(CommandRejected, match="You have no such reminder"):
            await rig.reminders.cancel(context, "1")
    assert await rig.reminders.cancel(rig.command(), "#1") == "Reminder 1 will not come: call Bao"
    rig.town.admins = {BAO.id}
    with pytest.raises(CommandRejected):
        await rig.reminders.cancel(rig.command(BAO, replace(HERE, channel="C2")), "2")
    await rig.reminders.cancel(rig.command(BAO), "2")
    assert not await rig.kept()


@pytest.mark.parametrize("number", ["", "one", "99", "²"])
async def test_what_is_no_reminder_is_not_cancelled(rig: Rig, number: str) -> None:
    with pytest.raises(CommandRejected, match="shows their numbers"):
        await rig.reminders.cancel(rig.command(), number)


async def test_what_is_posted_names_what_was_asked(rig: Rig) -> None:
    context = rig.command(at=NOW)
    assert await rig.reminders.run(context, 1, text="the cake", audience="me") == "you asked me to remind you: the cake"
    told = await rig.reminders.run(context, 1, text="the cake", audience="channel")
    assert told == "**Reminder** from Ana: the cake"


async def test_one_that_comes_late_says_when_it_was_due(rig: Rig) -> None:
    told = await rig.reminders.run(rig.command(at=NOW - 7_200), 1, text="the cake", audience="me")
    assert told.endswith("\n_This is late: it was due on Sun 22 Nov 2026 at 17:07, and I was not running._")


async def test_who_tells_no_zone_has_the_teams(rig: Rig) -> None:
    for zone in ("", "Mars/Base"):
        rig.town.zone = zone
        assert "(UTC)" in await rig.remind("tomorrow")
