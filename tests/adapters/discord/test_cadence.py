import gc

import pytest

from adapters.discord.cadence import KEPT_OF_NOTES, PAUSES, WRITES, Cadence, Stream
from tests.fakes import FakeClock


def shown(stream: Stream) -> None:
    stream.wrote()
    stream.shown()


def test_pauses_grow_with_the_answer() -> None:
    stream = Cadence(FakeClock()).stream("1")
    pauses = []
    for _ in range(6):
        shown(stream)
        pauses.append(stream.pause())
    assert pauses == [*PAUSES, PAUSES[-1], PAUSES[-1]]


def test_streams_of_one_channel_share_its_edits() -> None:
    cadence = Cadence(FakeClock())
    streams = [cadence.stream("1") for _ in range(4)]
    elsewhere = cadence.stream("2")
    for stream in (*streams, elsewhere):
        shown(stream)
    assert streams[0].pause() == pytest.approx(4.8)
    assert elsewhere.pause() == PAUSES[0]
    streams[1].end()
    assert streams[0].pause() == pytest.approx(3.6)


def test_many_streams_stay_below_the_bots_own_limit() -> None:
    cadence = Cadence(FakeClock())
    streams = [cadence.stream(str(number)) for number in range(100)]
    for stream in streams:
        shown(stream)
    assert streams[0].pause() == pytest.approx(2.5)


async def test_the_last_write_of_a_window_is_kept_for_the_one_who_finishes() -> None:
    clock = FakeClock()
    cadence = Cadence(clock)
    stream, other = cadence.stream("1"), cadence.stream("1")
    for _ in range(4):
        assert stream.may_show()
        shown(stream)
    assert not stream.may_show()
    assert other.may_show()  # the first words are never held back
    await clock.advance(5.1)
    assert stream.may_show()


def test_a_stream_that_was_let_go_of_counts_no_more() -> None:
    cadence = Cadence(FakeClock())
    kept, lost = cadence.stream("1"), cadence.stream("1")
    shown(kept)
    shown(lost)
    del lost
    gc.collect()
    assert kept.pause() == PAUSES[0]


def test_lines_that_are_no_answer_leave_room_for_answers_and_slow_nobody_down() -> None:
    clock = FakeClock()
    cadence = Cadence(clock)
    reading, answering = cadence.stream("1"), cadence.stream("1")
    noted = 0
    while reading.may_note():
        reading.noted()
        noted += 1
    assert noted == WRITES - KEPT_OF_NOTES
    shown(answering)
    assert answering.pause() == PAUSES[0]
    assert not reading.may_note()
