"""What an answer is written on: messages of a channel, or the answer to an interaction."""

from dataclasses import dataclass
from typing import Protocol

from adapters.discord.api import Api
from adapters.discord.destination import Destination
from adapters.discord.failures import UnreadableHistory
from adapters.discord.fields import Json, obj, objs, snowflake, text
from adapters.discord.payload import STOP, message_body


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it is now: older than what was asked for, where a post was recognised. `stop`: it has the button."""

    message_id: str
    content: str
    stop: bool


class Surface(Protocol):
    async def post(self, index: int, content: str, nonce: str, *, attempts: int, stop: bool = False) -> Shown:
        """Add the message number `index`, with a Stop button if asked. The same nonce is the same message."""

    async def edit(self, message: str, content: str, *, attempts: int, stop: bool = False) -> None:
        """Raises `MessageMissing` where it can be edited no more."""

    async def delete(self, message: str) -> None: ...

    async def left(self) -> list[str]:
        """Messages that still grow though nobody lets them grow: their process died before it could record them."""

    async def typing(self) -> None: ...


class ChannelSurface:
    """The first message replies to `asked` (a channel and a message of it), where it is posted in the same channel.

    `resumed`: some of the answer was posted before a restart. `alone`: no other answer grows in this channel.
    """

    def __init__(
        self,
        api: Api,
        destination: Destination,
        *,
        asked: tuple[str, str] | None = None,
        resumed: bool = False,
        alone: bool = False,
    ) -> None:
        self._api = api
        self._destination = destination
        self._asked = asked
        self._resumed = resumed
        self._alone = alone

    async def post(self, index: int, content: str, nonce: str, *, attempts: int, stop: bool = False) -> Shown:
        channel = await self._channel()
        asked = self._asked if index == 0 and self._asked and self._asked[0] == channel else None
        body = message_body(content, nonce=nonce, reply_to=asked, stop=stop)
        try:
            posted = await self._api.post(channel, body, attempts=attempts)
        except UnreadableHistory:
            self._asked = None
            posted = await self._api.post(channel, message_body(content, nonce=nonce, stop=stop), attempts=attempts)
        return shown(posted, content)

    async def edit(self, message: str, content: str, *, attempts: int, stop: bool = False) -> None:
        await self._api.edit(await self._channel(), message, message_body(content, stop=stop), attempts=attempts)

    async def delete(self, message: str) -> None:
        await self._api.delete(await self._channel(), message)

    async def left(self) -> list[str]:
        if not self._alone or self._asked is None:
            return []
        me, since = await self._api.me(), int(self._asked[1])
        newest = await self._api.messages(await self._channel())
        found = [snowflake(each, "id") for each in newest if _is_further_part(each, me)]
        return [message for message in found if int(message or 0) > since]

    async def typing(self) -> None:
        await self._api.typing(await self._channel())

    async def _channel(self) -> str:
        return await self._destination.channel(resumed=self._resumed)


def shown(message: Json, content: str) -> Shown:
    """Discord trims what it is given, so only the rest is compared."""
    there = text(message, "content")
    content = content if there.strip() == content.strip() else there
    return Shown(snowflake(message, "id"), content, _has_stop(message))


def _is_further_part(message: Json, me: str) -> bool:
    """Whether it is the bot's own, has a Stop button, and replies to nothing, unlike an answer's first message."""
    own = snowflake(obj(message, "author"), "id") == me
    return own and _has_stop(message) and not obj(message, "message_reference")


def _has_stop(message: Json) -> bool:
    return any(
        text(each, "custom_id") == STOP for row in objs(message, "components") for each in objs(row, "components")
    )
