"""A file of the workspace: what is kept of it and where it was shared."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Mode = Literal["hosted", "snippet", "external", "tombstone", "hidden_by_limit"]
MODES: tuple[Mode, ...] = ("hosted", "snippet", "external", "tombstone", "hidden_by_limit")


class Share(NamedTuple):
    """Where a file can be seen: a message, and the thread it stands in, "" at the top level."""

    channel: str
    ts: str
    thread: str


@dataclass(slots=True)
class HostedFile:
    id: str
    name: str
    title: str
    mimetype: str
    owner: str
    created: int
    size: int  # bytes, as the file object says it
    content: bytes | None = None  # None until the bytes have been uploaded
    deleted: bool = False
    shares: list[Share] = field(default_factory=list)
    mode: Mode = "hosted"
    stub: bool = False  # of another workspace: messages carry an id, files.info carries the rest
    external_url: str = ""
    seconds: float = 0.0  # of a voice clip
    transcript: str = ""  # of a voice clip, as Slack wrote it
    info_error: str = ""  # with which files.info refuses it
    completed: bool = False  # its upload was completed

    @property
    def shown_mode(self) -> Mode:
        return "tombstone" if self.deleted else self.mode

    @property
    def channels(self) -> list[str]:
        return list(dict.fromkeys(share.channel for share in self.shares))
