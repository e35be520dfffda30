"""The line below a thread that says what is being done. Slack: assistant.threads.setStatus.

It may be given a new text for each page of a file: the newest is shown, at most one call every two seconds, and never
by an edit of a message. Slack takes the line away when a message is posted, or after two minutes.
"""

import asyncio
import logging
from typing import Final

from adapters.slack.place import Place
from adapters.slack.refusals import NotOffered
from adapters.slack.workspace import Workspace
from bot.core.errors import PlatformFailed

log = logging.getLogger(__name__)

METHOD: Final = "assistant.threads.setStatus"
_EVERY: Final = 2.0  # seconds between two calls for one answer
_SHARE: Final = 1.3  # the same for each answer that has a line: 50 calls a minute for all together
_LONGEST: Final = 140  # characters; a line is one line
_IN_FLIGHT: Final = 2.0  # seconds that a call under way may take when the line has to be out of the way


class Line:
    """Best effort: a line that cannot be set is not missed."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._wanted = ""
        self._said = ""
        self._next = 0.0  # monotonic time before which Slack is left alone
        self._writer: asyncio.Task[None] | None = None
        self._sending = False

    def say(self, place: Place, text: str) -> None:
        """Show the text soon, unless a newer one comes first."""
        self._wanted = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
        if self._writer is None or self._writer.done():
            self._workspace.lined.add(self)
            self._writer = self._workspace.background.begin(self._write(place))

    def posted(self) -> None:
        """A message was posted below it, and Slack has taken it away."""
        self._said = ""

    async def hush(self) -> None:
        """Say nothing more from here on; returns once no call is under way any more."""
        self._wanted = self._said
        writer, self._writer = self._writer, None
        self._workspace.lined.discard(self)
        if writer is None or writer.done():
            return
        if self._sending:
            await asyncio.wait({writer}, timeout=_IN_FLIGHT)
        writer.cancel()
        await asyncio.wait({writer})

    async def clear(self, place: Place) -> None:
        """Take it away, if it is there."""
        await self.hush()
        if self._said:
            self._wanted = ""
            await self._send(place)

    async def _write(self, place: Place) -> None:
        while self._wanted != self._said:
            clock = self._workspace.clock
            if (left := self._next - clock.monotonic()) > 0:
                await clock.sleep(left)
                continue
            self._next = clock.monotonic() + max(_EVERY, _SHARE * len(self._workspace.lined))
            self._sending = True
            try:
                await self._send(place)
            finally:
                self._sending = False

    async def _send(self, place: Place) -> None:
        text, features = self._wanted, self._workspace.features
        self._said = text
        if not features.offered(METHOD, place.channel):
            return
        body = {"channel_id": place.channel, "thread_ts": place.thread, "status": text}
        try:
            await self._workspace.api.attempt(METHOD, body)
        except NotOffered as error:
            features.refuse(METHOD, place.channel, error)
        except PlatformFailed as error:
            log.debug("No status line: %s", error)
