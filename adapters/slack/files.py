"""Fetching files. Slack: working with files; url_private, with the bot's token and the scope files:read."""

from collections.abc import AsyncIterator
from typing import Final
from urllib.parse import urljoin

import aiohttp

from adapters.slack.api import SlackApi
from adapters.slack.handles import FileHandle, read
from adapters.slack.hosts import trusted
from adapters.slack.payload import record
from adapters.slack.said import attachment_of
from bot.core.errors import Gone, NotAllowed, PlatformFailed
from bot.core.values import Attachment

_PIECE: Final = 64 * 1024  # bytes
_REDIRECTS: Final = 4
_PATIENCE: Final = 30.0  # seconds that asking for a file's details may take
_HTML: Final = (b"<!doctype html", b"<html")
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_TIMEOUT: Final = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=30)
_MISSING: Final = "Slack did not give me {name}; please ask your admin to give my app the permission files:read."
_AWAY: Final = "Slack sent me to another site for {name}, where I do not go; please upload it here."
_LOST: Final = "Slack no longer has {name}; please upload it again."
_PAGE: Final = (
    "{name} is a document of Slack's own, which I cannot fetch; please export it as PDF and upload that here."
)
_OUT_OF_REACH: Final = {
    "tombstone": "{name} has been deleted; please upload it again.",
    "hidden_by_limit": "{name} is hidden by the limit of your Slack plan; please upload it again.",
    "external": "{name} is not stored at Slack; please upload it here.",
    "email": "{name} is an e-mail that Slack keeps to itself; please upload what is in it as a file.",
} | dict.fromkeys(("canvas", "list", "post", "quip", "space"), _PAGE)


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
            attachment = await self._details(attachment)
            handle = read(FileHandle, attachment.handle)
        if notice := _OUT_OF_REACH.get(handle.mode):
            raise Gone(f"file {attachment.id}: {handle.mode}", notice=_said(notice, attachment))
        if not handle.url:
            raise Gone(f"file {attachment.id} has no address", notice=_said(_LOST, attachment))
        try:
            async for piece in self._follow(handle.url, attachment):
                yield piece
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise PlatformFailed(
                f"file {attachment.id} broke off: {type(error).__name__}",
                notice=_said("Slack broke off while I fetched {name}; please ask again.", attachment),
            ) from error

    async def _details(self, attachment: Attachment) -> Attachment:
        """A file of another workspace comes as a stub. Slack: files.info."""
        try:
            answer = await self._api.call("files.info", {"file": attachment.id}, patience=_PATIENCE)
        except PlatformFailed as error:
            if error.notice == type(error).notice or isinstance(error, Gone):
                error.notice = _said(_LOST, attachment)
            raise
        found = attachment_of(record(answer, "file"))
        if found is None or read(FileHandle, found.handle).stub:
            raise Gone(f"file {attachment.id} has no details", notice=_said(_LOST, attachment))
        return found

    async def _follow(self, url: str, attachment: Attachment) -> AsyncIterator[bytes]:
        """Redirects are followed by hand: the token goes to Slack's own hosts only."""
        for _ in range(_REDIRECTS):
            if not trusted(url, self._api_url):
                raise NotAllowed(f"file {attachment.id} leads away from Slack", notice=_said(_AWAY, attachment))
            headers = {"Authorization": f"Bearer {self._token}"}
            async with self._session.get(url, headers=headers, allow_redirects=False, timeout=_TIMEOUT) as answer:
                if answer.status in _MOVED:
                    url = urljoin(url, answer.headers.get("Location", ""))
                    continue
                _judge(answer, attachment)
                async for piece in _checked(answer, attachment):
                    yield piece
                return
        raise NotAllowed(f"file {attachment.id} is redirected without end", notice=_said(_MISSING, attachment))


def _said(notice: str, attachment: Attachment) -> str:
    """The sentence with the file's name; Slack takes the name away with the file."""
    known = attachment.name not in {"", attachment.id}
    sentence = notice.format(name=attachment.name if known else "a file here")
    return sentence[:1].upper() + sentence[1:] if not known else sentence


def _judge(answer: aiohttp.ClientResponse, attachment: Attachment) -> None:
    if answer.status in {404, 410}:
        raise Gone(f"file {attachment.id}: HTTP {answer.status}", notice=_said(_LOST, attachment))
    html = answer.content_type == "text/html" and attachment.media_type != "text/html"
    if answer.status in {401, 403} or html:
        notice = _said(_MISSING, attachment)
        raise NotAllowed(f"file {attachment.id}: HTTP {answer.status}, {answer.content_type}", notice=notice)
    if not answer.ok:
        notice = _said("Slack could not give me {name} just now; please ask again in a minute.", attachment)
        raise PlatformFailed(f"file {attachment.id}: HTTP {answer.status}", notice=notice)


async def _checked(answer: aiohttp.ClientResponse, attachment: Attachment) -> AsyncIterator[bytes]:
    """Slack answers a missing scope with its login page and HTTP 200, whatever it says of the content's type.

    A page that was uploaded as one is known from the login page by its size.
    """
    first, got, page = True, 0, attachment.media_type == "text/html" and attachment.size > 0
    async for piece in answer.content.iter_chunked(_PIECE):
        start = piece[:64].lstrip().lower()
        login = first and not attachment.media_type.startswith("text/") and start.startswith(_HTML)
        got += len(piece)
        if login or (page and got > attachment.size):
            raise NotAllowed(f"file {attachment.id} came as a login page", notice=_said(_MISSING, attachment))
        first = False
        yield piece
    if got < attachment.size and read(FileHandle, attachment.handle).mode != "snippet":  # which can be edited
        raise PlatformFailed(
            f"file {attachment.id} has {got} bytes of {attachment.size}",
            notice=_said("Slack gave me only a part of {name}; please ask again.", attachment),
        )
