"""What an event leaves out of a message's files, looked up before the message is taken in."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, Final

from adapters.slack.api import SlackApi
from adapters.slack.payload import Json, identifier, record, records, timestamp
from adapters.slack.said import is_stub
from bot.core.errors import PlatformFailed

log = logging.getLogger(__name__)

_PATIENCE: Final = 1.0  # seconds: the event has to be acknowledged within three
_SPARE: Final = 15  # calls of the minute that are left to answers
_MOST: Final = 10  # files of one message; Slack lets people send so many


class Whole:
    """Best effort: what cannot be looked up in time stays as the event has it."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api

    async def mention(self, body: Any) -> Any:
        """A mention whose message event did not come: it may have left the message's files out."""
        event = record(body, "event")
        if records(event, "files"):
            return body
        files = await self._in_time(self._files_of(event))
        return {**body, "event": {**event, "files": files}} if files else body

    async def details(self, body: Any) -> Any:
        """The details of files that come from another workspace. Slack: files.info."""
        event = record(body, "event")
        files = records(event, "files")
        if not any(map(is_stub, files)):
            return body
        found = await asyncio.gather(*(self._in_time(self._file(each)) for each in files[:_MOST]))
        whole = [detail[0] if detail else each for each, detail in zip(files, found, strict=False)]
        return {**body, "event": {**event, "files": [*whole, *files[_MOST:]]}}

    async def _in_time(self, look: Any) -> list[Json]:
        try:
            async with asyncio.timeout(_PATIENCE):
                files: list[Json] = await look
        except (TimeoutError, PlatformFailed) as error:
            log.info("The files of a message could not be looked up: %s", str(error) or "Slack took too long")
            return []
        return files

    async def _file(self, file: Json) -> list[Json]:
        answer = await self._api.attempt("files.info", {"file": identifier(file, "id")}) if is_stub(file) else None
        return [record(answer, "file")] if record(answer, "file") else []

    async def _files_of(self, event: Json) -> list[Json]:
        ts, thread = timestamp(event, "ts"), timestamp(event, "thread_ts")
        body: Mapping[str, Any] = {
            "channel": identifier(event, "channel"),
            "oldest": ts,
            "latest": ts,
            "inclusive": True,
            "limit": 2,  # the thread's first message comes along
        }
        if thread and thread != ts:
            answer = await self._api.attempt("conversations.replies", {**body, "ts": thread}, spare=_SPARE)
        else:
            answer = await self._api.attempt("conversations.history", body, spare=_SPARE)
        return next((records(each, "files") for each in records(answer, "messages") if timestamp(each, "ts") == ts), [])
