"""When a conversation's history is read, and when it is read again."""

from dataclasses import dataclass, field
from typing import Any

from bot.core.backfill import Backfill, Readings
from bot.core.shards import Shard
from bot.core.values import History, MessageReceived, Said
from tests.core.fakes import ANA, FakeTranscript, asked

EARLIER = Said("1", ANA, 1_001.0, "earlier")
UNREADABLE = History((), complete=False, note="I could not read what was said before.")


@dataclass(slots=True)
class FakePlatform:
    """Gives one history after the other."""

    histories: list[History] = field(default_factory=list)

    async def history(self, to: MessageReceived, *, after: str = "", limit: int = 1000) -> History:
        return self.histories.pop(0)


async def read(backfill: Backfill, number: int, *histories: History) -> tuple[str, ...]:
    """What is noted before the turn of message `number`; each history has to be asked for."""
    platform: Any = FakePlatform(list(histories))
    notes = await backfill(asked(number, "and?"), platform)
    assert platform.histories == []
    return notes


async def test_a_history_is_read_once() -> None:
    backfill = Backfill(FakeTranscript(), Readings(0.0))
    assert await read(backfill, 2, History((EARLIER,))) == ()
    assert await read(backfill, 3) == ()


async def test_a_history_is_read_again_after_a_gap() -> None:
    backfill = Backfill(FakeTranscript(), Readings(0.0))
    await read(backfill, 2, History((EARLIER,)))
    backfill.readings.gap(Shard("slack"), 10.0)
    assert await read(backfill, 3, History(())) == ()


async def test_what_could_not_be_read_is_said_and_tried_again_with_the_next_question() -> None:
    transcript = FakeTranscript()
    backfill = Backfill(transcript, Readings(0.0))
    assert await read(backfill, 2, UNREADABLE) == (UNREADABLE.note,)
    assert await read(backfill, 3, History((EARLIER,))) == ()
    assert [entry.text for entry in transcript.entries] == ["earlier"]


async def test_what_will_always_be_missing_is_said_once() -> None:
    backfill = Backfill(FakeTranscript(), Readings(0.0), limit=10)
    assert await read(backfill, 2, History((EARLIER,), note="I read only mentions here.")) != ()
    assert await read(backfill, 3) == ()
    other = Backfill(FakeTranscript(), Readings(0.0), limit=10)
    assert await read(other, 2, History((EARLIER,), complete=False)) == ("there are older messages than the 10 I read",)
    assert await read(other, 3) == ()
