"""How long a WebM recording is (RFC 9559). Runs in a worker.

A browser that records does not know the end when it writes the beginning, and leaves the length out; the times of the
last blocks then tell it.
"""

import struct
from typing import Final

_INFO: Final = b"\x15\x49\xa9\x66"
_SCALE: Final = b"\x2a\xd7\xb1"
_DURATION: Final = b"\x44\x89"
_CLUSTER: Final = b"\x1f\x43\xb6\x75"
_TIMESTAMP, _BLOCK, _GROUP = 0xE7, 0xA3, 0xA0
_HEAD: Final = 64 * 1024  # bytes among which the information stands
_NANOSECONDS: Final = 1_000_000  # in a tick, where nothing else is said
_SECOND: Final = 1_000_000_000
_LAST: Final = 0.02  # seconds that a block of sound lasts, mostly


def seconds(data: bytes) -> float:
    info = data.find(_INFO, 0, _HEAD)
    if info < 0:
        return 0.0
    ends = data.find(_CLUSTER, info)
    head = data[info : ends if ends >= 0 else info + _HEAD]
    tick = (int.from_bytes(_value(head, _SCALE), "big") or _NANOSECONDS) / _SECOND
    said = _value(head, _DURATION)
    if len(said) in {4, 8}:
        (duration,) = struct.unpack(">f" if len(said) == 4 else ">d", said)  # noqa: PLR2004 - single or double
        return float(duration) * tick
    last = data.rfind(_CLUSTER)
    return _end(data, last + len(_CLUSTER)) * tick + _LAST if last >= 0 else 0.0


def _value(head: bytes, name: bytes) -> bytes:
    """What stands in an element of at most 8 bytes."""
    at = head.find(name) + len(name)
    size = head[at] & 0x7F if len(name) <= at < len(head) and head[at] & 0x80 else 0
    return head[at + 1 : at + 1 + size] if size <= 8 else b""  # noqa: PLR2004 - a number


def _end(data: bytes, cluster: int) -> int:
    """The time of the last block of a cluster, in ticks; `cluster` is where its size stands."""
    at, time, latest = cluster + _length(data, cluster), 0, 0
    while 0 < at < len(data) - 4:
        name, start = data[at], at + 1 + _length(data, at + 1)
        size = _size(data, at + 1)
        if name == _TIMESTAMP:
            time = int.from_bytes(data[start : start + size], "big")
            latest = max(latest, time)
        elif name == _GROUP:
            size = 0  # its block stands in it
        elif name in {_BLOCK, 0xA1}:
            number = start + _length(data, start)
            latest = max(latest, time + int.from_bytes(data[number : number + 2], "big", signed=True))
        at = start + size
    return latest


def _length(data: bytes, at: int) -> int:
    """How many bytes a size takes: one more than there are zero bits before the first one."""
    return 9 - data[at].bit_length() if at < len(data) and data[at] else 1


def _size(data: bytes, at: int) -> int:
    length = _length(data, at)
    return int.from_bytes(data[at : at + length], "big") & (1 << 7 * length) - 1
