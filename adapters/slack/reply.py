"""One answer on its way into a thread: streamed where Slack lets us, edited or posted whole where it does not."""

import contextlib
import logging
from dataclasses import replace
from typing import Final

from adapters.slack.compose import Mark, Sheet
from adapters.slack.edited import EditedMessage
from adapters.slack.outgoing import safe
from adapters.slack.pieces import Piece, break_in, calm, cut, skip_blank
from adapters.slack.place import Place
from adapters.slack.posting import begin_post, begin_stream, post_once
from adapters.slack.refusals import StillStreaming, StreamClosed, Unclear
from adapters.slack.status import StatusLine
from adapters.slack.streamed import LATEST, SOON, StreamedMessage
from adapters.slack.whisper import Whisper
from adapters.slack.workspace import Workspace
from bot.core.errors import Gone, NotAllowed, PlatformFailed
from bot.core.ports import Outbox
from bot.core.values import Part

log = logging.getLogger(__name__)

_PAUSES: Final = (1.0, 1.6, 2.3, 3.0, 3.6, 4.2)  # seconds; five steps make an answer of thirteen seconds
_QUESTION: Final = 3_000  # characters of a command that are repeated
_EDITS_FREE: Final = 30  # of the minute's: below that, an answer that cannot be streamed is posted whole


class SlackReply:
    """A `Reply`. The answer is a row of messages; all but the last are closed, and the last grows."""

    def __init__(self, workspace: Workspace, place: Place, outbox: Outbox) -> None:
        self._workspace = workspace
        self._place = place
        self._outbox = outbox
        self._status = StatusLine(workspace)
        self._earlier = {part.index: part.message_id for part in outbox.parts}
        self._left: list[str] | None = None  # streams that an earlier process began and could not record
        self._message: StreamedMessage | EditedMessage | None = None
        self._index = 0  # of the message that grows
        self._start = 0  # where in the text it begins
        self._end = 0  # how much of the text it shows
        self._shows = 0

    async def status(self, text: str) -> None:
        try:
            await self._rooted()
        except PlatformFailed as error:
            log.debug("Nowhere to show a status: %s", error)
            return
        if self._message is None:
            await self._status.work(self._place, text)

    async def wait(self, text: str) -> None:
        """By a plain post, which says whose it is: a stream left open in the thread is that of the running turn."""
        try:
            await self._rooted()
            if self._index in self._earlier or self._workspace.sightings.part(self._outbox.key, self._index):
                return
            if ts := await begin_post(self._workspace, self._place, Sheet(safe(text), text), self._mark()):
                self._earlier[self._index] = ts
                await self._outbox.record(Part(self._index, ts, 0, 0))
        except PlatformFailed as error:
            log.info("Could not say that an answer has to wait: %s", error)

    async def show(self, text: str) -> None:
        self._shows += 1
        try:
            await self._rooted()
            await self._close_full(text.lstrip(), last=False)
            await self._grow(text.lstrip())
        except PlatformFailed as error:
            log.info("Could not show an answer as it grows: %s", error)

    def pause(self) -> float:
        return max(_PAUSES[min(self._shows, len(_PAUSES)) - 1], self._workspace.pace())

    async def finish(self, text: str, *, footer: str = "") -> None:
        words = text.strip()
        await self._rooted()
        await self._close_full(words, last=True)
        await self._close(Piece(words, min(self._start, len(words)), len(words)), footer, last=True)
        await self._status.rest(self._place)
        await self._remove_surplus()

    async def fail(self, text: str, notice: str) -> None:
        words = text.strip()
        words = f"{words}\n\n{notice}" if words else notice
        try:
            await self.finish(words)
        except NotAllowed:
            if self._place.thread or not self._place.response_url:
                raise
            await Whisper(self._workspace, self._place).finish(words)  # where the bot may not post at all

    async def _rooted(self) -> None:
        """A command has no message of its own: its answer goes below one that says what was asked."""
        if self._place.thread:
            return
        root = self._earlier.get(0) or await post_once(self._workspace, self._place, self._question(), self._mark())
        self._place = replace(self._place, thread=root, since=root)
        self._index = 1
        if 0 not in self._earlier:
            self._earlier[0] = root
            await self._outbox.record(Part(0, root, 0, 0, closed=True))

    def _question(self) -> Sheet:
        words = f"**{self._place.name}** asked: {self._place.line}"[:_QUESTION]
        return Sheet(safe(words), words)

    async def _close_full(self, words: str, *, last: bool) -> None:
        """Close the message that grows while there is more text than it can hold, or longer than Slack lets it."""
        while (end := self._full(words, last=last)) is not None:
            await self._close(Piece(words, self._start, end), "", last=False)
            self._start = self._end = skip_blank(words, end)
            self._index += 1

    def _full(self, words: str, *, last: bool) -> int | None:
        end = cut(words, self._start, shown=self._end)
        if end is not None or last or self._message is None or self._message.age < SOON:
            return end
        most = len(words.rstrip()) - 1
        if most <= self._end:
            return None
        late = self._message.age >= LATEST
        found = break_in(words, self._end, most, at_blanks=late)
        return self._end if found is None and late and self._end > self._start else found

    async def _grow(self, words: str) -> None:
        piece = Piece(words, self._start, calm(words, self._start))
        shown, end = piece.so_far()
        if not shown.strip():
            return
        sheet = Sheet(shown, words[self._start : end])
        if self._message is None:
            self._message = await self._begin(sheet)
            arrived = self._message is not None
        else:
            arrived = await self._grown(self._message, sheet)
        if arrived:
            self._end = end
            await self._record()

    async def _begin(self, sheet: Sheet) -> StreamedMessage | EditedMessage | None:
        """The message that will grow, or None where there is no room for one now."""
        workspace, place = self._workspace, self._place
        if known := self._known():
            return EditedMessage(workspace, place, known)
        if workspace.may_stream(place.channel):
            ts, streaming = await begin_stream(workspace, place, sheet)
            if ts:
                self._status.streaming(on=True)
                return StreamedMessage(workspace, place, ts, sheet.shown) if streaming else self._edited(ts)
        if workspace.api.budget.left("chat.update") < _EDITS_FREE:
            return None
        ts = await begin_post(workspace, place, sheet, self._mark())
        return EditedMessage(workspace, place, ts) if ts else None

    async def _grown(self, message: StreamedMessage | EditedMessage, sheet: Sheet) -> bool:
        try:
            return await message.grow(sheet, self._mark())
        except Gone as error:
            message.leave()
            self._message = self._edited(message.ts) if isinstance(error, StreamClosed) else None
        except (Unclear, StillStreaming):
            message.leave()
            self._message = self._edited(message.ts)
        return False

    async def _close(self, piece: Piece, footer: str, *, last: bool) -> None:
        """Bring a message to its final state, whatever it takes, and record it."""
        sheet = Sheet(piece.shown(), piece.words[piece.start : piece.end], footer)
        message = self._message or (self._edited(known) if (known := self._known()) else None)
        ts = await self._closed(message, sheet, last=last) if message else ""
        if not ts:
            ts = await post_once(self._workspace, self._place, sheet, self._mark())
        self._message = None
        self._earlier[self._index] = ts  # if it cannot be recorded, the next call edits it instead of posting another
        await self._outbox.record(Part(self._index, ts, piece.start, piece.end, closed=True))

    async def _closed(self, message: StreamedMessage | EditedMessage, sheet: Sheet, *, last: bool) -> str:
        """The `ts` of the message in its final state, or empty if it is no longer there."""
        if isinstance(message, StreamedMessage):
            try:
                await message.close(sheet, self._mark(), last=last)
            except (StreamClosed, Unclear) as error:
                log.info("%s; the message is edited instead", error)
                message.leave()
                message = self._edited(message.ts)
            except Gone:
                message.leave()
                return ""
            else:
                self._status.streaming(on=not last)
                return message.ts
        try:
            await message.close(sheet, self._mark(), last=last)
        except Gone:
            message.leave()
            return ""
        return message.ts

    def _known(self) -> str:
        """The message that an earlier process posted for this part, or empty."""
        sightings, place = self._workspace.sightings, self._place
        if self._left is None:  # asked always: they are nobody else's
            left = sightings.open_streams(place.channel, place.thread, place.since)
            self._left = [ts for ts in left if ts not in self._earlier.values()]
        known = self._earlier.get(self._index) or sightings.part(self._outbox.key, self._index)
        return known or (self._left.pop(0) if self._left else "")

    async def _remove_surplus(self) -> None:
        """The answer has become shorter than what earlier attempts had posted."""
        later = {ts for index, ts in self._earlier.items() if index > self._index}
        later |= {*self._workspace.sightings.after(self._outbox.key, self._index), *(self._left or ())}
        self._left = []
        for ts in sorted(later, key=float):
            where = {"channel": self._place.channel, "ts": ts}
            try:
                with contextlib.suppress(StreamClosed):  # most are no streams, or no longer
                    await self._workspace.api.call("chat.stopStream", where)
                await self._workspace.api.call("chat.delete", where)
            except PlatformFailed as error:
                log.warning("Could not remove a part that is no longer wanted: %s", error)

    async def _record(self) -> None:
        if self._message is not None:
            await self._outbox.record(Part(self._index, self._message.ts, self._start, self._end))

    def _edited(self, ts: str) -> EditedMessage:
        return EditedMessage(self._workspace, self._place, ts)

    def _mark(self) -> Mark:
        return Mark(self._outbox.key, self._index)
