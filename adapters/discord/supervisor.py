"""Keeps the bot connected: builds a new client whenever one has died, and says what only a person can mend."""

import asyncio
import logging
import random
from collections.abc import Callable
from typing import Final

import aiohttp
import discord

from adapters.discord.config import PORTAL, DiscordConfig
from adapters.discord.failures import TokenRefused
from adapters.discord.gateway import Gateway
from adapters.discord.pulse import Pulse
from bot.core.errors import NotAllowed
from bot.core.ports import Clock

log = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds between two clients, doubled each time
SILENT: Final = 90.0  # seconds without a connection after which a client is given up
LOOK: Final = 15.0  # seconds between two looks at it
STEADY: Final = 60.0  # seconds of connection after which a failure counts as the first one again
CLOSING: Final = 2.0  # seconds for saying goodbye
REFUSED_TOKEN: Final = 4004  # Discord: "Gateway Close Event Codes"
HOPELESS: Final = frozenset({4010, 4011, 4012, 4013})  # shards, API version or intents that Discord does not take

NO_CONTENT: Final = (
    "Discord has the Message Content intent switched off for this bot, so it reads only direct messages and messages "
    f"that mention it; switch it on at {PORTAL} -> Bot -> Privileged Gateway Intents, then restart."
)
TOO_LARGE: Final = f"Discord does not accept this connection; look at the bot's intents and size at {PORTAL} -> Bot."


class Supervisor:
    """`build` makes a client that asks for message content or not; `pulse` is told of its connection."""

    def __init__(self, config: DiscordConfig, clock: Clock, pulse: Pulse, build: Callable[[bool], Gateway]) -> None:
        self._config = config
        self._clock = clock
        self._pulse = pulse
        self._build = build
        self._failures = 0
        self._asks_content = config.message_content is not False

    async def run(self) -> None:
        """Until cancelled. Raises `NotAllowed` where no new client would do better."""
        while True:
            self._pulse.begin()
            error = await self._live(self._build(self._asks_content))
            self._judge(error)
            if not isinstance(error, discord.PrivilegedIntentsRequired):
                await self._clock.sleep(self._wait())

    async def _live(self, gateway: Gateway) -> BaseException | None:
        """One client's life, and what it died of."""
        life = asyncio.create_task(self._connect(gateway))
        watch = asyncio.create_task(self._watch())
        try:
            await asyncio.wait({life, watch}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            watch.cancel()
            life.cancel()
            await asyncio.gather(life, watch, return_exceptions=True)
            await self._close(gateway)
        return None if life.cancelled() else life.exception()

    async def _connect(self, gateway: Gateway) -> None:
        await gateway.login(self._config.token)
        await gateway.connect()

    async def _watch(self) -> None:
        """Return once there has been no connection for long: discord.py's own waits grow to a quarter of an hour."""
        while self._pulse.silence() < SILENT:
            await self._clock.sleep(LOOK)

    @staticmethod
    async def _close(gateway: Gateway) -> None:
        try:
            async with asyncio.timeout(CLOSING):
                await gateway.close()
        except (TimeoutError, OSError, aiohttp.ClientError) as error:
            log.debug("A client did not close in order: %r", error)

    def _judge(self, error: BaseException | None) -> None:
        match error:
            case discord.LoginFailure():
                raise TokenRefused("Discord: log in: the token is not accepted") from error
            case discord.PrivilegedIntentsRequired():
                self._without_content(error)
            case discord.ConnectionClosed() if error.code == REFUSED_TOKEN:
                raise TokenRefused("Discord: gateway: the token is not accepted") from error
            case discord.ConnectionClosed() if error.code in HOPELESS:
                raise NotAllowed(f"Discord: gateway: closed with {error.code}", notice=TOO_LARGE) from error
            case None:
                log.warning("The connection to Discord was lost; connecting anew")
            case _:
                log.warning("The connection to Discord failed (%s: %s); connecting anew", type(error).__name__, error)

    def _without_content(self, error: discord.PrivilegedIntentsRequired) -> None:
        if not self._asks_content:
            raise NotAllowed("Discord: gateway: intents refused", notice=TOO_LARGE) from error
        self._asks_content = False
        log.log(logging.INFO if self._config.message_content == "auto" else logging.WARNING, NO_CONTENT)

    def _wait(self) -> float:
        """Seconds until the next client: longer each time, and never at the same moment as every other bot."""
        if self._pulse.lasted() >= STEADY:
            self._failures = 0
        longest = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(self._failures, 10))
        self._failures += 1
        return longest * random.uniform(0.5, 1.0)
