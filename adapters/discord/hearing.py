"""What the gateway tells, taken in: who the bot is, where things are, and what is said."""

import asyncio
import logging
from typing import Any, Final

from adapters.discord.fields import obj, snowflake, text
from adapters.discord.gateway import DISCONNECTED
from adapters.discord.inbox import Inbox
from adapters.discord.parse import SPOKEN
from adapters.discord.pulse import Pulse
from adapters.discord.viewpoint import Viewpoint

log = logging.getLogger(__name__)

READY: Final = "READY"  # a new session: nothing of an earlier one will be told again
RESUMED: Final = "RESUMED"  # the same session: what was missed has been told


class Hearing:
    def __init__(self, view: Viewpoint, inbox: Inbox, pulse: Pulse, ready: asyncio.Event, shard: str = "") -> None:
        self._view = view
        self._inbox = inbox
        self._pulse = pulse
        self._ready = ready
        self._where = f" on {shard}" if shard else ""

    @property
    def events(self) -> frozenset[str]:
        """The gateway events that matter."""
        return SPOKEN | self._view.places.events | {READY, RESUMED}

    def hear(self, event: str, data: Any) -> None:
        """Never waits: the gateway's heartbeat hangs on it."""
        if event == READY:
            self._begun(data)
        elif event == RESUMED:
            self._pulse.connected()
        elif event == DISCONNECTED:
            self._pulse.lost()
        elif event in SPOKEN:
            self._inbox.take(event, data)
        else:
            self._view.places.learn(event, data)

    def _begun(self, ready: Any) -> None:
        self._view.recognise(snowflake(obj(ready, "user"), "id"), snowflake(obj(ready, "application"), "id"))
        self._pulse.connected()
        self._inbox.opened(text(ready, "session_id"))
        self._ready.set()
        log.info("Connected to Discord as %s%s", text(obj(ready, "user"), "username"), self._where)
