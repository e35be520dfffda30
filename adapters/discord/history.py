"""What was said before a message: its thread, its chain of replies, or the channel where it begins a conversation."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from adapters.discord.api import Api
from adapters.discord.authors import is_own
from adapters.discord.chain import DEEPEST, Chain
from adapters.discord.fields import Json, obj, snowflake, whole
from adapters.discord.paging import Pages, read_back
from adapters.discord.replies import begins_conversation, is_one_conversation, written_in
from adapters.discord.said import is_hidden, said
from adapters.discord.viewpoint import Viewpoint
from bot.core.errors import Gone, NotAllowed, PlatformFailed
from bot.core.values import Heard, History, MessageReceived, Said

log = logging.getLogger(__name__)

STARTER: Final = 21  # the first message of a thread: it only points at the one that the thread hangs on
SAID: Final = frozenset({0, 19, 20, 23})  # said by people, in reply, or by programs in answer to commands
HIDDEN: Final = (
    "I can only read messages that mention me here, because the Message Content intent is switched off for me."
)
NO_ANSWER: Final = "Discord did not let me read what was said before; ask again in a minute."
DEEP: Final = f"I followed the replies back {DEEPEST} messages; there are older ones."


class HistoryReader:
    """`context` is how many messages of a channel are read where a mention begins a conversation."""

    def __init__(self, api: Api, view: Viewpoint, *, context: int) -> None:
        self._api = api
        self._view = view
        self._context = context

    async def read(self, to: MessageReceived, *, after: str, limit: int) -> History:
        """As `bot.core.platform_ports.Platform.history`."""
        try:
            return await self._read(to, after, limit)
        except NotAllowed as error:
            return History((), complete=False, note=error.notice)
        except PlatformFailed as error:
            log.warning("A history could not be read: %s", error)
            return History((), complete=False, note=NO_ANSWER)

    async def _read(self, to: MessageReceived, after: str, limit: int) -> History:
        channel = written_in(to)
        if to.reply_to and not is_one_conversation(to):
            return await self._chain(channel, to.reply_to, after)
        beginning = begins_conversation(to)
        most = min(limit, self._context) if beginning else limit
        page = await read_back(self._api, channel, before=to.said.message_id, after=after, limit=most)
        starter = await self._starter(to, page, after)
        if beginning and not page.messages and not after and most:
            # Where the bot may not read, Discord gives an empty list; only a single message is refused.
            await self._api.message(channel, to.said.message_id)
        read = self._history([*page.messages, *starter], complete=beginning or page.complete)
        return replace(read, said=(), before=tuple(map(Heard, read.said))) if beginning else read

    async def _chain(self, channel: str, start: str, after: str) -> History:
        chain = Chain(self._api, self._view, channel)
        await chain.walk(start, after)
        if not chain.seen:  # an empty list even of the message's neighbours: it may not be read, and this tells so
            await self._api.message(channel, start)
        return self._history(chain.found, complete=chain.complete, note="" if chain.complete else DEEP)

    async def _starter(self, to: MessageReceived, page: Pages, after: str) -> Sequence[Json]:
        """The message that a thread hangs on stands in the channel, not in the thread."""
        thread = to.address.thread if written_in(to) != to.address.channel else ""
        known = any(snowflake(each, "id") == thread for each in page.messages) or to.said.message_id == thread
        if not thread or known or not page.complete or int(after or 0) >= int(thread):
            return ()
        for each in page.messages:
            if whole(each, "type") == STARTER and (starter := obj(each, "referenced_message")):
                return (starter,)
        try:
            return (await self._api.message(to.address.channel, thread),)
        except Gone:  # a thread can stand on its own, and a starter can be deleted
            return ()

    def _history(self, messages: Iterable[Json], *, complete: bool, note: str = "") -> History:
        readable: list[Said] = []
        hidden = False
        for message in messages:
            if whole(message, "type") not in SAID or not snowflake(message, "id"):
                continue
            if self._is_withheld(message):
                hidden = True
            elif (one := said(message, self._view)).text or one.attachments:
                readable.append(one)
        readable.sort(key=lambda each: each.position)
        return History(tuple(readable), complete, " ".join(filter(None, [note, HIDDEN if hidden else ""])))

    def _is_withheld(self, message: Json) -> bool:
        return not self._view.reads_content and not is_own(message, self._view) and is_hidden(message)
