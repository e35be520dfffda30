"""That work is going on. Slack: agents.sessions.setStatus; where there are no sessions assistant.threads.setStatus."""

import logging
from typing import Final

from adapters.slack.compose import Body
from adapters.slack.place import Place
from adapters.slack.refusals import NotOffered
from adapters.slack.workspace import Workspace
from bot.core.errors import PlatformFailed

log = logging.getLogger(__name__)

_SESSION: Final = "agents.sessions.setStatus"
_LINE: Final = "assistant.threads.setStatus"
_SPARE: Final = 25  # calls of the minute that are left to ending what was begun


class StatusLine:
    """Best effort: a status that cannot be set is not missed."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._processing = False

    async def work(self, place: Place, text: str) -> None:
        """Say that the bot is at work; Slack shows its own word for it, or `text` where it knows no sessions."""
        if self._processing or not place.thread:
            return
        self._processing = await self._set(_SESSION, place, {"status": "processing"}, spare=_SPARE)
        if not self._processing and not self._workspace.features.offered(_SESSION, place.channel):
            await self._set(_LINE, place, {"status": text}, spare=_SPARE)  # it ends with the next message

    async def rest(self, place: Place) -> None:
        """Say that it is not, if it was said; a stream that is stopped says so by itself."""
        if self._processing:
            self._processing = False
            await self._set(_SESSION, place, {"status": "active"}, spare=0)

    def streaming(self, *, on: bool) -> None:
        """Slack has been told by a stream that began, or by one that was stopped."""
        self._processing = on

    async def _set(self, method: str, place: Place, status: Body, *, spare: int) -> bool:
        if not self._workspace.features.offered(method, place.channel):
            return False
        body = {"channel_id": place.channel, "thread_ts": place.thread, **status}
        try:
            return await self._workspace.api.attempt(method, body, spare=spare) is not None
        except NotOffered as error:
            self._workspace.features.refuse(method, place.channel, error)
        except PlatformFailed as error:
            log.debug("No status: %s", error)
        return False
