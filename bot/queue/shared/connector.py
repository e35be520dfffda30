"""The way to the database, for procrastinate and for what is ours beside it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any, Final
from weakref import WeakKeyDictionary

from procrastinate import PsycopgConnector
from procrastinate.connector import Notify
from procrastinate.exceptions import ConnectorException
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from bot.queue.shared.schema import arrivals, settle_in

log = logging.getLogger(__name__)

CONNECTIONS: Final = 3
_TIMEOUT: Final = 3.0  # seconds that a statement waits for a server that is away
_AGAIN: Final = 0.5  # seconds until a lost line is opened again
_FRESH: Final = 1.0  # seconds for which a connection that was just used is believed to be there
Heard = Callable[[str, int], Awaitable[None]]


class FreshPool(AsyncConnectionPool[AsyncConnection[Any]]):
    """One that does not ask the server each time whether a connection that was just used is still there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._used: WeakKeyDictionary[AsyncConnection[Any], float] = WeakKeyDictionary()
        super().__init__(*args, **(kwargs | {"check": self._look}))

    async def _look(self, connection: AsyncConnection[Any]) -> None:
        # Not noted when it is given back: the pool would do that in a task of its own.
        now = asyncio.get_running_loop().time()
        if now - self._used.get(connection, 0.0) > _FRESH:
            await self.check_connection(connection)
        self._used[connection] = now


class SharedConnector(PsycopgConnector):
    """Beside procrastinate's own channels it listens for `arrivals`, and listens again whenever the line was lost.

    `heard` is called with the line and the turn of each. `gone` is called where it could not be opened again at
    once: the server has ended, and may have forgotten what it had been given and not yet flushed.
    """

    def __init__(self, url: str, schema: str) -> None:
        super().__init__(
            conninfo=url,
            kwargs={"application_name": "galerne", "connect_timeout": 3, "tcp_user_timeout": 4_000},
            configure=partial(_configure, schema=schema),
            min_size=1,
            max_size=CONNECTIONS,
            timeout=_TIMEOUT,
            pool_factory=FreshPool,
        )
        self._channel = arrivals(schema)
        self.heard: Heard = _nobody
        self.gone: Callable[[], None] = _nothing

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
                log.warning("The line on which turns are told was lost, and is opened again: %s", error.__cause__)
                self.gone()
            await asyncio.sleep(_AGAIN)


def _nothing() -> None:
    """Do nothing."""


async def _nobody(line: str, turn_id: int) -> None:
    """Hear nothing."""


async def _configure(connection: AsyncConnection[Any], *, schema: str) -> None:
    await connection.set_autocommit(True)
    await settle_in(connection, schema)
    # The table of jobs fills and empties faster than its statistics are taken. Believed to be empty it would be read
    # and sorted whole for each turn that is taken up; in the index's order, the first that may run is found at once.
    for way in ("enable_bitmapscan", "enable_sort"):
        await connection.execute(f"SET {way} = off")
