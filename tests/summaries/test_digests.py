"""`/digest`: what is kept, who may remove it, and what a run tells."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from bot.core.command import CommandContext, Silence
from bot.core.errors import CommandRejected, PlatformFailed
from bot.core.platform_ports import Platform
from bot.core.values import Address, Author, Person, Stretch
from bot.store.database import open_store
from bot.store.store import SqlStore
from bot.summaries.digests import MOST, Digests
from bot.summaries.service import Summaries
from bot.summaries.writing import Writer
from tests.core.fakes import FakeTokens
from tests.core.file_fakes import FakeModels, FakeTurnFiles
from tests.fakes import FakeClock, FakeModel
from tests.summaries.talk import ANA, BAO, CHANNEL, MONDAY, FakeTalk, link, message

NINE = MONDAY - 3_600  # Monday 16 November 2026, 9:00 in Paris
DAY = 86_400.0


@dataclass
class FakeMeeting(FakeTalk):
    """A talk of which it is known who may read it, and who looks after it."""

    readers: set[str] = field(default_factory=lambda: {ANA.id, BAO.id})
    admins: set[str] = field(default_factory=set)

    async def can_read(self, author: Author, address: Address) -> bool:
        return author.id in self.readers

    async def person(self, author: Author, address: Address) -> Person:
        return Person(self.time_zone, admin=author.id in self.admins)


class Rig:
    def __init__(self, store: SqlStore, clock: FakeClock) -> None:
        self.timetable = store.timetable
        self.clock = clock
        self.talk = FakeMeeting()
        self.model = FakeModel("- Friday [1]")
        platforms = {"slack": cast("Platform", self.talk)}
        summaries = Summaries(
            platforms, Writer(self.model, FakeModels(), FakeTokens(), "some-model"), ZoneInfo("America/New_York")
        )
        self.digests = Digests(store.timetable, summaries, platforms, clock, ZoneInfo("America/New_York"))

    def by(self, author: Author = ANA, address: Address = CHANNEL, at: float = NINE) -> CommandContext:
        return CommandContext(address, address, author, at, FakeTurnFiles())

    async def add(self, when: str = "9:00 weekdays", zone: str = "", **values: str) -> str:
        return await self.digests.add(self.by(), when, values, zone=zone)

    async def run(self, number: int = 1, **changes: Any) -> str | Silence:
        given: dict[str, Any] = {
            "since": NINE - DAY,
            "length": "short",
            "focus": "",
            "language": "",
            "if_quiet": "nothing",
        } | changes
        return await self.digests.run(self.by(), number, **given)


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    clock = FakeClock(NINE - 60)
    async with open_store(tmp_path / "bot.sqlite3", clock) as store:
        yield Rig(store, clock)


async def test_it_is_kept_for_the_channel_in_the_askers_own_zone(rig: Rig) -> None:
    words = await rig.digests.add(rig.by(address=replace(CHANNEL, thread="7.0")), "9:00 weekdays", {}, zone="")

    assert words == (
        "Digest 1 comes here every weekday at 09:00 (Europe/Paris); the first on Mon 16 Nov 2026 at 09:00."
    )
    [kept] = await rig.timetable.of_channel("digest", CHANNEL)
    assert (kept.plan.where, kept.due, kept.plan.author) == (CHANNEL, NINE, ANA)


async def test_a_zone_can_be_named_and_the_teams_is_that_of_those_whose_own_is_not_told(rig: Rig) -> None:
    assert "(Asia/Tokyo)" in await rig.add(zone="Asia/Tokyo")
    rig.talk.time_zone = ""
    assert "(America/New_York)" in await rig.add()
    with pytest.raises(CommandRejected, match=r"no time zone “Mars/Base”; write it as `zone=Europe/Paris`"):
        await rig.add(zone="Mars/Base")


@pytest.mark.parametrize(("when", "words"), [("lunch", "“lunch” does not say"), ("", "Nothing does not say")])
async def test_what_says_no_time_is_told_how_to_write_it(rig: Rig, when: str, words: str) -> None:
    with pytest.raises(CommandRejected, match=f"{words}.*`9:00 weekdays`"):
        await rig.add(when)


async def test_who_cannot_read_the_channel_sets_up_none(rig: Rig) -> None:
    rig.talk.readers = {BAO.id}
    with pytest.raises(CommandRejected, match="invite me"):
        await rig.add()
    assert not await rig.timetable.of_channel("digest", CHANNEL)


async def test_a_channel_has_so_many_digests_at_most_and_the_same_one_again_is_none_more(rig: Rig) -> None:
    for minute in range(MOST):
        await rig.add(f"9:0{minute}")
    with pytest.raises(CommandRejected, match="remove` one of them"):
        await rig.add("10:00")
    assert (await rig.add("9:00")).startswith("Digest 1 comes here")


async def test_they_are_listed_with_their_numbers(rig: Rig) -> None:
    assert "sets one up" in await rig.digests.list(rig.by())
    await rig.add("Monday 9:00", focus="the *budget*")
    await rig.add()

    assert await rig.digests.list(rig.by(BAO)) == (
        "- **1**: every Monday at 09:00 (Europe/Paris), about the *budget*; next on Mon 16 Nov 2026 at 09:00; "
        "set up by Ana\n"
        "- **2**: every weekday at 09:00 (Europe/Paris); next on Mon 16 Nov 2026 at 09:00; set up by Ana"
    )


async def test_its_creator_and_admins_remove_it(rig: Rig) -> None:
    await rig.add()
    await rig.add("10:00")
    with pytest.raises(CommandRejected, match="Only Ana, who set it up, and admins can remove digest 1"):
        await rig.digests.remove(rig.by(BAO), "1")
    assert "will come no more" in await rig.digests.remove(rig.by(), "#1")
    rig.talk.admins = {BAO.id}
    assert "will come no more" in await rig.digests.remove(rig.by(BAO), "2")
    assert not await rig.timetable.of_channel("digest", CHANNEL)


@pytest.mark.parametrize("number", ["2", "", "one", "²", "1; DROP"])
async def test_what_is_no_digest_of_the_channel_is_not_removed(rig: Rig, number: str) -> None:
    await rig.add()
    elsewhere = replace(CHANNEL, channel="C2")
    for context, given in ((rig.by(), number), (rig.by(address=elsewhere), "1")):
        with pytest.raises(CommandRejected, match="no such digest in this channel"):
            await rig.digests.remove(context, given)


async def test_a_run_is_the_summary_of_what_was_said_since_the_last_one(rig: Rig) -> None:
    await rig.add(focus="cake")
    rig.talk.stretch = Stretch((message(1, BAO, "Friday.", at=NINE - 60),))
    await rig.clock.advance(60)

    assert await rig.run(focus="cake") == (
        "**Digest** about cake, every weekday at 09:00 (Europe/Paris), set up by Ana\n"
        "_Since Sun 15 Nov 2026 09:00 (Europe/Paris): 1 message by 1 person._\n\n"
        f"- Friday ([1]({link(1)}))"
    )
    [span] = rig.talk.spans
    assert (span.address, span.since, span.until) == (CHANNEL, NINE - DAY, NINE)
    assert "cake" in rig.model.requests[0].messages[0].text
    [kept] = await rig.timetable.of_channel("digest", CHANNEL)
    assert kept.ran_upto == NINE


async def test_what_comes_late_says_so_and_looks_back_a_month_at_most(rig: Rig) -> None:
    await rig.add()
    rig.talk.stretch = Stretch((message(1, BAO, "Friday."),))
    await rig.clock.advance(3_600)

    assert "_This digest is late: I was not running when it was due._" in str(await rig.run(since=0.0))
    assert rig.talk.spans[0].since == NINE - 31 * DAY


async def test_nothing_new_is_nothing_or_a_line(rig: Rig) -> None:
    await rig.add()

    assert await rig.run() == Silence("nothing new")
    assert "Nobody has written anything here since Sun 15 Nov 2026 09:00" in str(await rig.run(if_quiet="line"))


async def test_what_could_not_be_read_is_never_nothing_new(rig: Rig) -> None:
    await rig.add()
    rig.talk.stretch = Stretch((), complete=False, notes=("I may not read here.",))

    assert "I could read nothing of this span. I may not read here." in str(await rig.run())
    [kept] = await rig.timetable.of_channel("digest", CHANNEL)
    assert kept.ran_upto == 0.0, "the next one begins where this one would have"


async def test_a_run_that_fails_leaves_its_time_to_the_next(rig: Rig) -> None:
    await rig.add()
    rig.talk.failure = PlatformFailed("out of order")
    with pytest.raises(PlatformFailed):
        await rig.run()

    [kept] = await rig.timetable.of_channel("digest", CHANNEL)
    assert kept.ran_upto == 0.0


async def test_one_that_was_removed_meanwhile_says_nothing(rig: Rig) -> None:
    assert await rig.run(7) == Silence("the digest has been removed")
