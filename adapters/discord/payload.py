"""The body of a message that the bot sends or edits. Whatever the text says, nobody is notified by it."""

import re
from typing import Any, Final

from adapters.discord.buttons import Buttons, rows

SUPPRESS_EMBEDS, EPHEMERAL = 1 << 2, 1 << 6  # Discord: "Message Flags"
LONGEST_NONCE: Final = 25

_LINK: Final = re.compile(r"https?://\S")


def message_body(
    content: str,
    *,
    nonce: str = "",
    reply_to: tuple[str, str] | None = None,
    private: bool = False,
    buttons: Buttons = (),
    calls: str = "",
) -> Any:
    """`reply_to` is a channel and a message in it, which may have been deleted meanwhile.

    `calls` is the one user whom the text may notify, if it mentions that user.

    A body without buttons takes them away from the message that is edited.

    `allowed_mentions` is in every body, since without it Discord notifies everyone the text names, on edits too.
    """
    allowed = NOBODY | {"users": [calls]} if calls else NOBODY
    body: dict[str, Any] = {"content": content, "allowed_mentions": allowed, "components": rows(buttons)}
    if nonce:
        body |= {"nonce": nonce, "enforce_nonce": True}
    if reply_to:
        channel, message = reply_to
        body["message_reference"] = {"channel_id": channel, "message_id": message, "fail_if_not_exists": False}
    # For a preview Discord fetches whatever address the model has written, which may carry words away with it.
    # Only ever switched on: `flags` of 0 on an edit would bring back the previews that a person has removed.
    if flags := (SUPPRESS_EMBEDS if _LINK.search(content) else 0) | (EPHEMERAL if private else 0):
        body["flags"] = flags
    return body


NOBODY: Final = {"parse": [], "replied_user": False}
