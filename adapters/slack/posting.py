"""Posting a message once, even where Slack's answer is lost or an earlier process has posted it already."""

import logging

from adapters.slack.compose import Mark, Sheet, post, start
from adapters.slack.payload import Json, records, text, timestamp
from adapters.slack.place import Place
from adapters.slack.refusals import NotOffered, Unclear
from adapters.slack.sightings import mark_of
from adapters.slack.workspace import Workspace
from bot.core.errors import PlatformFailed

log = logging.getLogger(__name__)

_LOOKED_AT = 200  # messages


async def post_once(workspace: Workspace, place: Place, sheet: Sheet, mark: Mark) -> str:
    """Post a message, however long that takes; its `ts`. Raises `PlatformFailed`."""
    body = post(place, sheet, mark)
    try:
        return timestamp(await workspace.api.call("chat.postMessage", body), "ts")
    except Unclear as error:
        log.info("%s; looking whether it was posted", error)
    if found := await find(workspace, place, mark):
        return found
    return timestamp(await workspace.api.call("chat.postMessage", body), "ts")


async def begin_post(workspace: Workspace, place: Place, sheet: Sheet, mark: Mark) -> str:
    """Post a message that will grow, if there is room for a call now; its `ts`, or empty."""
    try:
        answer = await workspace.api.attempt("chat.postMessage", post(place, sheet, mark))
    except Unclear as error:
        log.info("%s; looking whether it was posted", error)
        return await find(workspace, place, mark)
    return "" if answer is None else timestamp(answer, "ts")


async def begin_stream(workspace: Workspace, place: Place, sheet: Sheet) -> tuple[str, bool]:
    """Begin a stream, if there is room for a call now: its `ts`, or empty, and whether it is known to be streaming."""
    try:
        answer = await workspace.api.attempt("chat.startStream", start(place, sheet.shown))
    except NotOffered as error:
        workspace.features.refuse("chat.startStream", place.channel, error)
        log.info("No streams in %s: %s", place.channel, error)
        return "", False
    except Unclear as error:
        log.info("%s; looking whether it was begun", error)
        return await find(workspace, place, None), False
    return ("", False) if answer is None else (timestamp(answer, "ts"), True)


async def find(workspace: Workspace, place: Place, mark: Mark | None) -> str:
    """Our message with this mark, or our open stream, in the thread; empty if it is not there or cannot be read."""
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
    except PlatformFailed as error:
        log.warning("Cannot look whether a message was posted: %s", error)
        return ""
    found = [timestamp(each, "ts") for each in records(answer, "messages") if _is_it(each, mark)]
    return max(found, default="")


def _is_it(message: Json, mark: Mark | None) -> bool:
    if mark is not None:
        return mark_of(message) == (mark.key, mark.part)
    return bool(text(message, "bot_id")) and text(message, "streaming_state") == "in_progress"
