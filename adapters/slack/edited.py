"""A message that grows by being edited. Slack: chat.update."""

from typing import Final

from adapters.slack.compose import Mark, Sheet, update
from adapters.slack.place import Place
from adapters.slack.refusals import StillStreaming, StreamClosed
from adapters.slack.workspace import Workspace

_SPARE: Final = 25  # edits of the minute that are left to final texts


class EditedMessage:
    """Each edit gives it its whole text, so that nothing depends on what it said before."""

    age: Final = 0.0  # it does not die

    def __init__(self, workspace: Workspace, place: Place, ts: str) -> None:
        self.ts = ts
        self._workspace = workspace
        self._place = place
        workspace.edited.add(self)

    async def grow(self, sheet: Sheet, mark: Mark) -> bool:
        """Show the text so far, if there is room for a call now; False if there is not."""
        body = update(self._place, self.ts, sheet, mark)
        try:
            return await self._workspace.api.attempt("chat.update", body, spare=_SPARE) is not None
        except StillStreaming:
            await self._stop_stream(mark)
            return False

    async def close(self, sheet: Sheet, mark: Mark, *, last: bool) -> None:
        del last
        body = update(self._place, self.ts, sheet, mark)
        try:
            await self._workspace.api.call("chat.update", body)
        except StillStreaming:
            await self._stop_stream(mark)
            await self._workspace.api.call("chat.update", body)
        self.leave()

    def leave(self) -> None:
        """It grows no more."""
        self._workspace.edited.discard(self)

    async def _stop_stream(self, mark: Mark) -> None:
        """It was begun as a stream, by a process that died or a call whose answer was lost."""
        body = {"channel": self._place.channel, "ts": self.ts, "metadata": mark.metadata()}
        try:
            await self._workspace.api.call("chat.stopStream", body)
        except StreamClosed:
            return  # which is what was wanted
