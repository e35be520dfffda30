"""The answer to an interaction, for as long as Discord lets its token be used."""

from typing import Final

from adapters.discord.failures import TokenExpired
from adapters.discord.fields import Json
from adapters.discord.handles import InteractionHandle
from adapters.discord.payload import message_body
from adapters.discord.surface import Shown, Surface, shown
from adapters.discord.webhooks import ORIGINAL, Webhooks
from bot.core.ports import Clock

LIFETIME: Final = 14 * 60.0  # seconds; Discord's is fifteen minutes, and the last edit must still get through


class InteractionSurface:
    """The first message fills in what the acknowledgement promised, the others follow it.

    When the token has expired, `later` takes over: it can still edit what everyone can see, and posts the rest anew.
    """

    def __init__(self, webhooks: Webhooks, to: InteractionHandle, began: float, later: Surface, clock: Clock) -> None:
        self._webhooks = webhooks
        self._to = to
        self._until = began + LIFETIME
        self._later = later
        self._clock = clock
        self._dead = False

    async def post(self, index: int, content: str, nonce: str, *, attempts: int, stop: bool = False) -> Shown:
        if self._alive():
            try:
                return shown(await self._put(index, content, attempts, stop=stop), content)
            except TokenExpired:
                self._dead = True
        return await self._later.post(index, content, nonce, attempts=attempts, stop=stop)

    async def _put(self, index: int, content: str, attempts: int, *, stop: bool) -> Json:
        if index == 0:
            return await self._webhooks.edit(self._to, ORIGINAL, message_body(content, stop=stop), attempts=attempts)
        body = message_body(content, private=self._to.private, stop=stop)
        return await self._webhooks.follow_up(self._to, body, attempts=attempts)

    async def edit(self, message: str, content: str, *, attempts: int, stop: bool = False) -> None:
        if self._alive():
            try:
                await self._webhooks.edit(self._to, message, message_body(content, stop=stop), attempts=attempts)
            except TokenExpired:
                self._dead = True
            else:
                return
        await self._later.edit(message, content, attempts=attempts, stop=stop)

    async def delete(self, message: str) -> None:
        if self._alive():
            await self._webhooks.delete(self._to, message)
        else:
            await self._later.delete(message)

    async def left(self) -> list[str]:
        return []

    async def typing(self) -> None:
        """Discord shows by itself that an interaction is being answered."""

    def _alive(self) -> bool:
        return not self._dead and self._clock.time() < self._until
