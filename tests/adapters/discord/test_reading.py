"""Spans of talk on the loopback Discord; what all platforms promise is in `tests.contracts.reading_contract`."""

import asyncio
from dataclasses import dataclass, field, replace

import pytest

from adapters.discord.addresses import DIRECT
from adapters.discord.history import HIDDEN
from adapters.discord.platform import DiscordPlatform
from adapters.discord.reading import AT_ONCE, BROKEN_OFF, NO_BEGINNING, NO_THREADS
from bot.core.errors import Gone, PlatformFailed
from bot.core.values import Address, Span, Stretch
from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.log import CallLog
from tests.adapters.discord.conftest import Start
from tests.fakes import settle

LIST = "GET channels/messages"  # and of a single one
ACTIVE, ARCHIVED = "GET guilds/threads/active", "GET channels/threads/archived/public"
FOREVER = 2_000_000_000.0


@dataclass(slots=True)
class Reader:
    """Reads #launch, or what else is asked for, and keeps what is told meanwhile."""

    platform: DiscordPlatform
    world: DiscordService
    told: list[str] = field(default_factory=list)

    def address(self, thread: str = "") -> Address:
        ids = self.world.ids()
        return Address("discord", ids["guild"], ids["#launch"], thread)

    async def read(
        self, address: Address | None = None, *, since: float = 0.0, last: int = 0, limit: int = 5_000
    ) -> Stretch:
        async def progress(words: str) -> None:
            self.told.append(words)

        span = Span(address or self.address(), since, FOREVER, last, limit)
        return await self.platform.read(span, progress=progress)


@pytest.fixture
def reader(platform: DiscordPlatform, world: DiscordService) -> Reader:
    return Reader(platform, world)


def texts(stretch: Stretch) -> list[str]:
    return [heard.said.text for heard in stretch.heard]


def archived_thread(world: DiscordService, name: str, *words: str) -> str:
    thread = world.create_thread("Ana", "#launch", name)
    for each in words:
        world.say("Bao", thread, each)
    world.archive(thread)
    return thread


async def test_all_pages_of_the_channel_and_of_its_threads_are_read(
    reader: Reader, world: DiscordService, log: CallLog
) -> None:
    thread = world.create_thread("Ana", "#launch", "long")
    world.fill(thread, 230)
    world.fill("#launch", 312)

    stretch = await reader.read()

    assert (len(stretch.heard), stretch.threads, stretch.complete, stretch.notes) == (542, 1, True, ())
    assert [heard.thread for heard in stretch.heard] == [""] * 312 + [thread] * 230
    ids = [int(heard.said.message_id) for heard in stretch.heard]
    assert ids == sorted(set(ids))
    assert len(log.of("discord", LIST)) == 4 + 3
    assert reader.told[0] == "reading #launch: 99 messages"  # and that a thread was created
    assert reader.told[-1] == "reading #launch: 542 messages, 1 thread"


async def test_of_too_many_the_newest_are_read_and_no_page_more(
    reader: Reader, world: DiscordService, log: CallLog
) -> None:
    world.fill("#launch", 500)
    stretch = await reader.read(limit=150)
    assert (len(stretch.heard), stretch.complete) == (150, False)
    assert stretch.heard[-1].said.text.startswith("Done with 500.")
    assert len(log.of("discord", LIST)) == 2


async def test_archived_threads_are_read_and_linked_to(reader: Reader, world: DiscordService) -> None:
    starter = world.say("Ana", "#launch", "the plan")
    thread = world.create_thread("Ana", "#launch", "plan", starter)
    inside = world.say("Bao", thread, "looks good")
    world.archive(thread)

    stretch = await reader.read()

    assert [(each.said.text, each.thread) for each in stretch.heard] == [("the plan", ""), ("looks good", thread)]
    link = reader.platform.link(reader.address(thread), inside)
    assert link == f"https://discord.com/channels/{world.ids()['guild']}/{thread}/{inside}"


async def test_archived_threads_are_listed_as_far_back_as_the_span(
    reader: Reader, world: DiscordService, clock: TurnedClock, log: CallLog
) -> None:
    for number in range(130):
        archived_thread(world, f"old {number}", f"old word {number}")
    await clock.advance(30)
    since = clock.time()
    await clock.advance(1)
    recent = [archived_thread(world, f"new {number}", f"new word {number}") for number in range(3)]

    stretch = await reader.read(since=since)

    assert texts(stretch) == ["new word 0", "new word 1", "new word 2"]
    assert [each.thread for each in stretch.heard] == recent
    assert (len(log.of("discord", ARCHIVED)), len(log.of("discord", LIST))) == (1, 1 + 3)


async def test_all_pages_of_archived_threads_are_listed(
    reader: Reader, world: DiscordService, clock: TurnedClock, log: CallLog
) -> None:
    for number in range(103):
        archived_thread(world, f"thread {number}", f"word {number}")
        await clock.advance(0.01)

    stretch = await reader.read()

    assert (stretch.threads, stretch.complete) == (103, True)
    assert len(log.of("discord", ARCHIVED)) == 2


async def test_for_the_last_few_messages_silent_threads_are_left_alone(
    reader: Reader, world: DiscordService, clock: TurnedClock, log: CallLog
) -> None:
    archived_thread(world, "past", "long ago")
    quiet = world.create_thread("Ana", "#launch", "quiet")
    world.say("Ana", quiet, "a while ago")
    await clock.advance(5)
    for number in range(4):
        world.say("Ana", "#launch", f"word {number}")

    stretch = await reader.read(last=3)

    assert (texts(stretch), stretch.complete) == (["word 1", "word 2", "word 3"], True)
    assert len(log.of("discord", LIST)) == 1


async def test_a_limit_that_leaves_only_threads_out_is_told(
    reader: Reader, world: DiscordService, clock: TurnedClock
) -> None:
    archived_thread(world, "past", "long ago")
    await clock.advance(5)
    for number in range(3):
        world.say("Ana", "#launch", f"word {number}")
    assert not (await reader.read(limit=3)).complete
    assert (await reader.read(limit=4)).complete


async def test_private_threads_are_not_part_of_their_channel(
    reader: Reader, world: DiscordService, clock: TurnedClock
) -> None:
    """Whoever asks about the channel may not see them; whoever asks in one does."""
    made = await reader.platform._rest.call(
        "POST",
        "/channels/{channel_id}/threads",
        doing="thread",
        body={"name": "secret", "type": 12},
        ids={"channel_id": world.ids()["#launch"]},
    )
    world.say("Ana", made["id"], "between us")
    world.say("Ana", "#launch", "for all")

    assert texts(await reader.read()) == ["for all"]
    inside = await reader.read(reader.address(made["id"]))
    assert texts(inside) == ["between us"]
    world.archive(made["id"])
    stretch = await reader.read()
    assert (texts(stretch), stretch.notes) == (["for all"], ())


async def test_an_archived_thread_is_read_alone(reader: Reader, world: DiscordService) -> None:
    starter = world.say("Ana", "#launch", "the plan")
    thread = world.create_thread("Ana", "#launch", "plan", starter)
    world.say("Bao", thread, "looks good")
    world.archive(thread)

    stretch = await reader.read(reader.address(thread))

    assert [(each.said.text, each.thread) for each in stretch.heard] == [("the plan", ""), ("looks good", thread)]
    assert (stretch.threads, stretch.complete, stretch.notes) == (1, True, ())
    assert reader.told[-1] == "reading the thread “plan”: 2 messages, 1 thread"


async def test_a_thread_of_its_own_has_no_beginning_in_the_channel(reader: Reader, world: DiscordService) -> None:
    thread = world.create_thread("Ana", "#launch", "alone")
    world.say("Bao", thread, "first")
    stretch = await reader.read(reader.address(thread))
    assert (texts(stretch), stretch.complete, stretch.notes) == (["first"], True, ())


async def test_a_chain_of_replies_is_no_thread_and_its_channel_is_read(reader: Reader, world: DiscordService) -> None:
    root = world.say("Ana", "#launch", "root")
    world.say("Bao", "#launch", "reply", root)
    assert texts(await reader.read(reader.address(root))) == ["root", "reply"]


async def test_direct_messages_are_read(reader: Reader, world: DiscordService, log: CallLog) -> None:
    direct = world.dm("Ana")
    world.say("Ana", direct, "hello")
    stretch = await reader.read(Address("discord", DIRECT, direct))
    assert (texts(stretch), stretch.complete) == (["hello"], True)
    assert log.of("discord", ACTIVE) == []
    assert reader.told == ["reading this conversation: 1 message"]


async def test_what_programs_show_is_read(reader: Reader, world: DiscordService) -> None:
    world.program("Builder", "#launch", "", {"title": "Build 7", "description": "All green."})
    [heard] = (await reader.read()).heard
    assert (heard.said.text, heard.said.author.name) == ("**Build 7**\nAll green.", "Builder")
    assert heard.said.author.kind == "bot"


async def test_without_the_intent_what_is_withheld_is_told(start: Start, world: DiscordService) -> None:
    world.portal(message_content=False)
    reader = Reader(await start(message_content=False), world)
    world.say("Ana", "#launch", "for people only")
    world.say("Ana", "#launch", "<@BOT> for you too")
    stretch = await reader.read()
    assert (texts(stretch), stretch.complete, stretch.notes) == (["for you too"], False, (HIDDEN,))


async def test_a_channel_that_the_bot_may_not_read_is_told_with_what_to_do(
    reader: Reader, world: DiscordService
) -> None:
    world.say("Ana", "#launch", "a secret")
    world.permit("#launch", "read_message_history", allowed=False)
    stretch = await reader.read()
    [note] = stretch.notes
    assert (stretch.heard, stretch.complete) == ((), False)
    assert "Read Message History" in note
    assert "ask an admin" in note


async def test_a_thread_that_the_bot_may_not_read_is_told(reader: Reader, world: DiscordService) -> None:
    thread = world.create_thread("Ana", "#launch", "plan")
    world.say("Ana", thread, "a secret")
    world.permit("#launch", "read_message_history", allowed=False)
    stretch = await reader.read(reader.address(thread))
    assert (stretch.heard, stretch.complete, len(stretch.notes)) == ((), False, 1)


async def test_a_channel_without_a_word_is_read_whole(reader: Reader) -> None:
    stretch = await reader.read()
    assert (stretch.heard, stretch.complete, stretch.notes) == ((), True, ())


async def test_a_channel_that_is_gone_cannot_be_read(reader: Reader) -> None:
    with pytest.raises(Gone):
        await reader.read(replace(reader.address(), channel="4194304"))


async def test_nothing_is_passed_off_as_silence_when_discord_does_not_answer(
    reader: Reader, world: DiscordService, faults: FaultPlan
) -> None:
    world.say("Ana", "#launch", "hello")
    faults.add(Fault("discord", LIST, "status", times=99, with_={"status": 400}))
    with pytest.raises(PlatformFailed):
        await reader.read()


async def test_a_reading_that_breaks_off_keeps_what_it_has_and_says_so(
    reader: Reader, world: DiscordService, faults: FaultPlan
) -> None:
    world.fill("#launch", 250)
    faults.add(Fault("discord", LIST, "status", skip=1, times=99, with_={"status": 400}))
    stretch = await reader.read()
    assert (len(stretch.heard), stretch.complete) == (100, False)
    assert stretch.notes == (BROKEN_OFF.format(name="#launch"),)


async def test_a_thread_that_cannot_be_read_is_named(reader: Reader, world: DiscordService, faults: FaultPlan) -> None:
    world.say("Ana", "#launch", "hello")
    world.say("Ana", world.create_thread("Ana", "#launch", "crane"), "unread")
    faults.add(Fault("discord", LIST, "status", skip=1, times=99, with_={"status": 400}))
    stretch = await reader.read()
    assert (texts(stretch), stretch.complete) == (["hello"], False)
    assert stretch.notes == (BROKEN_OFF.format(name="the thread “crane”"),)


async def test_a_beginning_that_cannot_be_read_is_told(
    reader: Reader, world: DiscordService, faults: FaultPlan
) -> None:
    thread = world.create_thread("Ana", "#launch", "plan", world.say("Ana", "#launch", "the plan"))
    world.say("Bao", thread, "looks good")
    faults.add(Fault("discord", LIST, "status", skip=1, times=99, with_={"status": 400}))
    stretch = await reader.read(reader.address(thread))
    assert (texts(stretch), stretch.complete) == (["looks good"], False)
    assert stretch.notes == (NO_BEGINNING.format(name="the thread “plan”"),)


@pytest.mark.parametrize("listing", [ACTIVE, ARCHIVED])
async def test_threads_that_discord_does_not_list_are_told(
    reader: Reader, world: DiscordService, faults: FaultPlan, listing: str
) -> None:
    world.say("Ana", "#launch", "hello")
    faults.add(Fault("discord", listing, "status", times=99, with_={"status": 400}))
    stretch = await reader.read()
    assert (texts(stretch), stretch.complete) == (["hello"], False)
    assert stretch.notes == (NO_THREADS.format(name="#launch"),)


async def test_few_calls_are_made_side_by_side(
    reader: Reader, world: DiscordService, clock: TurnedClock, log: CallLog, faults: FaultPlan
) -> None:
    for number in range(6):
        world.say("Ana", world.create_thread("Ana", "#launch", f"t{number}"), f"word {number}")
    faults.add(Fault("discord", LIST, "latency", skip=1, times=6))
    reading = asyncio.create_task(reader.read())

    for answered in range(0, 6, AT_ONCE):
        expected = 1 + answered + AT_ONCE
        await log.until(lambda expected=expected: len(log.of("discord", LIST)) >= expected)  # type: ignore[misc]  # bound
        await settle()
        assert len(log.of("discord", LIST)) == expected
        await clock.advance(1)

    assert len((await reading).heard) == 6
