"""What the adapter writes into the `handle` of events and files, to read it again later."""

import json
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class AskHandle:
    """`team` is the asker's own workspace, which differs from the bot's in a shared channel."""

    team: str = ""
    direct: bool = False  # written in the direct messages with the bot
    response_url: str = ""  # of a command; Slack lets it be used five times within thirty minutes
    line: str = ""  # a command as it was typed


@dataclass(frozen=True, slots=True)
class FileHandle:
    url: str = ""
    mode: str = ""  # "hosted", "snippet", "external", "tombstone", ...
    stub: bool = False  # the details have to be asked for first. Slack: file_access "check_file_info"


def written(handle: AskHandle | FileHandle) -> str:
    """Compact JSON of what is not the default."""
    values = {name: value for name, value in asdict(handle).items() if value}
    return json.dumps(values, separators=(",", ":"), ensure_ascii=False)


def read(kind: type[Kept], handle: str) -> Kept:
    """The handle that `written` wrote; an unreadable one gives the defaults."""
    try:
        values: Any = json.loads(handle or "{}")
        return kind(**values)
    except (ValueError, TypeError):
        return kind()
