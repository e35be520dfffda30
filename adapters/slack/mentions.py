"""Who is named in a payload: the ids whose names are needed to read it."""

import re
from typing import Any, Final

from adapters.slack.payload import Json, identifier, record, records, text

MENTION: Final = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^<>]*))?>")


def mentioned(words: str) -> set[str]:
    """The users that a text names."""
    return {match.group(1) for match in MENTION.finditer(words)}


def people_of_message(message: Json) -> set[str]:
    """The author of a message and everybody whom it names."""
    found = mentioned(text(message, "text"))
    for attachment in records(message, "attachments"):
        found |= mentioned(text(attachment, "text"))
    author = identifier(message, "user")
    return found | ({author} if author else set())


def people_of(body: Any) -> set[str]:
    """Everybody whose name is needed to read an event, a command or a click."""
    paths = (("event",), ("event", "message"), ("message",))
    found = {id_ for path in paths for id_ in people_of_message(record(body, *path))}
    found |= mentioned(text(body, "text"))
    for author in (identifier(body, "user_id"), identifier(body, "user", "id")):
        found |= {author} if author else set()
    return found
