"""Messages of ours that were seen at Slack: what a process posted before it died and could not record."""

from collections import OrderedDict
from typing import Final, TypeVar

from adapters.slack.compose import EVENT_TYPE
from adapters.slack.payload import Json, number, record, text, timestamp

Key = TypeVar("Key")
_KEPT: Final = 2_000


class Sightings:
    """Filled while histories are read, at no cost; looked at before an answer's part is posted.

    `started_at` is when this process began, in seconds since the Unix epoch: only what is older can have been left.
    """

    def __init__(self, started_at: float) -> None:
        self._started_at = started_at
        self._parts: OrderedDict[tuple[str, int], str] = OrderedDict()
        self._streams: OrderedDict[tuple[str, str], str] = OrderedDict()

    def note(self, channel: str, thread: str, message: Json) -> None:
        """Take note of a message of ours."""
        ts = timestamp(message, "ts")
        if not ts:
            return
        if found := mark_of(message):
            _put(self._parts, found, ts)
        elif text(message, "streaming_state") == "in_progress" and float(ts) < self._started_at:
            _put(self._streams, (channel, thread), ts)

    def part(self, key: str, index: int) -> str:
        """The message that holds this part of this turn, or empty."""
        return self._parts.get((key, index), "")

    def open_stream(self, channel: str, thread: str, since: str) -> str:
        """The stream that was left open in a thread after `since`, or empty; said once."""
        seen = self._streams.pop((channel, thread), "")
        return seen if seen and float(seen) > float(since or 0) else ""


def mark_of(message: Json) -> tuple[str, int] | None:
    """The key of the turn and the number of the part, if the message says."""
    payload = record(message, "metadata", "event_payload")
    if text(message, "metadata", "event_type") != EVENT_TYPE or not text(payload, "key"):
        return None
    return text(payload, "key"), number(payload, "part")


def _put(kept: OrderedDict[Key, str], key: Key, ts: str) -> None:
    kept[key] = ts
    while len(kept) > _KEPT:
        kept.popitem(last=False)
