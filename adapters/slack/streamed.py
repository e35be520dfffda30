"""A message that grows as a stream. Slack: chat.startStream, chat.appendStream, chat.stopStream."""

from typing import Final

from adapters.slack.compose import Body, Mark, Sheet, task_chunk, text_chunk
from adapters.slack.place import Place
from adapters.slack.refusals import StreamClosed
from adapters.slack.workspace import Workspace

SOON: Final = 210.0  # seconds after which it is closed at the next good place: Slack ends a stream after 300
LATEST: Final = 230.0  # seconds after which it is closed at any place
_AT_ONCE: Final = 0.3  # seconds
_CARD_EVERY: Final = 2.0  # seconds between two changes of a card


class StreamedMessage:
    """Text can only be added to it. All methods raise `PlatformFailed`.

    What is being done between two texts is a card (`task_update`), whose title changes and which is then complete. A
    stream takes chunks in all of its calls, or in none.
    """

    def __init__(self, workspace: Workspace, place: Place, ts: str, shown: str, *, key: str) -> None:
        """`key` is the turn's."""
        self.ts = ts
        self.key = key
        self._workspace = workspace
        self._place = place
        self._shown = shown
        self._began = workspace.clock.monotonic()
        self._cards = 0
        self._card = ""  # the title of the one that is open
        self._next_card = 0.0  # monotonic time before which it is not changed
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
        if await self._workspace.api.attempt("chat.appendStream", self._body(new)) is None:
            return False
        self._shown, self._card = sheet.shown, ""
        return True

    async def work(self, text: str) -> None:
        """Say what is being done, if there is room for a call now and it was not said just before."""
        now = self._workspace.clock.monotonic()
        if now < self._next_card or text == self._card:
            return
        self._next_card = now + _CARD_EVERY
        self._cards += not self._card
        body = {"channel": self._place.channel, "ts": self.ts, "chunks": [task_chunk(self._cards, text, "in_progress")]}
        if await self._workspace.api.attempt("chat.appendStream", body) is not None:
            self._card = text

    async def close(self, sheet: Sheet, mark: Mark, *, last: bool) -> None:
        """Add the rest and what stands below, and stop the stream; unless it is the `last`, a further one goes on."""
        new = self._new(sheet.shown)
        if new and self._workspace.api.budget.delay("chat.stopStream") > _AT_ONCE:
            await self._append(new)  # to be read now; the stream is stopped when Slack lets us
            self._shown, self._card, new = sheet.shown, "", ""
        body = {
            "channel": self._place.channel,
            "ts": self.ts,
            "chunks": self._chunks(new) or None,
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
        await self._workspace.api.call("chat.appendStream", self._body(new))

    def _body(self, new: str) -> Body:
        return {"channel": self._place.channel, "ts": self.ts, "chunks": self._chunks(new)}

    def _chunks(self, new: str) -> list[Body]:
        """The new text, and before it the end of what was being done."""
        done = [task_chunk(self._cards, self._card, "complete")] if self._card else []
        return [*done, *([text_chunk(new)] if new else [])]

    def _new(self, shown: str) -> str:
        if not shown.startswith(self._shown):
            raise StreamClosed("the text has changed, and a stream cannot")
        return shown[len(self._shown) :]
