"""That work is going on, and what is being done. Slack: agents.sessions.setStatus, assistant.threads.setStatus."""

import logging
from typing import Final, Literal

from adapters.slack.line import Line
from adapters.slack.place import Place
from adapters.slack.refusals import NotOffered
from adapters.slack.workspace import Workspace
from bot.core.errors import PlatformFailed

log = logging.getLogger(__name__)

_SESSION: Final = "agents.sessions.setStatus"
_AGAIN: Final = 5.0  # seconds before it is tried again to set a status that could not be set
_SPARE: Final = 25  # calls of the minute that are left to ending what was begun


class StatusLine:
    """Best effort: a status that cannot be set is not missed.

    The session's status is set once; it comes with Slack's own word for it and with the Stop button. What is being
    done after that stands in the line. `suspended`: an earlier attempt has asked a person.
    """

    def __init__(self, workspace: Workspace, *, suspended: bool = False) -> None:
        self._workspace = workspace
        self._line = Line(workspace)
        self._processing = False
        self._suspended = suspended
        self._next = 0.0  # monotonic time before which it is not tried again

    async def work(self, place: Place, text: str) -> None:
        """Say that the bot is at work, or what it does now; may be called as often as there is news."""
        if not place.thread:
            return
        if not self._processing and self._workspace.clock.monotonic() >= self._next:
            self._next = self._workspace.clock.monotonic() + _AGAIN
            self._processing = await self._set(place, "processing", spare=_SPARE)
            self._suspended = self._suspended and not self._processing
            if self._processing:
                return
        self._line.say(place, text)

    async def suspend(self, place: Place) -> None:
        """Say that it waits for a person."""
        await self._line.clear(place)
        self._suspended = await self._set(place, "suspended", spare=_SPARE) or self._processing
        self._processing = False

    async def rest(self, place: Place) -> None:
        """Say that it is done, if anything else was said; a stream that is stopped says so by itself."""
        await self._line.clear(place)
        if self._processing or self._suspended:
            self._processing = self._suspended = False
            await self._set(place, "active", spare=0)

    async def hush(self) -> None:
        """Leave the thread to a message that is about to be written."""
        await self._line.hush()

    async def clear(self, place: Place) -> None:
        """Take away what is being done, since the answer goes on."""
        await self._line.clear(place)

    def posted(self) -> None:
        """A message was posted in the thread."""
        self._line.posted()

    def streaming(self, *, on: bool) -> None:
        """Slack has been told by a stream that began, or by one that was stopped."""
        self._line.posted()
        self._processing, self._suspended = on, False

    async def _set(self, place: Place, status: Literal["processing", "suspended", "active"], *, spare: int) -> bool:
        if not self._workspace.features.offered(_SESSION, place.channel):
            return False
        body = {"channel_id": place.channel, "thread_ts": place.thread, "status": status}
        try:
            return await self._workspace.api.attempt(_SESSION, body, spare=spare) is not None
        except NotOffered as error:
            self._workspace.features.refuse(_SESSION, place.channel, error)
        except PlatformFailed as error:
            log.debug("No status: %s", error)
        return False
