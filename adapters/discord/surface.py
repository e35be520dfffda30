"""What an answer is written on: messages of a channel, or the answer to an interaction."""

import logging
from dataclasses import dataclass, replace
from typing import Protocol

from adapters.discord.api import Api
from adapters.discord.buttons import Buttons, custom_ids
from adapters.discord.destination import Destination
from adapters.discord.failures import UnreadableHistory
from adapters.discord.fields import Json, obj, snowflake, text
from adapters.discord.payload import message_body
from adapters.discord.upload import Upload, attachment_in, upload_body
from bot.core.errors import Gone, NotAllowed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it is now: older than what was asked for, where a post was recognised."""

    message_id: str
    content: str
    buttons: tuple[str, ...]  # their custom ids
    answers: bool = False  # it replies to what was asked


class Surface(Protocol):
    @property
    def largest(self) -> int:
        """Bytes of a file that can be uploaded here."""

    async def post(self, index: int, content: str, nonce: str, *, attempts: int, buttons: Buttons = ()) -> Shown:
        """Add the message number `index`. The same nonce is the same message."""

    async def edit(self, message: str, content: str, *, attempts: int, buttons: Buttons = ()) -> None:
        """Raises `MessageMissing` where it can be edited no more."""

    async def delete(self, message: str) -> None: ...

    async def own(self) -> list[Shown]:
        """The bot's messages since it was asked, oldest first; none where it may not read them.

        Raises `PlatformFailed` if they cannot be read now.
        """

    async def upload(self, upload: Upload) -> str:
        """Put a file below a message; its mark, once it is there."""

    async def typing(self) -> None: ...


class ChannelSurface:
    """The first message replies to `asked` (a channel and a message of it), where it is posted in the same channel.

    `resumed`: some of the answer was posted before a restart. All of it is newer than the snowflake `since`. `calls` is
    the one user whom the first message notifies, or empty.
    """

    def __init__(
        self,
        api: Api,
        destination: Destination,
        *,
        largest: int,
        asked: tuple[str, str] | None = None,
        since: str = "",
        resumed: bool = False,
        calls: str = "",
    ) -> None:
        self._api = api
        self._destination = destination
        self._largest = largest
        self._asked = asked
        self._since = since
        self._resumed = resumed
        self._calls = calls

    @property
    def largest(self) -> int:
        return self._largest

    async def post(self, index: int, content: str, nonce: str, *, attempts: int, buttons: Buttons = ()) -> Shown:
        channel = await self._channel()
        asked = self._asked if index == 0 and self._asked and self._asked[0] == channel else None
        calls = self._calls if index == 0 else ""
        body = message_body(content, nonce=nonce, reply_to=asked, buttons=buttons, calls=calls)
        try:
            posted = await self._api.post(channel, body, attempts=attempts)
        except UnreadableHistory:
            self._asked = None
            del body["message_reference"]
            posted = await self._api.post(channel, body, attempts=attempts)
        return shown(posted, content)

    async def edit(self, message: str, content: str, *, attempts: int, buttons: Buttons = ()) -> None:
        body = message_body(content, buttons=buttons)
        await self._api.edit(await self._channel(), message, body, attempts=attempts)

    async def delete(self, message: str) -> None:
        await self._api.delete(await self._channel(), message)

    async def own(self) -> list[Shown]:
        try:
            found = await self._own(self._since)
        except (NotAllowed, Gone) as error:
            log.info("Cannot look for what has been posted already: %s", error)
            return []
        asked = self._asked[1] if self._asked else ""
        told = [replace(shown(each, text(each, "content")), answers=_answers(each, asked)) for each in found]
        return sorted(told, key=lambda each: int(each.message_id or 0))

    async def upload(self, upload: Upload) -> str:
        if upload.again and (found := await self._uploaded(upload)):
            return found
        channel = await self._channel()
        body = upload_body(message_body("", nonce=upload.nonce, reply_to=(channel, upload.below)), upload.file)
        try:
            posted = await self._api.post(channel, body, file=upload.file)
        except UnreadableHistory:
            del body["message_reference"]
            posted = await self._api.post(channel, body, file=upload.file)
        return snowflake(posted, "id")

    async def typing(self) -> None:
        await self._api.typing(await self._channel())

    async def _uploaded(self, upload: Upload) -> str:
        """The message that has the file, if an earlier attempt has posted it."""
        for each in await self._own(upload.below):
            hangs_below = snowflake(obj(each, "message_reference"), "message_id") == upload.below
            if hangs_below and attachment_in(each, upload) and snowflake(each, "id") not in upload.known:
                return snowflake(each, "id")
        return ""

    async def _own(self, since: str) -> list[Json]:
        """The bot's messages among the hundred that follow one, or among the newest if none is given."""
        me = await self._api.me()
        found = await self._api.messages(await self._channel(), after=since)
        return [each for each in found if snowflake(obj(each, "author"), "id") == me]

    async def _channel(self) -> str:
        return await self._destination.channel(resumed=self._resumed)


def _answers(message: Json, asked: str) -> bool:
    return bool(asked) and snowflake(obj(message, "message_reference"), "message_id") == asked


def shown(message: Json, content: str) -> Shown:
    """Discord trims what it is given, so only the rest is compared."""
    there = text(message, "content")
    content = content if there.strip() == content.strip() else there
    return Shown(snowflake(message, "id"), content, custom_ids(message))
