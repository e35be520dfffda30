"""One answer on its way into a thread: streamed where Slack lets us, edited or posted whole where it does not."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from adapters.slack.begun import Begun
from adapters.slack.compose import Mark, Sheet, question
from adapters.slack.edited import EditedMessage
from adapters.slack.outgoing import safe
from adapters.slack.pieces import Piece, break_in, calm, cut, skip_blank
from adapters.slack.place import Place
from adapters.slack.posting import begin_post, begin_stream, post_once
from adapters.slack.refusals import StillStreaming, StreamClosed, Unclear
from adapters.slack.status import StatusLine
from adapters.slack.streamed import LATEST, SOON, StreamedMessage
from adapters.slack.uploads import attach_once
from adapters.slack.whisper import Whisper
from adapters.slack.workspace import Workspace
from bot.core.documents import OutFile
from bot.core.errors import Gone, NotAllowed, PlatformFailed
from bot.core.platform_ports import Outbox
from bot.core.values import Option, Part, Verb

log = logging.getLogger(__name__)

_PAUSES: Final = (1.0, 1.6, 2.3, 3.0, 3.6, 4.2)  # seconds; five steps make an answer of thirteen seconds
_QUESTION: Final = 3_000  # characters of a command that are repeated
_EDITS_FREE: Final = 30  # of the minute's: below that, an answer that cannot be streamed is posted whole


class SlackReply:
    """A `Reply`. The answer is a row of messages; all but the last are closed, and the last grows."""

    is_private: Final = False

    def __init__(self, workspace: Workspace, place: Place, outbox: Outbox) -> None:
        self._workspace = workspace
        self._place = place
        self._outbox = outbox
        asked = any(part.start == part.end and not part.closed for part in outbox.parts)
        self._status = StatusLine(workspace, suspended=asked)
        self._begun = Begun(workspace, outbox)
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
        if not isinstance(self._message, StreamedMessage):
            await self._status.work(self._place, text)
            return
        try:
            await self._message.work(text)
        except PlatformFailed as error:
            log.debug("No card for what is being done: %s", error)

    async def wait(self, text: str) -> None:
        """By a plain post, which says whose it is: a stream left open in the thread is that of the running turn."""
        try:
            await self._rooted()
            if self._begun.waits(self._index):
                return
            if ts := await begin_post(self._workspace, self._place, Sheet(safe(text), text), self._mark()):
                await self._begun.record(Part(self._index, ts, 0, 0))
        except PlatformFailed as error:
            log.info("Could not say that an answer has to wait: %s", error)

    async def show(self, text: str) -> None:
        self._shows += 1
        try:
            await self._rooted()
            if not self._place.thread:
                return  # where it is its own root, it is shown when it is whole
            await self._status.hush()
            await self._close_full(text.lstrip(), last=False)
            await self._grow(text.lstrip())
            if self._message is not None:
                await self._status.clear(self._place)
        except PlatformFailed as error:
            log.info("Could not show an answer as it grows: %s", error)

    def pause(self) -> float:
        return max(_PAUSES[min(self._shows, len(_PAUSES)) - 1], self._workspace.pace())

    async def finish(self, text: str, *, footer: str = "", verbs: Sequence[Verb] = ()) -> None:
        words = text.strip()
        await self._rooted()
        await self._status.hush()
        await self._close_full(words, last=True)
        await self._close(Piece(words, min(self._start, len(words)), len(words)), footer, verbs, last=True)
        await self._status.rest(self._place)
        await self._begun.remove_after(self._place, self._index)

    async def fail(self, text: str, notice: str, *, verbs: Sequence[Verb] = ()) -> None:
        words = text.strip()
        words = f"{words}\n\n{notice}" if words else notice
        try:
            await self.finish(words, verbs=verbs)
        except NotAllowed:
            if self._place.thread or not self._place.response_url:
                raise
            await Whisper(self._workspace, self._place, self._outbox).finish(words)  # where the bot may not post at all

    async def ask(self, text: str, options: Sequence[Option]) -> None:
        """By a plain message, or an edit of the one that is there: a stream takes no buttons before its end."""
        await self._rooted()
        await self._status.hush()
        if isinstance(self._message, StreamedMessage):
            self._message.leave()
            self._message = self._edited(self._message.ts)
        await self._take_over()
        self._end = self._start
        ts = await self._put(question(text, options), last=True)
        await self._outbox.record(Part(self._index, ts, self._start, self._start))
        await self._status.suspend(self._place)

    async def attach(self, file: OutFile, *, key: str) -> None:
        await attach_once(self._workspace, self._outbox, file, key, self._where)

    async def _where(self) -> tuple[str, str]:
        """Channel and thread."""
        await self._rooted()
        return self._place.channel, self._place.thread

    async def _rooted(self) -> None:
        """A command has no message of its own: its answer goes below one that says what was asked, or stands alone."""
        if not self._place.thread:
            root = await self._begun.root(self._place)
            if self._place.alone:
                self._stand_alone(root)
                return
            root = root or await post_once(self._workspace, self._place, self._question(), self._mark())
            self._below(root)
            self._index = 1
            if not self._begun.recorded(0):
                await self._begun.record(Part(0, root, 0, 0, closed=True))
        await self._begun.look(self._place, self._index, self._start)

    def _stand_alone(self, begun: str) -> None:
        """The answer's first message is its own root, which an earlier attempt may have posted."""
        if begun:
            self._begun.note(0, begun)
            self._below(begun)

    def _below(self, root: str) -> None:
        """What is posted from here on goes below this message."""
        self._place = replace(self._place, thread=root, since=root)

    def _question(self) -> Sheet:
        words = f"**{self._place.name}** asked: {self._place.line}"[:_QUESTION]
        return Sheet(safe(words), words)

    async def _close_full(self, words: str, *, last: bool) -> None:
        """Close the message that grows while there is more text than it can hold, or longer than Slack lets it."""
        while (end := self._full(words, last=last)) is not None:
            await self._close(Piece(words, self._start, end), last=False)
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
        await self._take_over()
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
        if workspace.may_stream(place.channel):
            ts, streaming = await begin_stream(workspace, place, sheet, self._mark(), self._outbox)
            if ts:
                self._status.streaming(on=True)
                if not streaming:
                    return self._edited(ts)
                return StreamedMessage(workspace, place, ts, sheet.shown, key=self._outbox.key)
        if workspace.api.budget.left("chat.update") < _EDITS_FREE:
            return None
        if ts := await begin_post(workspace, place, sheet, self._mark()):
            self._status.posted()
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

    async def _close(self, piece: Piece, footer: str = "", verbs: Sequence[Verb] = (), *, last: bool) -> None:
        """Bring a message to its final state, whatever it takes, and record it."""
        calls = "" if piece.start else self._place.calls
        words = piece.words[piece.start : piece.end]
        sheet = Sheet(piece.shown(), words, footer, verbs=tuple(verbs), calls=calls)
        ts = await self._put(sheet, last=last)
        await self._outbox.record(Part(self._index, ts, piece.start, piece.end, closed=True))

    async def _put(self, sheet: Sheet, *, last: bool) -> str:
        """Let the message say this, whatever it takes; its `ts`."""
        await self._take_over()
        message = self._message
        ts = await self._closed(message, sheet, last=last) if message else ""
        if not ts:
            ts = await post_once(self._workspace, self._place, sheet, self._mark())
            self._status.posted()
        if not self._place.thread:
            self._below(ts)
        self._message = None
        self._begun.note(self._index, ts)
        return ts

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

    async def _take_over(self) -> None:
        """Go on in a message that an earlier attempt has posted, unless one is growing."""
        if self._message is None and (begun := await self._begun.message(self._place, self._index, self._start)):
            self._message = self._edited(begun)

    async def _record(self) -> None:
        if self._message is not None:
            await self._outbox.record(Part(self._index, self._message.ts, self._start, self._end))

    def _edited(self, ts: str) -> EditedMessage:
        return EditedMessage(self._workspace, self._place, ts)

    def _mark(self) -> Mark:
        return Mark(self._outbox.key, self._index)
