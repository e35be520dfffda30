"""The link by which an admin adds the bot to a server, asking for no more than it uses (Discord: "Permissions")."""

import base64
import binascii
from typing import Final
from urllib.parse import urlencode

VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
ATTACH_FILES = 1 << 15
READ_MESSAGE_HISTORY = 1 << 16
CREATE_PUBLIC_THREADS = 1 << 35
SEND_MESSAGES_IN_THREADS = 1 << 38

NAMES: Final = {
    VIEW_CHANNEL: "View Channels",
    SEND_MESSAGES: "Send Messages",
    ATTACH_FILES: "Attach Files",
    READ_MESSAGE_HISTORY: "Read Message History",
    CREATE_PUBLIC_THREADS: "Create Public Threads",
    SEND_MESSAGES_IN_THREADS: "Send Messages in Threads",
}
"""As Discord shows them to whoever grants them."""

PERMISSIONS: Final = sum(NAMES)
SCOPES: Final = "bot applications.commands"
AUTHORIZE: Final = "https://discord.com/oauth2/authorize"


def invite_url(application: str, permissions: int = PERMISSIONS) -> str:
    return f"{AUTHORIZE}?{urlencode({'client_id': application, 'scope': SCOPES, 'permissions': permissions})}"


def application_id(token: str) -> str:
    """The id that a bot token begins with, in base64; empty if it does not look like one."""
    head = token.strip().partition(".")[0]
    try:
        decoded = base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return ""
    return decoded if decoded.isdigit() else ""
