"""What every platform adapter reads of a span of talk. Subclasses give the fixtures `rig` and `reading`."""

from dataclasses import replace
from typing import Protocol

from bot.core.values import Address, Author, Span, Stretch
from bot.trial.stage import Post
from tests.contracts.platform_contract import Rig
from tests.fakes import FakeOutbox


class ReadingHands(Protocol):
    """What the tests need of a platform's loopback service besides its stage, in the channel of that stage."""

    def channel(self) -> Address:
        """The channel itself, without a thread."""

    def author(self, who: str) -> Author: ...

    def say(self, who: str, text: str) -> str:
        """Say something in the channel itself, in no thread; the message's id."""

    def robot(self, text: str) -> None:
        """Let another program say something in the channel itself."""

    def join(self) -> None:
        """Let somebody come in, and the platform write a line about it into the channel."""

    def remove(self, who: str, thread: str, message: str) -> None:
        """Let somebody delete their message; `thread` is its stage's key, or empty in the channel itself."""

    def posted(self) -> list[Post]:
        """What the bot has posted in the channel itself, in no thread."""

    def below(self, message: str) -> list[Post]:
        """What the bot has posted from a message of the channel on, wherever the platform shows what belongs to it."""

    def shut_out(self) -> None:
        """Take from the bot what it needs to read the channel."""


async def moment(rig: Rig) -> float:
    """A time after all that has been said and before all that will be; ids may count no more than milliseconds."""
    await rig.world.clock.sleep(0.003)
    now = rig.world.clock.time()
    await rig.world.clock.sleep(0.003)
    return now


async def span(rig: Rig, address: Address, *, since: float = 0.0, last: int = 0, limit: int = 5_000) -> Span:
    """All that has been said since a time."""
    return Span(address, since, await moment(rig), last, limit)


async def read(rig: Rig, wanted: Span) -> Stretch:
    """What is read; what is told of the work is asserted to be words."""
    told: list[str] = []

    async def progress(words: str) -> None:
        told.append(words)

    stretch = await rig.platform.read(wanted, progress=progress)
    assert bool(told) >= bool(stretch.heard)
    assert all(told)
    return stretch


def texts(stretch: Stretch) -> list[str]:
    return [heard.said.text for heard in stretch.heard]


def threads(stretch: Stretch) -> list[bool]:
    """Whether each message stands in a thread."""
    return [bool(heard.thread) for heard in stretch.heard]


async def thread_of(rig: Rig, text: str) -> Address:
    """The address of the thread in which this has been said."""
    return (await rig.heard(text)).address


def whole(stretch: Stretch) -> bool:
    return stretch.complete and not stretch.notes


class ReadingContract:
    async def test_channel_is_read_with_its_threads(self, rig: Rig, reading: ReadingHands) -> None:
        reading.say("Ana", "One.")
        thread = rig.stage.begin("Bao", "Two.")
        rig.stage.say("Chloé", thread, "Three.")
        reading.say("Dev", "Four.")
        rig.stage.say("Bao", thread, "Five.")

        stretch = await read(rig, await span(rig, reading.channel()))

        assert texts(stretch) == ["One.", "Two.", "Three.", "Five.", "Four."]  # a thread behind what began it
        assert threads(stretch) == [False, False, True, True, False]
        assert [heard.said.author for heard in stretch.heard][:2] == [reading.author("Ana"), reading.author("Bao")]
        assert (stretch.threads, whole(stretch)) == (1, True)

    async def test_what_is_read_is_linked_to_as_its_event_is(self, rig: Rig, reading: ReadingHands) -> None:
        thread = rig.stage.begin("Bao", "Begun.")
        rig.stage.say("Chloé", thread, "Said.")
        event = await rig.heard("Said.")

        [begun, said] = (await read(rig, await span(rig, reading.channel()))).heard

        assert said.said == event.said
        assert rig.platform.link(replace(reading.channel(), thread=said.thread), said.said.message_id) == (
            rig.platform.link(event.address, event.said.message_id)
        )
        assert rig.platform.link(replace(reading.channel(), thread=begun.thread), begun.said.message_id)

    async def test_only_what_was_said_in_the_time_is_read(self, rig: Rig, reading: ReadingHands) -> None:
        reading.say("Ana", "Before.")
        since = await moment(rig)
        reading.say("Ana", "Within.")
        wanted = await span(rig, reading.channel(), since=since)
        reading.say("Ana", "After.")
        rig.stage.say("Bao", rig.stage.begin("Bao", "Later."), "Later still.")

        stretch = await read(rig, wanted)

        assert (texts(stretch), stretch.threads, whole(stretch)) == (["Within."], 0, True)

    async def test_thread_that_began_before_is_read_with_what_was_said_in_the_time(
        self, rig: Rig, reading: ReadingHands
    ) -> None:
        thread = rig.stage.begin("Ana", "Old root.")
        rig.stage.say("Bao", thread, "Old reply.")
        quiet = rig.stage.begin("Ana", "Quiet since.")
        rig.stage.say("Bao", quiet, "Long ago.")
        since = await moment(rig)
        rig.stage.say("Chloé", thread, "New reply.")
        reading.say("Dev", "In the channel.")

        stretch = await read(rig, await span(rig, reading.channel(), since=since))

        assert texts(stretch) == ["New reply.", "In the channel."]
        assert (threads(stretch), stretch.threads, stretch.complete) == ([True, False], 1, True)

    async def test_thread_that_goes_on_after_the_time_is_read_up_to_it(self, rig: Rig, reading: ReadingHands) -> None:
        thread = rig.stage.begin("Ana", "Root.")
        rig.stage.say("Bao", thread, "Within.")
        wanted = await span(rig, reading.channel())
        rig.stage.say("Chloé", thread, "After.")

        assert texts(await read(rig, wanted)) == ["Root.", "Within."]

    async def test_one_thread_is_read_alone(self, rig: Rig, reading: ReadingHands) -> None:
        thread = rig.stage.begin("Ana", "Root.")
        reading.say("Dev", "Elsewhere.")
        rig.stage.say("Bao", thread, "Reply.")
        address = await thread_of(rig, "Reply.")

        stretch = await read(rig, await span(rig, address))

        assert (texts(stretch), threads(stretch), whole(stretch)) == (["Root.", "Reply."], [False, True], True)

    async def test_newest_of_a_channel_are_the_newest_of_its_threads_too(self, rig: Rig, reading: ReadingHands) -> None:
        thread = rig.stage.begin("Ana", "Root.")
        reading.say("Dev", "First.")
        reading.say("Dev", "Second.")
        rig.stage.say("Bao", thread, "Reply.")

        stretch = await read(rig, await span(rig, reading.channel(), last=2))

        assert sorted(texts(stretch)) == ["Reply.", "Second."]
        assert whole(stretch)  # no more was asked for

    async def test_newest_of_one_thread(self, rig: Rig, reading: ReadingHands) -> None:
        thread = rig.stage.begin("Ana", "Root.")
        for number in range(4):
            rig.stage.say("Bao", thread, f"Reply {number}.")
        address = await thread_of(rig, "Reply 3.")

        assert texts(await read(rig, await span(rig, address, last=2))) == ["Reply 2.", "Reply 3."]

    async def test_of_too_many_the_newest_are_read_and_it_is_said(self, rig: Rig, reading: ReadingHands) -> None:
        for number in range(6):
            reading.say("Bao", f"Message {number}.")

        stretch = await read(rig, await span(rig, reading.channel(), limit=3))

        assert (texts(stretch), stretch.complete) == (["Message 3.", "Message 4.", "Message 5."], False)

    async def test_as_many_as_the_limit_are_all_of_them(self, rig: Rig, reading: ReadingHands) -> None:
        for number in range(3):
            reading.say("Bao", f"Message {number}.")

        stretch = await read(rig, await span(rig, reading.channel(), limit=3))

        assert (len(stretch.heard), whole(stretch)) == (3, True)

    async def test_own_messages_are_not_part_of_the_talk(self, rig: Rig, reading: ReadingHands) -> None:
        thread, event = await rig.asked()
        await rig.platform.reply(event, FakeOutbox()).finish("I speak.")
        rig.stage.say("Bao", thread, "Thanks.")

        assert "I speak." not in texts(await read(rig, await span(rig, reading.channel())))
        assert "I speak." not in texts(await read(rig, await span(rig, event.address)))

    async def test_other_programs_are_heard_as_programs(self, rig: Rig, reading: ReadingHands) -> None:
        reading.robot("The build is green.")

        [heard] = (await read(rig, await span(rig, reading.channel()))).heard

        assert (heard.said.text, heard.said.author.kind) == ("The build is green.", "bot")

    async def test_what_was_deleted_is_not_read(self, rig: Rig, reading: ReadingHands) -> None:
        thread = rig.stage.begin("Ana", "Root.")
        reply = rig.stage.say("Bao", thread, "Gone.")
        rig.stage.say("Chloé", thread, "Stays.")
        reading.remove("Bao", thread, reply)
        reading.remove("Ana", "", reading.say("Ana", "Gone as well."))

        assert texts(await read(rig, await span(rig, reading.channel()))) == ["Root.", "Stays."]

    async def test_thread_whose_beginning_was_deleted_is_read(self, rig: Rig, reading: ReadingHands) -> None:
        thread = rig.stage.begin("Ana", "Gone.")
        rig.stage.say("Bao", thread, "Stays.")
        root = (await rig.heard("Gone.")).said.message_id
        reading.remove("Ana", "", root)

        stretch = await read(rig, await span(rig, reading.channel()))

        assert (texts(stretch), threads(stretch)) == (["Stays."], [True])

    async def test_coming_in_is_not_something_said(self, rig: Rig, reading: ReadingHands) -> None:
        reading.say("Ana", "Welcome.")
        reading.join()

        assert texts(await read(rig, await span(rig, reading.channel()))) == ["Welcome."]

    async def test_silence_is_read_whole(self, rig: Rig, reading: ReadingHands) -> None:
        reading.say("Ana", "Before.")
        since = await moment(rig)

        stretch = await read(rig, await span(rig, reading.channel(), since=since))

        assert (stretch.heard, stretch.threads, whole(stretch)) == ((), 0, True)

    async def test_what_may_not_be_read_is_a_note(self, rig: Rig, reading: ReadingHands) -> None:
        reading.say("Ana", "A secret.")
        reading.shut_out()

        stretch = await read(rig, await span(rig, reading.channel()))

        assert (stretch.heard, stretch.complete) == ((), False)
        assert _is_sentences(stretch.notes)


def _is_sentences(notes: tuple[str, ...]) -> bool:
    return bool(notes) and all(note[:1].isupper() and note.endswith(".") for note in notes)
