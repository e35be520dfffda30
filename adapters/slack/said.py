"""A Slack message as the core's `Said`: the same reading for events and for histories."""

from typing import Final

from adapters.slack.handles import FileHandle, written
from adapters.slack.incoming import markdown
from adapters.slack.payload import Json, identifier, number, records, text, timestamp
from adapters.slack.viewpoint import Viewpoint
from bot.core.values import Attachment, Author, Said

KEPT: Final = frozenset({"", "file_share", "thread_broadcast", "me_message", "bot_message"})
"""The subtypes that somebody said; all others tell of something that happened."""

_QUOTED: Final = 3_000  # characters of a message that is shown below a link to it


def said(message: Json, view: Viewpoint) -> Said | None:
    """None for what is no message of somebody, or cannot be read."""
    ts, author = timestamp(message, "ts"), author_of(message, view)
    if text(message, "subtype") not in KEPT or not ts or author is None:
        return None
    files = tuple(attachment for file in records(message, "files") if (attachment := attachment_of(file)) is not None)
    return Said(ts, author, float(ts), words_of(message, view), files)


def words_of(message: Json, view: Viewpoint) -> str:
    """What was written, and below it what Slack shows of the messages and pages that it links to."""
    shown = [markdown(text(message, "text"), view)]
    for attachment in records(message, "attachments"):
        inner = markdown(text(attachment, "text") or text(attachment, "fallback"), view)[:_QUOTED]
        if inner and inner not in shown[0]:
            by = text(attachment, "author_name") or text(attachment, "title")
            quoted = f"{by}: {inner}" if by else inner
            shown.append("\n".join(f"> {line}" for line in quoted.splitlines()))
    return "\n\n".join(each for each in shown if each)


def author_of(message: Json, view: Viewpoint) -> Author | None:
    user, bot = identifier(message, "user"), identifier(message, "bot_id")
    if (user and user == view.me.user) or (bot and bot == view.me.bot):
        return Author(view.me.user, view.name(view.me.user), "self")
    if bot or text(message, "subtype") == "bot_message":
        name = text(message, "username") or text(message, "bot_profile", "name") or view.names.get(user, "")
        return Author(bot or user or "bot", name or bot or "bot", "bot")
    if user == "USLACKBOT":
        return Author(user, "Slackbot", "bot")
    return Author(user, view.name(user)) if user else None


def attachment_of(file: Json) -> Attachment | None:
    id_ = identifier(file, "id")
    if not id_:
        return None
    handle = FileHandle(
        url=text(file, "url_private_download") or text(file, "url_private"),
        mode="external" if file.get("is_external") is True else text(file, "mode"),
        stub=is_stub(file),
    )
    name = text(file, "name") or text(file, "title") or id_
    return Attachment(id_, name, _media_type(file), max(0, number(file, "size")), written(handle), _is_voice(file))


def _media_type(file: Json) -> str:
    """A voice clip is sound, whatever it is wrapped in. Slack: a file's subtype "slack_audio"."""
    claimed = text(file, "mimetype")
    if _is_voice(file) and claimed.startswith("video/"):
        return f"audio/{claimed.removeprefix('video/')}"
    return claimed


def _is_voice(file: Json) -> bool:
    return text(file, "subtype") == "slack_audio"


def is_stub(file: Json) -> bool:
    """Whether a file of another workspace comes without its details. Slack: file_access "check_file_info"."""
    return text(file, "file_access") == "check_file_info"


def thread_of(message: Json) -> str:
    """The `ts` of the thread that a message is in or begins."""
    return timestamp(message, "thread_ts") or timestamp(message, "ts")
