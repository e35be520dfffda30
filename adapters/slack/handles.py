"""What the adapter writes into the `handle` of events and files, into buttons and forms, to read it again later."""

import json
from dataclasses import asdict, dataclass
from typing import Any, TypeVar


@dataclass(frozen=True, slots=True)
class AskHandle:
    """`team` is the asker's own workspace, which differs from the bot's in a shared channel."""

    team: str = ""
    direct: bool = False  # written in the direct messages with the bot
    response_url: str = ""  # of a command; Slack lets it be used five times within thirty minutes
    line: str = ""  # a command as it was typed
    home: bool = False  # the app's own page was opened


@dataclass(frozen=True, slots=True)
class FileHandle:
    url: str = ""
    mode: str = ""  # "hosted", "snippet", "external", "tombstone", ...
    stub: bool = False  # the details have to be asked for first. Slack: file_access "check_file_info"


@dataclass(frozen=True, slots=True)
class EntryHandle:
    """An option that asks for a line of text: what its button carries. Slack: a button's value, 2,000 characters."""

    value: str = ""
    label: str = ""
    entry: str = ""


@dataclass(frozen=True, slots=True)
class FormHandle:
    """Where the button of a form was pressed. Slack: a view's private_metadata, 3,000 characters."""

    channel: str = ""
    thread: str = ""
    message: str = ""
    value: str = ""  # the option's
    team: str = ""
    response_url: str = ""


@dataclass(frozen=True, slots=True)
class UploadHandle:
    """How far an upload has come: its file is at Slack, and `shared` once it can be seen."""

    file: str = ""
    shared: bool = False


Handle = AskHandle | FileHandle | EntryHandle | FormHandle | UploadHandle
Kept = TypeVar("Kept", AskHandle, FileHandle, EntryHandle, FormHandle, UploadHandle)


def written(handle: Handle) -> str:
    """Compact JSON of what is not the default."""
    values = {name: value for name, value in asdict(handle).items() if value}
    return json.dumps(values, separators=(",", ":"), ensure_ascii=False)


def read(kind: type[Kept], handle: str) -> Kept:
    """The handle that `written` wrote; what is unreadable of it has its default."""
    try:
        values: Any = json.loads(handle or "{}")
    except ValueError:
        return kind()
    found = values if isinstance(values, dict) else {}
    defaults = asdict(kind())
    return kind(**{name: found[name] for name in defaults if type(found.get(name)) is type(defaults[name])})
