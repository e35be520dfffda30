"""Slack's refusals as the core's errors: the one place where foreign errors are translated.

PlatformFailed
├── Unclear          the answer was lost: it may have been done or not
├── StillStreaming   a message cannot be edited before its stream is stopped
├── RateLimited
├── NotAllowed
│   └── NotOffered   the workspace, the plan or the app's manifest has no such feature
└── Gone
    └── StreamClosed the stream is over: by age, by a person's Stop, or by ourselves
"""

from typing import Any, Final

from adapters.slack.payload import record, text
from bot.core.errors import Gone, NotAllowed, PlatformFailed, RateLimited


class Unclear(PlatformFailed):
    notice = "Slack did not answer; please look whether my message is there, and ask again if it is not."


class Unreached(Unclear):
    pass


class StillStreaming(PlatformFailed):
    pass


class NotOffered(NotAllowed):
    """`everywhere`: in the whole workspace, not only in this channel or for this person."""

    everywhere = False


class StreamClosed(Gone):
    pass


TRANSIENT: Final = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
)
_STREAM_OVER: Final = frozenset({"message_not_in_streaming_state", "stopped_by_user"})
_NOWHERE: Final = frozenset({"feature_not_enabled", "method_deprecated", "not_authorized", "unknown_method"})
_NOT_HERE: Final = frozenset(
    {"channel_type_not_supported", "missing_recipient_team_id", "missing_recipient_user_id", "team_not_found"}
)
_GONE: Final = frozenset(
    {
        "message_not_found",
        "channel_not_found",
        "thread_not_found",
        "invalid_thread_ts",
        "is_archived",
        "cant_update_message",
        "edit_window_closed",
        "file_deleted",
        "file_not_found",
    }
)
_UPLOADS: Final = {
    "file_uploads_disabled": "Uploads are turned off in this workspace; please ask your admin to allow them.",
    "file_uploads_except_images_disabled": "This workspace takes images only; please ask your admin.",
    "file_type_not_allowed": "This workspace does not allow files of this kind; please ask your admin.",
    "blocked_file_type": "This workspace does not allow files of this kind; please ask your admin.",
    "file_upload_size_restricted": "It is larger than this workspace allows; please ask for a part of it.",
    "storage_limit_reached": "This workspace has no room for more files; please ask your admin to delete some.",
    "slack_connect_blocked_file_type": "Files of this kind may not be shared with other companies; ask your admin.",
    "slack_connect_file_upload_sharing_blocked": "Files may not be shared with other companies here; please ask in a "
    "channel of your own.",
}
_NOTICES: Final = {
    "invalid_auth": "My Slack token is not valid any more; please ask your admin to set a new one.",
    "token_revoked": "My Slack token has been revoked; please ask your admin to install the app again.",
    "account_inactive": "My Slack account has been deactivated; please ask your admin to install the app again.",
    "not_in_channel": "I am not in this channel; please invite me with /invite and ask again.",
    "channel_not_found": "I cannot see this channel; please invite me with /invite and ask again.",
    "is_archived": "This channel is archived; please ask me in another one.",
    "messages_tab_disabled": "Messages to me are turned off; please ask your admin to allow them on the app's page.",
    **_UPLOADS,
    "restricted_action": "A rule of this workspace keeps me from posting here; please ask your admin.",
}
_REFUSED: Final = frozenset(
    {"access_denied", "no_permission", "not_allowed_token_type", "missing_scope", "org_login_required", *_NOTICES}
)


def translated(method: str, status: int, body: Any, retry_after: float | None = None) -> PlatformFailed:
    """The error for an answer that is not `ok`."""
    code = text(body, "error") or f"HTTP {status}"
    message = f"Slack refused {method}: {code}{_detail(body)}"
    if status == 429 or code in {"ratelimited", "rate_limited", "message_limit_exceeded"}:  # noqa: PLR2004 - HTTP's own number
        return RateLimited(message, retry_after=1.0 if retry_after is None else retry_after)
    if code == "missing_scope":
        needed = text(body, "needed")
        notice = (
            f"I am missing the Slack permission {needed or 'for this'}; please ask your admin to add it to the app."
        )
        return NotAllowed(message, notice=notice)
    if code in _STREAM_OVER:
        return StreamClosed(message)
    if code == "streaming_state_conflict":
        return StillStreaming(message)
    if code in _NOWHERE | _NOT_HERE:
        failure = NotOffered(message)
        failure.everywhere = code in _NOWHERE
        return failure
    return _by_kind(code, message)


def inward(notice: str) -> str:
    """A notice as it stands within a sentence."""
    return notice if notice.startswith(("I ", "Slack ")) else notice[:1].lower() + notice[1:]


def _by_kind(code: str, message: str) -> PlatformFailed:
    kind: type[PlatformFailed] = PlatformFailed
    if code in TRANSIENT or code.startswith(("HTTP 2", "HTTP 5")):
        kind = Unclear
    elif code in _GONE:
        kind = Gone
    elif code in _REFUSED or code.startswith("restricted_action"):
        kind = NotAllowed
    return kind(message, notice=_NOTICES.get(code, ""))


def _detail(body: Any) -> str:
    """What Slack says besides, which names fields and never holds a message's text."""
    messages = record(body, "response_metadata").get("messages")
    if not isinstance(messages, list) or not messages:
        return ""
    return f" ({'; '.join(str(each) for each in messages)[:300]})"
