"""Keeps the bot connected: builds a new client whenever one has died, and says what only a person can mend."""

import asyncio
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import aiohttp
import discord

from adapters.discord.config import PORTAL, DiscordConfig
from adapters.discord.failures import TokenRefused
from adapters.discord.gateway import Gateway, Identify
from adapters.discord.pulse import Pulse
from adapters.discord.starts import IDENTIFY_EVERY, SessionLost, Starts
from bot.core.errors import BotError, NotAllowed
from bot.core.ports import Clock

log = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds between two clients, doubled each time
SILENT: Final = 90.0  # seconds without a connection after which a client is given up
LOOK: Final = 15.0  # seconds between two looks at it
STEADY: Final = 60.0  # seconds of connection after which a failure counts as the first one again
CLOSING: Final = 2.0  # seconds for saying goodbye
REFUSED_TOKEN: Final = 4004  # Discord: "Gateway Close Event Codes"
WRONG_SHARD, TOO_FEW_SHARDS = 4010, 4011
HOPELESS: Final = frozenset({4012, 4013})  # API version or intents that Discord does not take

NO_CONTENT: Final = (
    "Discord has the Message Content intent switched off for this bot, so it reads only direct messages and messages "
    f"that mention it; switch it on at {PORTAL} -> Bot -> Privileged Gateway Intents, then restart."
)
NO_SUCH_SHARD: Final = (
    "Discord does not take shard {number} of {count}; set DISCORD_SHARDS to the same number for every process, then "
    "restart them."
)
MORE_SHARDS: Final = (
    "This bot is in more servers than {count} of Discord's shards may have; set DISCORD_SHARDS to {recommended} for "
    "every process, then restart them."
)
TOO_LARGE: Final = f"Discord does not accept this connection; look at the bot's intents and size at {PORTAL} -> Bot."


@dataclass(slots=True)
class ContentWish:
    """Whether to ask for message content; one for all shards, since the portal grants it to all or none."""

    asks: bool


class Supervisor:
    """Of one shard, by its number. `build` makes a client that asks for message content or not, and identifies in turn.

    `pulse` is told of its connection; `content` is no longer asked for once it was refused.
    """

    def __init__(
        self,
        config: DiscordConfig,
        clock: Clock,
        pulse: Pulse,
        starts: Starts,
        *,
        shard: int,
        content: ContentWish,
        build: Callable[[bool, Identify], Gateway],
    ) -> None:
        self._config = config
        self._clock = clock
        self._pulse = pulse
        self._starts = starts
        self._shard = shard
        self._build = build
        self._failures = 0
        self._content = content
        self._asked_content = content.asks  # in the last life

    async def run(self) -> None:
        """Until cancelled. Raises `NotAllowed` where no new client would do better."""
        while True:
            error = await self._next()
            self._judge(error)
            await self._clock.sleep(self._wait(error))

    async def _next(self) -> BaseException | None:
        """One client's life once its turn has come, with one session; and what it died of."""
        try:
            start = await self._starts.take(self._shard)
        except BotError as error:
            return error
        try:
            self._asked_content = self._content.asks
            return await self._live(self._build(self._asked_content, start.use))
        finally:
            await start.close()

    async def _live(self, gateway: Gateway) -> BaseException | None:
        self._pulse.begin()
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
            case TokenRefused():
                raise error
            case discord.LoginFailure():
                raise TokenRefused("Discord: log in: the token is not accepted") from error
            case discord.PrivilegedIntentsRequired():
                self._without_content(error)
            case discord.ConnectionClosed() if error.code == REFUSED_TOKEN:
                raise TokenRefused("Discord: gateway: the token is not accepted") from error
            case discord.ConnectionClosed() if error.code in (WRONG_SHARD, TOO_FEW_SHARDS):
                raise NotAllowed(f"Discord: gateway: closed with {error.code}", notice=self._shards(error)) from error
            case discord.ConnectionClosed() if error.code in HOPELESS:
                raise NotAllowed(f"Discord: gateway: closed with {error.code}", notice=TOO_LARGE) from error
            case SessionLost():
                log.info("Discord has ended the session; beginning another one")
            case None:
                log.warning("The connection to Discord was lost; connecting anew")
            case _:
                log.warning("The connection to Discord failed (%s: %s); connecting anew", type(error).__name__, error)

    def _without_content(self, error: discord.PrivilegedIntentsRequired) -> None:
        if not self._asked_content:
            raise NotAllowed("Discord: gateway: intents refused", notice=TOO_LARGE) from error
        if not self._content.asks:
            return
        self._content.asks = False
        log.log(logging.INFO if self._config.message_content == "auto" else logging.WARNING, NO_CONTENT)

    def _shards(self, error: discord.ConnectionClosed) -> str:
        count = self._config.shards
        if error.code == WRONG_SHARD:
            return NO_SUCH_SHARD.format(number=self._shard, count=count)
        return MORE_SHARDS.format(count=count, recommended=max(self._starts.recommended, count + 1))

    def _wait(self, error: BaseException | None) -> float:
        """Seconds until the next client: longer each time, and never at the same moment as every other bot."""
        if isinstance(error, discord.PrivilegedIntentsRequired):
            return 0.0
        if isinstance(error, SessionLost):
            return IDENTIFY_EVERY
        if self._pulse.lasted() >= STEADY:
            self._failures = 0
        longest = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(self._failures, 10))
        self._failures += 1
        return longest * random.uniform(0.5, 1.0)
