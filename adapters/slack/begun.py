"""What earlier attempts have posted of an answer, in this process or in one that died."""

import contextlib
import logging

from adapters.slack.compose import Mark
from adapters.slack.payload import timestamp
from adapters.slack.place import Place
from adapters.slack.posting import find, ours, resolved
from adapters.slack.refusals import StreamClosed
from adapters.slack.workspace import Workspace
from bot.core.errors import PlatformFailed
from bot.core.platform_ports import Outbox
from bot.core.values import Part

log = logging.getLogger(__name__)


class Begun:
    """The messages by the number of their part: those recorded, those seen at Slack, and streams left open there."""

    def __init__(self, workspace: Workspace, outbox: Outbox) -> None:
        self._workspace = workspace
        self._outbox = outbox
        self._parts = {part.index: part.message_id for part in outbox.parts}
        self._looked = False
        self._left: list[str] | None = None

    def recorded(self, index: int) -> str:
        return self._parts.get(index, "")

    def note(self, index: int, ts: str) -> None:
        """If it cannot be recorded, the next call edits it instead of posting another."""
        self._parts[index] = ts

    async def record(self, part: Part) -> None:
        self._parts[part.index] = part.message_id
        await self._outbox.record(part)

    async def look(self, place: Place, index: int, start: int) -> None:
        """Find what is in no ledger: what an earlier attempt has posted, and this part, if its post got no answer.

        Raises `PlatformFailed` if it cannot be looked for now.
        """
        if found := await resolved(self._workspace, place, Mark(self._outbox.key, index), self._outbox):
            await self.record(Part(index, found, start, start))
        if self._looked or not self._outbox.again:
            return
        sightings = self._workspace.sightings
        doubted = any(mark.key == self._outbox.key for mark in self._workspace.doubts)
        if not sightings.knows(place.channel, place.thread, self._outbox.key) or doubted:
            live = self._workspace.streams_of_others(self._outbox.key)
            for message in await ours(self._workspace, place):
                if timestamp(message, "ts") not in live:
                    sightings.note(place.channel, place.thread, message, left=True)
        self._looked = True

    async def root(self, place: Place) -> str:
        """The message that says what a command asks, if it has been posted. Raises `PlatformFailed`."""
        if found := self.recorded(0):
            return found
        mark = Mark(self._outbox.key, 0)  # which it has, since it is no stream
        return await (find if self._outbox.again else resolved)(self._workspace, place, mark)

    def waits(self, index: int) -> bool:
        """Whether there is a message for this part, streams aside."""
        return bool(self.recorded(index) or self._workspace.sightings.part(self._outbox.key, index))

    async def message(self, place: Place, index: int, start: int) -> str:
        """The message that an earlier attempt posted for this part, or empty.

        From now on it is in the ledger: a stream that is being stopped cannot be recognised before it says its mark.
        """
        left = await self._left_open(place)
        if found := self.recorded(index):
            return found
        if found := self._workspace.sightings.part(self._outbox.key, index) or (left.pop(0) if left else ""):
            await self.record(Part(index, found, start, start))
        return found

    async def _left_open(self, place: Place) -> list[str]:
        """Streams that an earlier attempt at this turn began and could not record, and nobody else can have begun."""
        if self._left is None:
            left = self._workspace.sightings.open_streams(place.channel, place.thread, place.since)
            left = [ts for ts in left if ts not in self._parts.values()]
            self._left = list(await self._outbox.only_mine(left)) if left and self._outbox.again else []
        return self._left

    async def remove_after(self, place: Place, last: int) -> None:
        """The answer has become shorter than what earlier attempts had posted."""
        later = {ts for index, ts in self._parts.items() if index > last}
        later |= {*self._workspace.sightings.after(self._outbox.key, last), *(self._left or ())}
        self._left = []
        for ts in sorted(later, key=float):
            where = {"channel": place.channel, "ts": ts}
            marked = {**where, "metadata": Mark(self._outbox.key, last + 1).metadata()}  # lest we die before it is gone
            try:
                with contextlib.suppress(StreamClosed):  # most are no streams, or no longer
                    await self._workspace.api.call("chat.stopStream", marked)
                await self._workspace.api.call("chat.delete", where)
            except PlatformFailed as error:
                log.warning("Could not remove a part that is no longer wanted: %s", error)
