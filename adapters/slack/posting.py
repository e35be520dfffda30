"""Posting a message once, even where Slack's answer is lost or an earlier process has posted it already."""

import logging

from adapters.slack.compose import Mark, Sheet, post, start
from adapters.slack.payload import Json, records, text, timestamp
from adapters.slack.place import Place
from adapters.slack.refusals import NotOffered, Unclear
from adapters.slack.sightings import mark_of
from adapters.slack.workspace import Workspace
from bot.core.errors import Gone, NotAllowed
from bot.core.platform_ports import Outbox

log = logging.getLogger(__name__)

_LOOKED_AT = 200  # messages


async def post_once(workspace: Workspace, place: Place, sheet: Sheet, mark: Mark) -> str:
    """Post a message, however long that takes; its `ts`.

    Raises `PlatformFailed`: whether it was posted may then be in doubt, and has to be `resolved` before the next try.
    """
    body = post(place, sheet, mark)
    try:
        return timestamp(await workspace.api.call("chat.postMessage", body), "ts")
    except Unclear as error:
        log.info("%s; looking whether it was posted", error)
        workspace.doubts.add(mark)
    if found := await resolved(workspace, place, mark):
        return found
    try:
        return timestamp(await workspace.api.call("chat.postMessage", body), "ts")
    except Unclear:
        workspace.doubts.add(mark)
        raise


async def begin_post(workspace: Workspace, place: Place, sheet: Sheet, mark: Mark) -> str:
    """Post a message that will grow, if there is room for a call now; its `ts`, or empty. Raises as `post_once`."""
    try:
        answer = await workspace.api.attempt("chat.postMessage", post(place, sheet, mark))
    except Unclear as error:
        log.info("%s; looking whether it was posted", error)
        workspace.doubts.add(mark)
        return await resolved(workspace, place, mark)
    return "" if answer is None else timestamp(answer, "ts")


async def begin_stream(
    workspace: Workspace, place: Place, sheet: Sheet, mark: Mark, outbox: Outbox
) -> tuple[str, bool]:
    """Begin a stream, if there is room for a call now: its `ts`, or empty, and whether it is known to be streaming.

    Raises as `post_once`; the mark is that of the message which it will be.
    """
    try:
        answer = await workspace.api.attempt("chat.startStream", start(place, sheet.shown))
    except NotOffered as error:
        workspace.features.refuse("chat.startStream", place.channel, error)
        log.info("No streams in %s: %s", place.channel, error)
        return "", False
    except Unclear as error:
        log.info("%s; looking whether it was begun", error)
        workspace.doubts.add(mark)
        return await resolved(workspace, place, mark, outbox), False
    return ("", False) if answer is None else (timestamp(answer, "ts"), True)


async def find(workspace: Workspace, place: Place, mark: Mark, outbox: Outbox | None = None) -> str:
    """Our message with this mark, or the newest stream that can only be of this `outbox`; empty if there is none.

    As `ours`.
    """
    found = await ours(workspace, place)
    marked = [timestamp(each, "ts") for each in found if mark_of(each) == (mark.key, mark.part)]
    if marked or outbox is None:
        return max(marked, default="")
    live = workspace.streams_of_others(mark.key)
    open_ = [timestamp(each, "ts") for each in found if text(each, "streaming_state") == "in_progress"]
    return max(await outbox.only_mine([ts for ts in open_ if ts not in live]), default="")


async def ours(workspace: Workspace, place: Place) -> list[Json]:
    """Our messages since the question, in its thread, or in the channel while there is none.

    None where the bot may not read them. Raises `PlatformFailed` if they cannot be read now.
    """
    body = {
        "channel": place.channel,
        "oldest": place.since or None,
        "limit": _LOOKED_AT,
        "include_all_metadata": True,
    }
    try:
        if place.thread:
            answer = await workspace.api.call("conversations.replies", body | {"ts": place.thread})
        else:
            answer = await workspace.api.call("conversations.history", body)
    except (NotAllowed, Gone) as error:
        log.warning("Cannot look whether a message was posted: %s", error)
        return []
    return [each for each in records(answer, "messages") if text(each, "bot_id")]


async def resolved(workspace: Workspace, place: Place, mark: Mark, outbox: Outbox | None = None) -> str:
    """The message whose posting was in doubt, or empty if it was not, or never arrived. As `find`."""
    if mark not in workspace.doubts:
        return ""
    found = await find(workspace, place, mark, outbox)
    workspace.doubts.discard(mark)
    return found
