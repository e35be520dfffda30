"""Threads as a channel's history shows them. Slack: conversations.history, "reply_count" and "latest_reply"."""

from collections.abc import Sequence
from typing import Final

from adapters.slack.payload import Json, number, timestamp

DAYS: Final = 30
_LONG: Final = DAYS * 86_400.0  # seconds
_MANY: Final = 3_000  # messages


def at(message: Json) -> float:
    return float(timestamp(message, "ts") or 0)


def root(message: Json) -> tuple[str, float] | None:
    """The thread that a message begins, or out of which it is shown in the channel; and when that went on last."""
    ts, thread = timestamp(message, "ts"), timestamp(message, "thread_ts")
    if thread and thread != ts:
        return thread, at(message)
    if not ts or not number(message, "reply_count"):
        return None
    return ts, float(timestamp(message, "latest_reply") or "inf")  # where it is not said, it is looked


class LookBack:
    """How far before a time threads are looked for: history tells of a thread only where it began.

    A month, or some thousand messages, whichever is less.
    """

    def __init__(self) -> None:
        self._seen = 0
        self.until = 0.0  # what is older was not looked at; 0 if all was

    def is_over(self, page: Sequence[Json], before: float, *, more: bool) -> bool:
        """Whether this page of what was said, newest first, was the last one to look at."""
        older = [each for each in page if at(each) < before]
        self._seen += len(older)
        if not older or not more:
            return not more
        if self._seen < _MANY and at(older[-1]) > before - _LONG:
            return False
        self.until = at(older[-1])
        return True
