"""The rules for the app's uploads, and the moment at which a completed one is shared."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from deploy.sandbox.clock import Clock
from deploy.sandbox.slack.hosted_file import HostedFile
from deploy.sandbox.slack.refusals import Refused

SNIPPET = 1024 * 1024  # bytes
LARGEST = 1024**3  # bytes of any file; the usual figure
ALT_TEXT = 1000  # characters


@dataclass(slots=True)
class UploadRules:
    enabled: bool = True
    forbidden: tuple[str, ...] = ()  # endings of names, ".exe"
    storage: int | None = None  # bytes that all files of the workspace may have together
    share_after: float = 0.0  # seconds between the answer and the message
    again: bool = False  # completing an upload once more shares it once more


class Uploads:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()
        self.rules = UploadRules()

    def refuse(self, name: str, length: int, kept: Iterable[HostedFile], *, snippet: bool, alt_text: str) -> None:
        """Raise `Refused` for what the workspace does not take. Slack: files.getUploadURLExternal, errors."""
        rules = self.rules
        if not rules.enabled:
            raise Refused("file_uploads_disabled")
        if name.lower().endswith(rules.forbidden):
            raise Refused("file_type_not_allowed")
        if snippet and length > SNIPPET:
            raise Refused("snippet_too_large")
        if length > LARGEST:
            raise Refused("file_upload_size_restricted")
        if len(alt_text) > ALT_TEXT:
            raise Refused("alt_txt_too_large")
        used = sum(file.size for file in kept if not file.deleted)
        if rules.storage is not None and used + length > rules.storage:
            raise Refused("storage_limit_reached")

    def complete(self, file: HostedFile | None) -> HostedFile:
        """Slack does not document what a second completion does; here it is refused unless the rules say otherwise."""
        if file is None or file.content is None or file.deleted or (file.completed and not self.rules.again):
            raise Refused("file_not_found")
        return file

    def later(self, share: Callable[[], None]) -> None:
        """The message comes into being after the call has been answered, as with Slack, which gives no ts for it."""
        task = asyncio.create_task(self._share(share))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _share(self, share: Callable[[], None]) -> None:
        await self._clock.sleep(self.rules.share_after)
        share()
