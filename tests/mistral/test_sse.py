from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from bot.mistral.sse import EventParser


def parsed(*pieces: bytes) -> list[bytes]:
    parser = EventParser()
    events = [event for piece in pieces for event in parser.feed(piece)]
    return events + parser.end()


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        pytest.param(b"data: a\n\ndata: b\n\n", [b"a", b"b"], id="line feeds"),
        pytest.param(b"data: a\r\n\r\ndata: b\r\n\r\n", [b"a", b"b"], id="carriage return and line feed"),
        pytest.param(b"data: a\r\rdata: b\r\r", [b"a", b"b"], id="carriage returns"),
        pytest.param(b"data: a\r\n\ndata: b\n\r\n", [b"a", b"b"], id="mixed line ends"),
        pytest.param(b"data: a\ndata: b\n\n", [b"a\nb"], id="data over two lines"),
        pytest.param(b"data:a\n\ndata:  b\n\n", [b"a", b" b"], id="one space belongs to the colon"),
        pytest.param(b"\xef\xbb\xbfdata: a\n\n", [b"a"], id="byte order mark"),
        pytest.param(b"data: a\n\n\xef\xbb\xbfdata: b\n\n", [b"a"], id="a mark later on makes another field"),
        pytest.param(b": ping\n\ndata: a\n\n", [b"a"], id="comment"),
        pytest.param(b"event: x\nid: 1\nretry: 5\ndata: a\n\n", [b"a"], id="other fields"),
        pytest.param(b"\n\n\n\ndata: a\n\n\n\ndata: b\n\n", [b"a", b"b"], id="blank lines between"),
        pytest.param(b"data: a\n\ndata: [DONE]", [b"a", b"[DONE]"], id="last event unterminated"),
        pytest.param(b"data: a\n\ndata: b\r", [b"a", b"b"], id="last event cut in its line end"),
        pytest.param(b"data\n\ndata:\n\n", [], id="no data"),
        pytest.param(b"", [], id="nothing"),
    ],
)
@pytest.mark.parametrize("width", [1, 2, 3, 1000])
def test_stream_is_cut_into_the_events_it_holds(stream: bytes, events: list[bytes], width: int) -> None:
    pieces = [stream[start : start + width] for start in range(0, len(stream), width)]

    assert parsed(*pieces) == events


def test_unicode_line_separators_inside_json_stay_where_they_are() -> None:
    text = 'data: {"content":"a\u2028b\u2029c\u0085d\x0be\x0cf"}'

    assert parsed(text.encode() + b"\n\n") == [text.removeprefix("data: ").encode()]


def test_event_is_given_as_soon_as_it_is_complete() -> None:
    parser = EventParser()

    assert parser.feed(b"data: a\n") == []
    assert parser.feed(b"\ndata: b") == [b"a"]
    assert parser.feed(b"\r\n\r") == [b"b"]
    assert parser.feed(b"\n") == []


LINES = st.sampled_from(
    [
        b"data: a",
        b"data:b",
        'data: é\u2028\u0085"'.encode(),
        b": ping",
        b"event: x",
        b"data",
        b"",
        b"\xef\xbb\xbfdata: c",
    ]
)
ENDS = st.sampled_from([b"\n", b"\r\n", b"\r"])
STREAMS = st.lists(st.tuples(LINES, ENDS), max_size=12).map(lambda lines: b"".join(line + end for line, end in lines))


@given(STREAMS, st.lists(st.integers(0, 200), max_size=8))
def test_cutting_a_stream_anywhere_changes_nothing(stream: bytes, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    pieces = [stream[start:end] for start, end in pairwise(edges)]

    assert parsed(*pieces) == parsed(stream)


@given(st.binary(max_size=200), st.integers(0, 200))
def test_bytes_that_are_no_stream_do_no_harm(stream: bytes, cut: int) -> None:
    assert parsed(stream[:cut], stream[cut:]) == parsed(stream)
