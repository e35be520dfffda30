"""The two events of one mention: app_mention and message, in either order, with one `ts`."""

import asyncio
from collections import OrderedDict
from typing import Any, Final

from bot.core.ports import Clock

_GRACE: Final = 0.25  # seconds that a mention waits for the message event, which also carries the files
_KEPT: Final = 1_000

Accepted = asyncio.Future[bool]


class Twins:
    """A mention gives way to its message event; where that does not come, the mention is taken."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._messages: OrderedDict[tuple[str, str], Accepted] = OrderedDict()

    def message(self, channel: str, ts: str) -> Accepted:
        """A message event has come; the caller says in the future whether it was accepted."""
        accepted = self._of(channel, ts)
        if accepted.done():  # delivered again: what became of the first does not matter to this one
            accepted = self._messages[channel, ts] = asyncio.get_running_loop().create_future()
        return accepted

    async def gave_way(self, channel: str, ts: str) -> bool:
        """Whether the mention's message event was accepted, or comes within the grace and is."""
        accepted = self._of(channel, ts)
        if not accepted.done():
            pause = asyncio.ensure_future(self._clock.sleep(_GRACE))
            both: set[asyncio.Future[Any]] = {accepted, pause}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            pause.cancel()
        return accepted.done() and accepted.result()

    def _of(self, channel: str, ts: str) -> Accepted:
        key = channel, ts
        if key not in self._messages:
            self._messages[key] = asyncio.get_running_loop().create_future()
            while len(self._messages) > _KEPT:
                self._messages.popitem(last=False)
        return self._messages[key]
