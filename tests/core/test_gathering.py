"""Which files a question is about."""

from collections.abc import AsyncIterator
from dataclasses import replace

from bot.core.document_ports import Progress
from bot.core.errors import NotAllowed, PlatformFailed
from bot.core.gathering import gathered, just_sent
from bot.core.lifecycle import State
from bot.core.records import Entry, Turn
from bot.core.values import Address, Attachment, Author, CommandInvoked, Heard, Said, Span, Stretch
from tests.core.fakes import ANA, BAO, HERE, FakeTranscript, asked, position

ROOT = 100  # the thread's first message: `HERE` is that of "100.0"


class FakeFilePlatform:
    async def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        yield attachment.name.encode()


def sent(number: int, author: Author, name: str, at: float) -> Entry:
    return Entry(position(number), str(number), author, at, "look", (Attachment(name, name, "application/pdf", 1),))


async def names(turn: Turn, *entries: Entry, most: int = 10) -> tuple[list[str], list[str], tuple[str, ...]]:
    transcript = FakeTranscript()
    for entry in entries:
        transcript.conversations.setdefault(turn.conversation, {})[entry.position] = entry
    found = await gathered(turn, FakeFilePlatform(), transcript, most=most)  # type: ignore[arg-type]  # only `fetch` of a platform is used
    return (
        [source.attachment.name for source in found.own],
        [source.attachment.name for source in found.earlier],
        found.left,
    )


def in_thread(turn: Turn, root: int = ROOT) -> Turn:
    return replace(turn, conversation=replace(HERE, thread=str(root)))


async def test_the_questions_own_files_come_before_those_of_the_thread() -> None:
    turn = in_thread(asked(300, "And?", files=("new.pdf",)))
    assert await names(turn, sent(100, BAO, "root.pdf", 0.0), sent(200, ANA, "old.pdf", 0.0)) == (
        ["new.pdf"],
        ["old.pdf", "root.pdf"],
        (),
    )


async def test_files_of_the_channel_before_the_thread_are_left_alone() -> None:
    turn = in_thread(asked(300, "Good morning"), root=300)
    assert await names(turn, sent(90, BAO, "scan.pdf", 1_290.0)) == ([], [], ())


async def test_what_the_asker_has_just_sent_to_the_channel_is_meant() -> None:
    turn = in_thread(asked(300, "Summarise this"), root=300)  # asked at 1,300 s
    just, long_ago = sent(90, ANA, "just.pdf", 1_200.0), sent(80, ANA, "old.pdf", 600.0)
    assert await names(turn, just, long_ago) == ([], ["just.pdf"], ())


async def test_a_file_of_the_channel_that_the_question_names_is_meant() -> None:
    turn = in_thread(asked(300, "What does Scan.PDF say?"), root=300)
    assert await names(turn, sent(90, BAO, "scan.pdf", 0.0)) == ([], ["scan.pdf"], ())


async def test_in_a_direct_message_every_file_belongs_to_the_conversation() -> None:
    turn = replace(asked(300, "And?"), conversation=Address("discord", "dm", "D1"))
    assert await names(turn, sent(90, BAO, "scan.pdf", 0.0)) == ([], ["scan.pdf"], ())


async def test_the_same_upload_counts_once_and_too_many_are_named() -> None:
    turn = in_thread(asked(300, "And?", files=("a.pdf", "b.pdf", "c.pdf")))
    own, earlier, left = await names(turn, sent(200, ANA, "a.pdf", 0.0), sent(201, ANA, "d.pdf", 0.0), most=2)
    assert (own, earlier, left) == (["a.pdf", "b.pdf"], [], ("c.pdf",))


async def test_a_name_holds_nothing_that_is_not_seen() -> None:
    turn = in_thread(asked(300, "And?", files=("bill\u202efdp.exe\n",)))

    assert (await names(turn))[0] == ["bill fdp.exe"]


class FakeReadablePlatform(FakeFilePlatform):
    """What can be read of its channel; nothing at all where it fails."""

    def __init__(self, *heard: Heard, failure: PlatformFailed | None = None) -> None:
        self.heard = heard
        self.failure = failure

    async def read(self, span: Span, *, progress: Progress) -> Stretch:
        if self.failure is not None:
            raise self.failure
        return Stretch(tuple(each for each in self.heard if span.since <= each.said.at < span.until))


def heard(number: int, name: str, at: float, thread: str = "") -> Heard:
    return Heard(Said(str(number), BAO, at, "look", (Attachment(name, name, "application/pdf", 1),)), thread)


async def just(platform: FakeReadablePlatform) -> list[str]:
    command = CommandInvoked("E", replace(HERE, thread=""), ANA, 10_000.0, "ocr")

    async def progress(_text: str) -> None: ...

    turn = Turn(7, command, command.address, State.RUNNING, 1, 0.0)
    found = await just_sent(turn, command, platform, progress)  # type: ignore[arg-type]  # only `read` and `fetch` are used
    return [source.attachment.name for source in found.own]


async def test_a_command_without_a_file_means_the_newest_message_with_any_that_was_just_sent() -> None:
    talk = (heard(1, "old.pdf", 6_000.0), heard(2, "a.pdf", 9_000.0), heard(3, "b.pdf", 9_500.0))
    assert await just(FakeReadablePlatform(*talk, Heard(Said("4", BAO, 9_600.0, "so?")))) == ["b.pdf"]
    assert await just(FakeReadablePlatform(heard(1, "old.pdf", 6_000.0))) == []


async def test_a_file_counts_as_sent_before_the_command_though_the_platforms_clock_is_ahead() -> None:
    assert await just(FakeReadablePlatform(heard(2, "a.pdf", 9_000.0), heard(3, "b.pdf", 10_000.5))) == ["b.pdf"]


async def test_what_was_sent_in_threads_of_the_channel_is_not_meant() -> None:
    assert await just(FakeReadablePlatform(heard(2, "a.pdf", 9_000.0), heard(3, "b.pdf", 9_500.0, "2"))) == ["a.pdf"]


async def test_a_place_that_may_not_be_read_holds_no_file() -> None:
    assert await just(FakeReadablePlatform(failure=NotAllowed("not in the channel"))) == []
