"""The bytes of attachments. Their URLs are signed and expire; the message they hang on gives fresh ones."""

import logging
from collections.abc import AsyncIterator
from typing import Final
from urllib.parse import parse_qs, urlsplit

import aiohttp

from adapters.discord.api import Api
from adapters.discord.handles import FileHandle, unpack_file
from adapters.discord.said import attachments
from adapters.discord.session import Session
from bot.core.errors import Gone, NotAllowed, PlatformFailed
from bot.core.ports import Clock
from bot.core.values import Attachment

log = logging.getLogger(__name__)

PIECE: Final = 64 * 1024  # bytes
MARGIN: Final = 30.0  # seconds: a URL that expires within them is not tried
GONE: Final = "{name} is no longer on Discord; please upload it again."
OF_COMMAND: Final = (
    "Discord no longer has {name}, since it keeps the file of a command for a short time only; "
    "please use the command again, or send the file in a message."
)
LATER: Final = "Discord could not give me {name} just now; please ask again in a minute."
PART: Final = "Discord gave me only a part of {name}; please ask again in a minute."
OK: Final = 200  # no redirect is followed: the bytes would come from elsewhere
LOST: Final = frozenset({403, 404, 410})  # forged, expired or deleted


class Files:
    """`largest` in bytes; `timeout` in seconds between two pieces."""

    def __init__(self, api: Api, session: Session, clock: Clock, *, largest: int, timeout: float) -> None:
        self._api = api
        self._session = session
        self._clock = clock
        self._largest = largest
        self._timeout = aiohttp.ClientTimeout(total=None, connect=timeout, sock_read=timeout)

    async def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        """The file in pieces. Raises `Gone`, `NotAllowed` if it is too large, or `PlatformFailed`."""
        self._judge(attachment, attachment.size)
        read = 0
        try:
            async with await self._opened(attachment) as response:
                async for piece in response.content.iter_chunked(PIECE):
                    read += len(piece)
                    self._judge(attachment, read)
                    yield piece
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            said = f"Discord: file {attachment.id}: {type(error).__name__}"
            raise PlatformFailed(said, notice=(PART if read else LATER).format(name=attachment.name)) from error
        if read < attachment.size:
            said = f"Discord: file {attachment.id}: {read} bytes of {attachment.size}"
            raise PlatformFailed(said, notice=PART.format(name=attachment.name))

    async def _opened(self, attachment: Attachment) -> aiohttp.ClientResponse:
        handle = unpack_file(attachment.handle)
        if handle.url and not self._expired(handle.url):
            response = await self._get(handle.url)
            if response.status == OK:
                return response
            response.release()
            log.info("File %s: HTTP %s, asking for a fresh link", attachment.id, response.status)
        response = await self._get(await self._fresh_url(handle, attachment))
        if response.status != OK:
            response.release()
            said = f"Discord: file {attachment.id}: HTTP {response.status}"
            if response.status in LOST:
                raise Gone(said, notice=_gone(handle, attachment))
            raise PlatformFailed(said, notice=LATER.format(name=attachment.name))
        return response

    async def _get(self, url: str) -> aiohttp.ClientResponse:
        """Without credentials: the link itself is one."""
        return await self._session.open().get(url, timeout=self._timeout, allow_redirects=False)

    async def _fresh_url(self, handle: FileHandle, attachment: Attachment) -> str:
        """From the message that has the file; the link of a command's file is the only one there is."""
        if not handle.message:
            if handle.url and not self._expired(handle.url):
                return handle.url
            raise Gone(f"Discord: file {attachment.id}: its link has expired", notice=_gone(handle, attachment))
        try:
            message = await self._api.message(handle.channel, handle.message)
        except PlatformFailed as error:
            gone = isinstance(error, Gone)
            error.notice = _gone(handle, attachment) if gone else _inward(error, attachment)
            raise
        for each in attachments(message):
            if each.id == attachment.id:
                return unpack_file(each.handle).url
        said = f"Discord: file {attachment.id} is not in its message any more"
        raise Gone(said, notice=_gone(handle, attachment))

    def _expired(self, url: str) -> bool:
        """`ex` is the hour of expiry, in hexadecimal seconds (Discord: "Signed Attachment CDN URLs")."""
        expiry = parse_qs(urlsplit(url).query).get("ex", [""])[0]
        try:
            return int(expiry, 16) < self._clock.time() + MARGIN
        except ValueError:
            return False

    def _judge(self, attachment: Attachment, size: int) -> None:
        if size > self._largest:
            most = f"{self._largest / 1024 / 1024:g} MB"
            said = f"Discord: file {attachment.id} has more than {self._largest} bytes"
            raise NotAllowed(said, notice=f"{attachment.name} is too large for me; please send at most {most}.")


def _gone(handle: FileHandle, attachment: Attachment) -> str:
    return (GONE if handle.message else OF_COMMAND).format(name=attachment.name)


def _inward(error: PlatformFailed, attachment: Attachment) -> str:
    """What kept the bot from the message that has the file, and which file that is."""
    if not isinstance(error, NotAllowed):
        return LATER.format(name=attachment.name)
    return f"I could not get {attachment.name} from Discord. {error.notice}"
