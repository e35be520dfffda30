"""What Slack lets an app call, known in advance. Slack: apis/web-api/rate-limits.

The limits count per method over the last minute, for the whole workspace; posting is limited per channel besides.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limit:
    """`count` calls in any `seconds`."""

    count: int
    seconds: float = 60.5  # half a second for the way there


_TIER_2: Final = Limit(20)
_TIER_3: Final = Limit(50)
_TIER_4: Final = Limit(100)
_POSTS: Final = Limit(290)  # "several hundred a minute" over the workspace

IN_CHANNEL: Final = Limit(5, 5.05)
"""Messages to one channel: about one a second, with a short burst."""

LIMITS: Final[dict[str, Limit]] = {
    "agents.sessions.setStatus": _TIER_3,
    "assistant.threads.setStatus": _TIER_3,
    "chat.appendStream": _TIER_4,
    "chat.delete": _TIER_3,
    "chat.postEphemeral": _TIER_4,
    "chat.postMessage": _POSTS,
    "chat.startStream": _TIER_2,
    "chat.stopStream": _TIER_2,
    "chat.update": _TIER_3,
    "conversations.history": _TIER_3,
    "conversations.info": _TIER_3,
    "conversations.members": _TIER_4,
    "conversations.replies": _TIER_3,
    "conversations.open": _TIER_3,
    "files.completeUploadExternal": _TIER_4,
    "files.getUploadURLExternal": _TIER_4,
    "files.info": _TIER_4,
    "users.info": _TIER_4,
    "views.open": _TIER_4,
}

_READS: Final = frozenset(
    {
        "conversations.history",
        "conversations.info",
        "conversations.members",
        "conversations.replies",
        "files.info",
        "users.info",
    }
)

FORMS: Final = _READS | {"files.completeUploadExternal", "files.getUploadURLExternal"}
"""Methods that take no JSON."""

REPEATABLE: Final = _READS | {
    "agents.sessions.setStatus",
    "apps.connections.open",
    "assistant.threads.setStatus",
    "auth.test",
    "chat.delete",
    "chat.update",
    "conversations.open",
    "files.getUploadURLExternal",  # an upload that nobody completes is never seen
}
"""Methods that do the same however often they are called: safe to repeat when the answer was lost."""
