"""A Discord message as the core's `Said`."""

from typing import Final

from adapters.discord.authors import author_of
from adapters.discord.content import said_text
from adapters.discord.fields import Json, obj, objs, snowflake, taken_at, text, whole
from adapters.discord.handles import FileHandle
from adapters.discord.viewpoint import Viewpoint
from bot.core.values import Attachment, Said

SPOILER: Final = "SPOILER_"  # by which a file's name says that it is to be hidden


def said(message: Json, view: Viewpoint) -> Said:
    message_id = snowflake(message, "id")
    author = author_of(message, view)
    words = said_text(message, view)
    return Said(
        message_id=message_id,
        author=author,
        at=taken_at(message_id),
        text=without_footer(words) if author.kind == "self" else words,
        attachments=attachments(message),
    )


def attachments(message: Json) -> tuple[Attachment, ...]:
    """The message's files, and those of the messages forwarded in it."""
    carriers = (message, *(obj(each, "message") for each in objs(message, "message_snapshots")))
    channel, message_id = snowflake(message, "channel_id"), snowflake(message, "id")
    found = (attachment(each, channel, message_id) for carrier in carriers for each in objs(carrier, "attachments"))
    return tuple(each for each in found if each is not None)


def attachment(data: Json, channel: str, message: str) -> Attachment | None:
    """A file of a message; one that came with a command hangs on none. None if it cannot be read."""
    if not (file_id := snowflake(data, "id")):
        return None
    return Attachment(
        id=file_id,
        name=_file_name(data),
        media_type=text(data, "content_type"),
        size=max(0, whole(data, "size")),
        handle=FileHandle(channel, message, text(data, "url")).pack(),
        voice=bool(text(data, "waveform")),  # Discord: only voice messages have one
    )


def _file_name(data: Json) -> str:
    """As its owner knows it: Discord keeps what it could not have in a file's name as the title."""
    name = text(data, "filename").removeprefix(SPOILER)
    _, dot, suffix = name.rpartition(".")
    title = " ".join(text(data, "title").split())
    if title and dot and not title.lower().endswith(f".{suffix.lower()}"):
        title = f"{title}.{suffix}"
    return title or name or "file"


def without_footer(text: str) -> str:
    """The bot's own words without the small print below them, which the model would learn to imitate."""
    lines = text.splitlines()
    while lines and (lines[-1].startswith("-# ") or not lines[-1].strip()):
        lines.pop()
    return "\n".join(lines)


def is_hidden(message: Json) -> bool:
    """Whether it looks like a message of which Discord withholds what it says."""
    carried = ("attachments", "embeds", "components", "sticker_items", "message_snapshots")
    return not text(message, "content") and not any(objs(message, each) for each in carried)
