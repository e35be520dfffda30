"""To which conversation a message belongs, even where what it stands below was posted and never recorded."""

import logging
from collections.abc import Mapping
from dataclasses import replace

from bot.core.errors import PlatformFailed
from bot.core.platform_ports import Messages
from bot.core.ports import Journal, Transcript
from bot.core.values import Address, CommandInvoked, MessageReceived

log = logging.getLogger(__name__)


class Belonging:
    """`messages` are those of each platform, by its name."""

    def __init__(self, messages: Mapping[str, Messages], journal: Journal, transcript: Transcript) -> None:
        self._messages = messages
        self._journal = journal
        self._transcript = transcript

    async def __call__(self, event: MessageReceived) -> Address:
        """A reply belongs where its parent does; a thread below one of the bot's own messages, where that does."""
        address, said = event.address, event.said
        parent = event.reply_to if address.thread == said.message_id else address.thread
        if not parent or parent == said.message_id:
            return address
        known = await self._transcript.conversation_of(address, parent) or await self._unrecorded(event, parent)
        if known is None:  # it may have been recorded while that was looked for
            known = await self._transcript.conversation_of(address, parent)
        return known or address

    async def _unrecorded(self, event: MessageReceived, parent: str) -> Address | None:
        """Where the parent was posted by a turn whose process died before it could say so.

        Only the platform knows then whose it is; it is asked where there is such a turn, which is seldom.
        """
        turns = await self._journal.unposted(event.address)
        if not (event.reply_to and event.addressed):  # an answer to a message stands in its thread, which is known
            turns = [turn for turn in turns if isinstance(turn.event, CommandInvoked)]
        messages = self._messages.get(event.address.platform)
        if not turns or messages is None:
            return None
        try:
            # Below a message of the channel itself: a thread's messages are known by the thread.
            origin = await messages.origin(replace(event.address, thread=""), parent)
        except PlatformFailed as error:
            log.warning("Whether %s is an answer of mine could not be asked: %s", parent, error)
            return None
        for turn in turns:
            asked = turn.event.event_id if isinstance(turn.event, CommandInvoked) else turn.event.said.message_id
            if origin and origin in {self._journal.outbox(turn).key, asked}:
                return turn.conversation
        return None
