"""The way to the database, for procrastinate and for what is ours beside it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any, Final

from procrastinate import PsycopgConnector
from procrastinate.connector import Notify
from procrastinate.exceptions import ConnectorException

from bot.queue.shared.schema import arrivals, settle_in

log = logging.getLogger(__name__)

CONNECTIONS: Final = 3
_TIMEOUT: Final = 3.0  # seconds that a statement waits for a server that is away
_AGAIN: Final = 0.5  # seconds until a lost line is opened again
Heard = Callable[[str, int], Awaitable[None]]


class SharedConnector(PsycopgConnector):
    """Beside procrastinate's own channels it listens for `arrivals`, and listens again whenever the line was lost.

    `heard` is called with the line and the turn of each.
    """

    def __init__(self, url: str, schema: str) -> None:
        super().__init__(
            conninfo=url,
            kwargs={"application_name": "galerne", "connect_timeout": 3, "tcp_user_timeout": 4_000},
            configure=partial(_configure, schema=schema),
            min_size=1,
            max_size=CONNECTIONS,
            timeout=_TIMEOUT,
        )
        self._channel = arrivals(schema)
        self.heard: Heard = _nobody

    async def listen_notify(self, on_notification: Notify, channels: Iterable[str]) -> None:
        async def hear(*, channel: str, payload: str) -> None:
            if channel == self._channel:
                turn, _, line = payload.partition(" ")
                await self.heard(line, int(turn))
            else:
                await on_notification(channel=channel, payload=payload)

        every = [*channels, self._channel]
        while True:
            try:
                await super().listen_notify(hear, every)
            except ConnectorException as error:
                log.warning("The line on which turns are told was lost, and is opened again: %s", error)
            await asyncio.sleep(_AGAIN)


async def _nobody(line: str, turn_id: int) -> None:
    """Hear nothing."""


async def _configure(connection: Any, *, schema: str) -> None:
    await connection.set_autocommit(True)
    await settle_in(connection, schema)
