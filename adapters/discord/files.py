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
GONE: Final = "That file is no longer on Discord; please upload it again."


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
        try:
            async with await self._opened(attachment) as response:
                read = 0
                async for piece in response.content.iter_chunked(PIECE):
                    read += len(piece)
                    self._judge(attachment, read)
                    yield piece
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise PlatformFailed(f"Discord: file {attachment.id}: {type(error).__name__}") from error

    async def _opened(self, attachment: Attachment) -> aiohttp.ClientResponse:
        handle = unpack_file(attachment.handle)
        if handle.url and not self._expired(handle.url):
            response = await self._get(handle.url)
            if response.ok:
                return response
            response.release()
            log.info("File %s: HTTP %s, asking for a fresh link", attachment.id, response.status)
        response = await self._get(await self._fresh_url(handle, attachment))
        if not response.ok:
            response.release()
            raise Gone(f"Discord: file {attachment.id}: HTTP {response.status}", notice=GONE)
        return response

    async def _get(self, url: str) -> aiohttp.ClientResponse:
        return await self._session.open().get(url, timeout=self._timeout, allow_redirects=False)

    async def _fresh_url(self, handle: FileHandle, attachment: Attachment) -> str:
        if not handle.message:
            raise Gone(f"Discord: file {attachment.id}: its message is not known", notice=GONE)
        try:
            message = await self._api.message(handle.channel, handle.message)
        except Gone as error:
            raise Gone(str(error), notice=GONE) from error
        for each in attachments(message):
            if each.id == attachment.id:
                return unpack_file(each.handle).url
        raise Gone(f"Discord: file {attachment.id} is not in its message any more", notice=GONE)

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
