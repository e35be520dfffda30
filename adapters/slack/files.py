"""Fetching files. Slack: working with files; url_private, with the bot's token and the scope files:read."""

from collections.abc import AsyncIterator
from typing import Final
from urllib.parse import urljoin

import aiohttp

from adapters.slack.api import SlackApi
from adapters.slack.handles import FileHandle, read
from adapters.slack.hosts import trusted
from adapters.slack.payload import record, text
from bot.core.errors import Gone, NotAllowed, PlatformFailed
from bot.core.values import Attachment

_PIECE: Final = 64 * 1024  # bytes
_REDIRECTS: Final = 4
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_TIMEOUT: Final = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=30)
_MISSING: Final = "Slack did not give me the file; please ask your admin to give my app the permission files:read."
_OUT_OF_REACH: Final = {
    "tombstone": "has been deleted; please upload it again",
    "hidden_by_limit": "is hidden by the limit of your Slack plan; please upload it again",
    "external": "is not stored at Slack; please upload it here",
}


class Files:
    def __init__(self, session: aiohttp.ClientSession, api: SlackApi, token: str, api_url: str) -> None:
        self._session = session
        self._api = api
        self._token = token
        self._api_url = api_url

    async def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        """The bytes, in pieces. Raises `Gone`, `NotAllowed` or `PlatformFailed`."""
        handle = read(FileHandle, attachment.handle)
        if handle.stub:
            handle = await self._details(attachment)
        if reason := _OUT_OF_REACH.get(handle.mode):
            raise Gone(f"file {attachment.id}: {handle.mode}", notice=f"The file {attachment.name} {reason}.")
        if not handle.url:
            raise Gone(f"file {attachment.id} has no address", notice=f"Slack no longer has {attachment.name}.")
        try:
            async for piece in self._follow(handle.url, attachment):
                yield piece
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise PlatformFailed(
                f"file {attachment.id} broke off: {type(error).__name__}",
                notice=f"Slack broke off while I fetched {attachment.name}; please ask again.",
            ) from error

    async def _details(self, attachment: Attachment) -> FileHandle:
        """A file of another workspace comes as a stub. Slack: files.info."""
        file = record(await self._api.call("files.info", {"file": attachment.id}), "file")
        return FileHandle(text(file, "url_private_download") or text(file, "url_private"), text(file, "mode"))

    async def _follow(self, url: str, attachment: Attachment) -> AsyncIterator[bytes]:
        """Redirects are followed by hand: the token goes to Slack's own hosts only."""
        for _ in range(_REDIRECTS):
            if not trusted(url, self._api_url):
                raise NotAllowed(f"file {attachment.id} leads away from Slack", notice=_MISSING)
            headers = {"Authorization": f"Bearer {self._token}"}
            async with self._session.get(url, headers=headers, allow_redirects=False, timeout=_TIMEOUT) as answer:
                if answer.status in _MOVED:
                    url = urljoin(url, answer.headers.get("Location", ""))
                    continue
                _judge(answer, attachment)
                async for piece in _checked(answer, attachment):
                    yield piece
                return
        raise NotAllowed(f"file {attachment.id} is redirected without end", notice=_MISSING)


def _judge(answer: aiohttp.ClientResponse, attachment: Attachment) -> None:
    if answer.status in {404, 410}:
        raise Gone(f"file {attachment.id}: HTTP {answer.status}", notice=f"Slack no longer has {attachment.name}.")
    if answer.status in {401, 403} or (answer.content_type == "text/html" and attachment.media_type != "text/html"):
        raise NotAllowed(f"file {attachment.id}: HTTP {answer.status}, {answer.content_type}", notice=_MISSING)
    if not answer.ok:
        raise PlatformFailed(f"file {attachment.id}: HTTP {answer.status}")


async def _checked(answer: aiohttp.ClientResponse, attachment: Attachment) -> AsyncIterator[bytes]:
    """Slack answers a missing scope with its login page and HTTP 200, whatever it says of the content's type."""
    first, got = True, 0
    async for piece in answer.content.iter_chunked(_PIECE):
        start = piece[:64].lstrip().lower()
        if first and not attachment.media_type.startswith("text/") and start.startswith((b"<!doctype html", b"<html")):
            raise NotAllowed(f"file {attachment.id} came as a login page", notice=_MISSING)
        first = False
        got += len(piece)
        yield piece
    if got < attachment.size:
        raise PlatformFailed(
            f"file {attachment.id} has {got} bytes of {attachment.size}",
            notice=f"Slack gave me only a part of {attachment.name}; please ask again.",
        )
