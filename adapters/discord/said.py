"""A Discord message as the core's `Said`."""

from adapters.discord.authors import author_of
from adapters.discord.content import said_text
from adapters.discord.fields import Json, obj, objs, snowflake, taken_at, text, whole
from adapters.discord.handles import FileHandle
from adapters.discord.viewpoint import Viewpoint
from bot.core.values import Attachment, Said


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
    return tuple(
        Attachment(
            id=file_id,
            name=text(each, "filename") or "file",
            media_type=text(each, "content_type"),
            size=max(0, whole(each, "size")),
            handle=FileHandle(channel, message_id, text(each, "url")).pack(),
        )
        for carrier in carriers
        for each in objs(carrier, "attachments")
        if (file_id := snowflake(each, "id"))
    )


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
