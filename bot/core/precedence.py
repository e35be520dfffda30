"""What is answered before a turn: whatever was asked earlier in its conversation, even if no event has told of it yet.

Where several processes receive a platform's events, one may die with a question that the platform then delivers again,
a minute later, while the next question of the thread has reached another process and is answered. So who is about to
answer in a thread looks first whether all that was asked there before is known.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from bot.core.errors import BotError, PlatformFailed
from bot.core.lifecycle import State
from bot.core.platform_ports import Platform
from bot.core.ports import Answers, Clock
from bot.core.records import Seen, Turn
from bot.core.unread import asked_at
from bot.core.values import CommandInvoked, Inbound, MessageReceived

log = logging.getLogger(__name__)

PATIENCE: Final = 10.0  # seconds for which room is waited for in the platform's rate limit
MESSAGES: Final = 200  # that are read of a thread, the newest ones
_LOOKED_AT: Final = 5  # turns that have ended


class Precedence:
    """`platforms` are those whose events reach several processes, each of them one.

    `store` takes an event as the dispatcher does; `has_to_wait` says whether a turn is answered in its conversation's
    order. What was said more than `late` seconds ago is left to the catching up.
    """

    def __init__(
        self,
        platforms: Mapping[str, Platform],
        answers: Answers,
        store: Callable[[Inbound], Awaitable[Turn | None]],
        has_to_wait: Callable[[Turn], bool],
        clock: Clock,
        *,
        late: float,
    ) -> None:
        self._platforms = platforms
        self._answers = answers
        self._store = store
        self._has_to_wait = has_to_wait
        self._clock = clock
        self._late = late

    async def look(self, turn: Turn) -> bool:
        """Store what was said in the turn's thread before it and no event has told of yet; whether there may be such.

        Not for a turn that was begun before, which has been looked for. Raises nothing: what cannot be read is logged.
        """
        event = turn.event
        platform = self._platforms.get(event.address.platform)
        if platform is None or turn.attempt or not _may_be_preceded(event):
            return False
        try:
            seen = Seen(event.address, await self._known(turn), {})
            found = await self._within_patience(platform, seen)
            now = self._clock.time()
            for each in found:
                if asked_at(each) < asked_at(event) and each.said.at >= now - self._late:
                    await self._store(each)
        except BotError as error:
            log.warning("Turn %s is answered without having looked what was asked before: %s", turn.id, error)
        except Exception:  # a defect here must not keep anybody from an answer
            log.exception("Turn %s is answered without having looked what was asked before", turn.id)
        return True

    def earlier(self, turns: Sequence[Turn], turn_id: int) -> list[Turn]:
        """Those of a conversation's open turns that come before one in its line: as they were asked."""
        one = next((turn for turn in turns if turn.id == turn_id), None)
        if one is None:
            return []
        before = [turn for turn in turns if asked_at(turn.event) < asked_at(one.event) and self._has_to_wait(turn)]
        return sorted(before, key=lambda turn: asked_at(turn.event))

    async def _known(self, turn: Turn) -> str:
        """The message up to which the thread is known: the last question answered in it; empty if nothing is known.

        What began the thread may have been the first question.
        """
        ended = await self._answers.recent(turn.conversation, limit=_LOOKED_AT)
        looked = [each.event for each in ended if each.state is State.DONE and self._has_to_wait(each)]
        said = [event.said for event in looked if isinstance(event, MessageReceived) and _is_before(event, turn)]
        return max(said, key=lambda each: each.position).message_id if said else ""

    async def _within_patience(self, platform: Platform, seen: Seen) -> Sequence[MessageReceived]:
        """Raises `PlatformFailed`."""
        reading = asyncio.ensure_future(platform.missed(seen, limit=MESSAGES, urgent=lambda: True))
        patience = asyncio.ensure_future(self._clock.sleep(PATIENCE))
        try:
            await asyncio.wait({reading, patience}, return_when=asyncio.FIRST_COMPLETED)
            if not reading.done():
                raise PlatformFailed(f"the platform had no room for reading {seen.place}")
            return reading.result().events
        finally:
            reading.cancel()
            patience.cancel()


def _may_be_preceded(event: CommandInvoked | MessageReceived) -> bool:
    """Not what begins a thread."""
    began = event.said.message_id if isinstance(event, MessageReceived) else ""
    return event.address.thread not in {"", began}


def _is_before(event: MessageReceived, turn: Turn) -> bool:
    return asked_at(event) < asked_at(turn.event)
