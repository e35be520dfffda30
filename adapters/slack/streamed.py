"""A message that grows as a stream. Slack: chat.startStream, chat.appendStream, chat.stopStream."""

from typing import Final

from adapters.slack.compose import Mark, Sheet
from adapters.slack.place import Place
from adapters.slack.refusals import StreamClosed
from adapters.slack.workspace import Workspace

SOON: Final = 210.0  # seconds after which it is closed at the next good place: Slack ends a stream after 300
LATEST: Final = 230.0  # seconds after which it is closed at any place
_AT_ONCE: Final = 0.3  # seconds


class StreamedMessage:
    """Text can only be added to it. All methods raise `PlatformFailed`."""

    def __init__(self, workspace: Workspace, place: Place, ts: str, shown: str) -> None:
        self.ts = ts
        self._workspace = workspace
        self._place = place
        self._shown = shown
        self._began = workspace.clock.monotonic()
        workspace.streamed.add(self)

    @property
    def age(self) -> float:
        """Seconds since the stream began."""
        return self._workspace.clock.monotonic() - self._began

    async def grow(self, sheet: Sheet, mark: Mark) -> bool:
        """Add what is new, if there is room for a call now; False if there is not."""
        del mark  # it is given when the stream is stopped
        if not (new := self._new(sheet.shown)):
            return True
        body = {"channel": self._place.channel, "ts": self.ts, "markdown_text": new}
        if await self._workspace.api.attempt("chat.appendStream", body) is None:
            return False
        self._shown = sheet.shown
        return True

    async def close(self, sheet: Sheet, mark: Mark, *, last: bool) -> None:
        """Add the rest and what stands below, and stop the stream; unless it is the `last`, a further one goes on."""
        new = self._new(sheet.shown)
        if new and self._workspace.api.budget.delay("chat.stopStream") > _AT_ONCE:
            await self._append(new)  # to be read now; the stream is stopped when Slack lets us
            self._shown, new = sheet.shown, ""
        body = {
            "channel": self._place.channel,
            "ts": self.ts,
            "markdown_text": new or None,
            "blocks": sheet.tail or None,
            "metadata": mark.metadata(),
            "session_status": "active" if last else "processing",
        }
        await self._workspace.api.call("chat.stopStream", body)
        self.leave()

    def leave(self) -> None:
        """It is no stream any more."""
        self._workspace.streamed.discard(self)

    async def _append(self, new: str) -> None:
        body = {"channel": self._place.channel, "ts": self.ts, "markdown_text": new}
        await self._workspace.api.call("chat.appendStream", body)

    def _new(self, shown: str) -> str:
        if not shown.startswith(self._shown):
            raise StreamClosed("the text has changed, and a stream cannot")
        return shown[len(self._shown) :]
