"""Messages of ours that were seen at Slack: what a process posted before it died and could not record."""

from collections import OrderedDict
from typing import Final, TypeVar

from adapters.slack.compose import EVENT_TYPE
from adapters.slack.payload import Json, number, record, text, timestamp

Key = TypeVar("Key")
Value = TypeVar("Value")
_KEPT: Final = 2_000
_BEGUN: Final = frozenset({"in_progress", "errored"})  # what nobody stops is closed by Slack after five minutes


class Sightings:
    """Filled while histories are read, at no cost; looked at before an answer's part is posted.

    `started_at` is when this process began, in seconds since the Unix epoch: only what is older can have been left.
    """

    def __init__(self, started_at: float) -> None:
        self._started_at = started_at
        self._read: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._resumed: OrderedDict[str, None] = OrderedDict()
        self._parts: OrderedDict[tuple[str, int], str] = OrderedDict()
        self._streams: OrderedDict[tuple[str, str], list[str]] = OrderedDict()

    def may_be_begun(self, asked: str) -> bool:
        """Whether an earlier process may have begun to answer a message, given by its `ts`."""
        return float(asked) < self._started_at

    def read(self, channel: str, thread: str) -> None:
        """All that an earlier process has left in this thread has been noted."""
        _put(self._read, (channel, thread), None)

    def knows(self, channel: str, thread: str, key: str) -> bool:
        """Whether all that an earlier attempt at this turn has left there is noted: not of one in this process."""
        first = key not in self._resumed
        _put(self._resumed, key, None)
        return first and (channel, thread) in self._read

    def note(self, channel: str, thread: str, message: Json, *, left: bool = False) -> None:
        """Take note of a message of ours; `left` if it is known that nobody goes on with it."""
        ts = timestamp(message, "ts")
        if not ts:
            return
        if found := mark_of(message):
            _put(self._parts, found, ts)
        elif text(message, "streaming_state") in _BEGUN and (left or float(ts) < self._started_at):
            known = self._streams.get((channel, thread), [])
            _put(self._streams, (channel, thread), sorted({*known, ts}, key=float))

    def part(self, key: str, index: int) -> str:
        """The message that holds this part of this turn, or empty."""
        return self._parts.get((key, index), "")

    def after(self, key: str, index: int) -> list[str]:
        """The messages that hold later parts of this turn."""
        return [ts for (turn, part), ts in self._parts.items() if turn == key and part > index]

    def open_streams(self, channel: str, thread: str, since: str) -> list[str]:
        """The streams that were left open in a thread after `since`, oldest first; said once."""
        return [ts for ts in self._streams.pop((channel, thread), []) if float(ts) > float(since or 0)]


def mark_of(message: Json) -> tuple[str, int] | None:
    """The key of the turn and the number of the part, if the message says."""
    payload = record(message, "metadata", "event_payload")
    if text(message, "metadata", "event_type") != EVENT_TYPE or not text(payload, "key"):
        return None
    return text(payload, "key"), number(payload, "part")


def _put(kept: OrderedDict[Key, Value], key: Key, value: Value) -> None:
    kept[key] = value
    while len(kept) > _KEPT:
        kept.popitem(last=False)
