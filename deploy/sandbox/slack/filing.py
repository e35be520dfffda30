"""People upload, record and delete files, and see what the app has uploaded."""

import base64
from typing import Any

from deploy.sandbox.slack.hosted_file import MODES, HostedFile, Mode
from deploy.sandbox.slack.methods.files import remove_file
from deploy.sandbox.slack.verbs import Verbs

Json = dict[str, Any]


class Filing(Verbs):
    def upload(
        self, user: str, name: str, mimetype: str, content_base64: str, mode: Mode = "hosted", *, stub: bool = False,
        size: int = -1, external_url: str = "",
    ) -> str:  # fmt: skip
        """Put a file into the workspace, to be said along. Returns its id.

        `mode` is "hosted", "snippet" (a long paste), "external" (a link, to `external_url`), "tombstone" or
        "hidden_by_limit". A `stub` is a file of another workspace: files.info must be asked. `size` (bytes) is what
        the file object says; -1 is the truth.
        """
        content = base64.b64decode(content_base64, validate=True)
        file = self._new(user, name, mimetype, content)
        file.mode, file.stub = _mode(mode), stub
        file.size = 0 if mode == "external" else len(content) if size < 0 else size
        file.external_url = external_url or "https://drive.example.invalid/d/1"
        return file.id

    def record_voice(
        self, user: str, content_base64: str, seconds: float, mimetype: str = "audio/webm", transcript: str = ""
    ) -> str:
        """A voice clip as Slack's own recorder makes it, "audio/webm" or "audio/mp4", to be said along; its id."""
        content = base64.b64decode(content_base64, validate=True)
        ending = "m4a" if mimetype == "audio/mp4" else mimetype.rpartition("/")[2]
        file = self._new(user, f"audio_message.{ending}", mimetype, content)
        file.seconds, file.transcript = seconds, transcript
        return file.id

    def delete_file(self, user: str, file: str) -> None:
        """Delete one's own file; messages keep a tombstone of it, and the app hears `file_deleted`."""
        person, kept = self._backend.workspace.person(user), self._backend.workspace.file(file)
        if kept.owner != person.id:
            raise ValueError(f"{person.real_name} did not upload {file}; only its owner can delete it.")
        remove_file(self._backend, kept)

    def file_becomes(self, file: str, mode: Mode) -> None:
        """Change what has become of a file since it was shared: "tombstone", "hidden_by_limit", "hosted" again."""
        kept = self._backend.workspace.file(file)
        kept.mode, kept.deleted = _mode(mode), mode == "tombstone"
        self._backend.log.notify()

    def file(self, file: str) -> Json:
        """A file and its bytes ("base64"): "id", "name", "title", "mimetype", "size", "mode", "owner", "shares".

        "shares" lists {"channel", "ts", "thread"} for each message that carries it.
        """
        return self._told(self._backend.workspace.file(file))

    def files(self, channel: str = "", user: str = "") -> list[Json]:
        """All files, or those of a channel, or those of a person ("galerne" is the app); each as `file` has it."""
        place = self._backend.workspace.place(channel).id if channel else ""
        owner = self._backend.workspace.person(user).id if user else ""
        return [
            self._told(file)
            for file in self._backend.workspace.files.values()
            if owner in {"", file.owner} and (not place or place in file.channels)
        ]

    def _new(self, user: str, name: str, mimetype: str, content: bytes) -> HostedFile:
        workspace = self._backend.workspace
        owner, now = workspace.person(user), int(self._backend.clock.time())
        file = HostedFile(workspace.mint.id("F"), name, name, mimetype, owner.id, now, len(content), content)
        workspace.files[file.id] = file
        return file

    def _told(self, file: HostedFile) -> Json:
        shares = [{"channel": one.channel, "ts": one.ts, "thread": one.thread} for one in file.shares]
        return {
            "id": file.id, "name": file.name, "title": file.title, "mimetype": file.mimetype, "size": file.size,
            "mode": file.shown_mode, "owner": file.owner, "shares": shares,
            "base64": base64.b64encode(file.content or b"").decode(),
        }  # fmt: skip


def _mode(mode: Mode) -> Mode:
    if mode not in MODES:
        raise ValueError(f"A file has one of the modes {', '.join(MODES)}, not {mode!r}.")
    return mode
