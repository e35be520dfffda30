"""Uploading a file, once. Slack: files.getUploadURLExternal, files.completeUploadExternal.

An upload is not seen by anybody until it is completed. Its id is kept before that, so that after a crash one can look
whether the file is in the channel already.
"""

import logging
from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Final

from adapters.slack.handles import UploadHandle, read, written
from adapters.slack.payload import Json, identifier, record, text
from adapters.slack.refusals import Unclear, inward
from adapters.slack.workspace import Workspace
from bot.core.documents import OutFile
from bot.core.errors import Gone, PlatformFailed
from bot.core.platform_ports import Outbox

log = logging.getLogger(__name__)

_TRIES: Final = 3
_BETWEEN: Final = 1.0  # seconds between two looks: a file is shared a moment after its upload was completed

Where = Callable[[], Awaitable[tuple[str, str]]]  # channel and thread


class _Seen(Enum):
    SHARED = 1
    THERE = 2
    NOWHERE = 3


async def attach_once(workspace: Workspace, outbox: Outbox, file: OutFile, key: str, where: Where) -> bool:
    """Upload a file, unless this key's has been: False then. Raises `PlatformFailed` with a notice that names it."""
    known = read(UploadHandle, outbox.uploads.get(key, ""))
    if known.shared:
        return False
    try:
        channel, thread = await where()
        upload = _Upload(workspace, file, channel, thread)
        id_ = known.file
        if not id_ or not await upload.go_on(id_):
            id_ = await upload.begin()
            await outbox.record_upload(key, written(UploadHandle(id_)))
            await upload.complete(id_)
    except PlatformFailed as error:
        error.notice = f"I could not upload {file.name}: {inward(error.notice)}"
        raise
    await outbox.record_upload(key, written(UploadHandle(id_, shared=True)))
    return True


class _Upload:
    def __init__(self, workspace: Workspace, file: OutFile, channel: str, thread: str) -> None:
        self._api = workspace.api
        self._clock = workspace.clock
        self._file = file
        self._channel = channel
        self._thread = thread

    async def begin(self) -> str:
        """Bring the bytes to Slack; the file's id."""
        if not self._file.data:
            raise PlatformFailed("an empty file is not taken", notice="It is empty; please ask for something else.")
        for tries in range(1, _TRIES + 1):
            body = {"filename": self._file.name, "length": len(self._file.data)}
            answer = await self._api.call("files.getUploadURLExternal", body)
            try:
                await self._api.upload(text(answer, "upload_url"), self._file.data)
            except Unclear:
                if tries == _TRIES:
                    raise
                await self._clock.sleep(_BETWEEN * tries)
            else:
                return identifier(answer, "file_id")
        raise AssertionError("unreachable")

    async def complete(self, id_: str) -> None:
        """Let the file be seen."""
        try:
            await self._complete(id_)
        except Unclear as error:
            log.info("%s; looking whether the file is there", error)
            if not await self.go_on(id_):
                raise

    async def go_on(self, id_: str) -> bool:
        """Let a file be seen of which nobody knows whether it is; False if it is not at Slack any more."""
        seen = await self._look(id_)
        if seen is not _Seen.SHARED:
            try:
                await self._complete(id_)
            except Gone:
                return seen is _Seen.THERE  # completed before, and about to be shared
        return True

    async def _complete(self, id_: str) -> None:
        body = {
            "files": [{"id": id_, "title": self._file.name}],
            "channel_id": self._channel,
            "thread_ts": self._thread or None,
        }
        await self._api.call("files.completeUploadExternal", body)

    async def _look(self, id_: str) -> _Seen:
        for tries in range(_TRIES):
            if tries:
                await self._clock.sleep(_BETWEEN)
            try:
                file = record(await self._api.call("files.info", {"file": id_}), "file")
            except PlatformFailed as error:
                log.info("Cannot look whether a file was shared: %s", error)
                return _Seen.NOWHERE if isinstance(error, Gone) else _Seen.THERE
            if self._channel in _channels(file):
                return _Seen.SHARED
        return _Seen.THERE


def _channels(file: Json) -> set[str]:
    """Where a file can be seen. Slack: reference/objects/file-object."""
    shares = record(file, "shares")
    found = {channel for kind in shares for channel in record(shares, kind)}
    for kind in ("channels", "groups", "ims"):
        listed = file.get(kind)
        found |= {str(each) for each in listed} if isinstance(listed, list) else set()
    return found
