"""What has been read of a span so far: the messages, how many, and what could not be read."""

from typing import Final

from adapters.discord.authors import is_own
from adapters.discord.fields import Json, first_id, whole
from adapters.discord.history import HIDDEN, SAID
from adapters.discord.newest import Newest
from adapters.discord.said import is_hidden, said
from adapters.discord.viewpoint import Viewpoint
from bot.core.document_ports import Progress
from bot.core.values import Heard, Span, Stretch

NOWHERE: Final = "this conversation"


class Gathered:
    """`name` is how what is read is called where people are told about it."""

    def __init__(self, span: Span, view: Viewpoint, progress: Progress) -> None:
        self._view = view
        self._progress = progress
        self._after = int(first_id(span.since)) - 1
        self._until = int(first_id(span.until))
        most = min(span.last or span.limit, span.limit)
        self._enough = most == span.last  # no more was asked for
        self._notes: list[str] = []
        self._threads: set[str] = set()
        self.newest = Newest(most)
        self.name = NOWHERE
        self.count = 0  # messages that were read, whether they are kept or not

    def holds(self, message_id: str) -> bool:
        """Whether a message with this id was written in the span."""
        return bool(message_id) and self._after < int(message_id) < self._until

    def may_hold_some_of(self, thread: str, last: str) -> bool:
        """Whether a thread has messages of the span, as far as its own id and that of its last message tell."""
        return bool(thread) and int(thread) < self._until and int(last) > self._after

    def take(self, message: Json, thread: str) -> None:
        """Add a message of the span, if it says something that is for the bot to hear."""
        if whole(message, "type") not in SAID or is_own(message, self._view):
            return
        if not self._view.reads_content and is_hidden(message):
            self.leave_out(HIDDEN)
            return
        if (one := said(message, self._view)).text or one.attachments:
            self.count += 1
            self._threads |= {thread} - {""}
            self.newest.add(Heard(one, thread))

    def leave_out(self, note: str) -> None:
        """Say in a sentence why something could not be read."""
        if note not in self._notes:
            self._notes.append(note)

    async def tell(self) -> None:
        """Say how far it has come."""
        threads = f", {_counted(len(self._threads), 'thread')}" if self._threads else ""
        await self._progress(f"reading {self.name}: {_counted(self.count, 'message')}{threads}")

    def stretch(self) -> Stretch:
        heard = self.newest.in_order()
        threads = len({each.thread for each in heard if each.thread})
        complete = (self._enough or not self.newest.dropped) and not self._notes
        return Stretch(heard, threads, complete, tuple(self._notes))


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
