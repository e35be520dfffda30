"""The answer to an interaction, for as long as Discord lets its token be used."""

from typing import Final

from adapters.discord.buttons import Buttons
from adapters.discord.failures import TokenExpired
from adapters.discord.fields import Json
from adapters.discord.handles import InteractionHandle
from adapters.discord.payload import message_body
from adapters.discord.surface import Shown, Surface, shown
from adapters.discord.upload import Upload, adding_body, attachment_in
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

    @property
    def largest(self) -> int:
        return (self._to.largest if self._alive() else 0) or self._later.largest

    async def post(self, index: int, content: str, nonce: str, *, attempts: int, buttons: Buttons = ()) -> Shown:
        if self._alive():
            try:
                return shown(await self._put(index, content, attempts, buttons), content)
            except TokenExpired:
                self._dead = True
        return await self._later.post(index, content, nonce, attempts=attempts, buttons=buttons)

    async def _put(self, index: int, content: str, attempts: int, buttons: Buttons) -> Json:
        if index == 0:
            body = message_body(content, buttons=buttons)
            return await self._webhooks.edit(self._to, ORIGINAL, body, attempts=attempts)
        body = message_body(content, private=self._to.private, buttons=buttons)
        return await self._webhooks.follow_up(self._to, body, attempts=attempts)

    async def edit(self, message: str, content: str, *, attempts: int, buttons: Buttons = ()) -> None:
        if self._alive():
            try:
                body = message_body(content, buttons=buttons)
                await self._webhooks.edit(self._to, message, body, attempts=attempts)
            except TokenExpired:
                self._dead = True
            else:
                return
        await self._later.edit(message, content, attempts=attempts, buttons=buttons)

    async def delete(self, message: str) -> None:
        if self._alive():
            await self._webhooks.delete(self._to, message)
        else:
            await self._later.delete(message)

    async def own(self) -> list[Shown]:
        """None of what one person alone can see: no list has it."""
        return [] if self._to.private and self._alive() else await self._later.own()

    async def upload(self, upload: Upload) -> str:
        """Into the message that it belongs to: follow-ups have no nonce, but an edit can be done twice."""
        if self._alive():
            try:
                return await self._add(upload)
            except TokenExpired:
                self._dead = True
        return await self._later.upload(upload)

    async def _add(self, upload: Upload) -> str:
        message = await self._webhooks.message(self._to, upload.below)
        if upload.again and (there := attachment_in(message, upload)):
            return there
        edited = await self._webhooks.edit(self._to, upload.below, adding_body(message, upload.file), file=upload.file)
        return attachment_in(edited, upload) or upload.below

    async def typing(self) -> None:
        """Discord shows by itself that an interaction is being answered."""

    def _alive(self) -> bool:
        return not self._dead and self._clock.time() < self._until
