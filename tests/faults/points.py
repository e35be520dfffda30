"""Moments at which a process dies."""

import os
import signal
from typing import Final

INSIDE: Final = (
    "accepted",  # the event is stored and not acknowledged
    "begun",  # the turn's attempt is recorded, nothing is done yet
    "window_built",  # the request is about to be sent
    "first_token",  # the first token has come
    "replied",  # the model's whole reply is recorded
    "tool_started",  # the start of a tool is recorded
    "tool_ran",  # the tool has run, its result is not recorded
    "tool_recorded",
    "change_started",  # the start of a tool that changes the world is recorded
    "changed",  # the world is changed, and that is not recorded
    "posted",  # a message is on the platform and not in the ledger
    "recorded",  # it is in the ledger
    "shown",  # a message was edited or appended to, as the answer grew
    "split",  # a further message of the same answer is on the platform and not in the ledger
    "rotated",  # a message is closed while the answer still grows
    "last_token",  # the whole answer is known, nothing of its end is shown
    "finished",  # the whole answer is shown, the turn is not settled
    "settled",
)
"""Passed by the bot's process itself."""

OUTSIDE: Final = (
    "sent",  # a question is on its way to the bot
    "acknowledged",  # the sandbox has the acknowledgement of an event
    "any",  # any time
)
"""Seen, or chosen, by the one who kills."""


class Fuse:
    """Ends its process, as `kill -9` does, when a point is passed for the nth time: "posted:3"; empty for never."""

    def __init__(self, kill_at: str) -> None:
        self._point, _, nth = kill_at.partition(":")
        self._left = int(nth or 1)
        if self._point and self._point not in INSIDE:
            raise ValueError(f"no such point: {self._point}")

    def __call__(self, point: str) -> None:
        if point != self._point:
            return
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
