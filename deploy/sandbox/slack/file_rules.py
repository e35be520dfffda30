"""Switches for files: what the workspace takes, how late a shared file appears, how a refused download looks."""

from typing import Literal

from deploy.sandbox.slack.verbs import Verbs


class FileRules(Verbs):
    def allow_uploads(self, enabled: bool = True, *, forbidden: list[str] | None = None, storage: int = -1) -> None:
        """What the app may upload from now on: file_uploads_disabled, file_type_not_allowed, storage_limit_reached.

        `forbidden` are endings of names (".exe"); `storage` is in bytes for all files together, -1 without limit.
        """
        rules = self._backend.uploads.rules
        rules.enabled, rules.forbidden = enabled, tuple(forbidden or ())
        rules.storage = storage if storage >= 0 else None

    def share_after(self, seconds: float) -> None:
        """How long after files.completeUploadExternal was answered the message with the files appears."""
        self._backend.uploads.rules.share_after = seconds

    def share_again(self, on: bool) -> None:
        """Whether completing an upload a second time shares it a second time, or is `file_not_found` (at first)."""
        self._backend.uploads.rules.again = on

    def refuse_file(self, file: str, error: str) -> None:
        """Let files.info refuse a file: "not_visible", "file_not_found"...; "" lets it answer again."""
        self._backend.workspace.file(file).info_error = error

    def redirect_logins(self, on: bool) -> None:
        """Whether a download without token or scope is sent to the login page (302), or answered with it (200)."""
        self._backend.login_redirects = on

    def mention_with_files(self, style: Literal["absent", "bare", "full"]) -> None:
        """Whether a mention with files comes as app_mention too: not at all (at first), without the files, or with."""
        if style not in {"absent", "bare", "full"}:
            raise ValueError('A mention with files is "absent", "bare" or "full".')
        self._backend.events.mention_with_files = style

    async def elsewhere(self) -> str:
        """The address of a host that is not Slack's; what arrives there is recorded as "elsewhere"."""
        return await self._backend.elsewhere.address()
