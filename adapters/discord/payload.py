"""The body of a message that the bot sends or edits. Whatever the text says, nobody is notified by it."""

import re
from typing import Any, Final

SUPPRESS_EMBEDS, EPHEMERAL = 1 << 2, 1 << 6  # Discord: "Message Flags"
MANY_LINKS: Final = 3  # from here on the previews would be longer than the answer
LONGEST_NONCE: Final = 25

_LINK: Final = re.compile(r"https?://\S")


STOP: Final = "stop"
_STOP_ROW: Final = {"type": 1, "components": [{"type": 2, "style": 2, "label": "Stop", "custom_id": STOP}]}


def message_body(
    content: str,
    *,
    nonce: str = "",
    reply_to: tuple[str, str] | None = None,
    private: bool = False,
    stop: bool = False,
) -> Any:
    """`reply_to` is a channel and a message in it, which may have been deleted meanwhile; `stop` adds that button.

    A body without the button takes it away from the message that is edited.

    `allowed_mentions` is in every body, since without it Discord notifies everyone the text names, on edits too.
    """
    body: dict[str, Any] = {"content": content, "allowed_mentions": {"parse": [], "replied_user": False}}
    body["components"] = [_STOP_ROW] if stop else []
    if nonce:
        body |= {"nonce": nonce, "enforce_nonce": True}
    if reply_to:
        channel, message = reply_to
        body["message_reference"] = {"channel_id": channel, "message_id": message, "fail_if_not_exists": False}
    # Only ever switched on: `flags` of 0 on an edit would bring back the previews that a person has removed.
    if flags := (SUPPRESS_EMBEDS if len(_LINK.findall(content)) >= MANY_LINKS else 0) | (EPHEMERAL if private else 0):
        body["flags"] = flags
    return body
