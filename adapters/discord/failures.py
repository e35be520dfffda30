"""What went wrong at Discord, as the core's errors: the one place that knows both.

    PlatformFailed
    ├── RateLimited
    ├── NotAllowed
    │   ├── TokenRefused    the bot token is not accepted
    │   └── TooLarge        a file has more bytes than may be uploaded there
    └── Gone
        ├── MessageMissing  the message to be edited was deleted, or can be edited no more
        └── TokenExpired    an interaction can be answered no more

Discord: "Opcodes and Status Codes", JSON error codes.
"""

from typing import Final

import aiohttp
import discord

from adapters.discord.config import PORTAL
from bot.core.errors import Gone, NotAllowed, PlatformFailed, RateLimited


class TokenRefused(NotAllowed):
    notice = f"Discord does not accept my token; copy a new one from {PORTAL} -> Bot -> Reset Token into the settings."


class TooLarge(NotAllowed):
    notice = "Discord does not take a file of that size; please ask for less at a time."


class MessageMissing(Gone):
    notice = "The message I was writing has been deleted."


class TokenExpired(Gone):
    notice = "Discord no longer lets me answer that command; please use it again."


class UnreadableHistory(PlatformFailed):
    """A reply needs the right to read what it replies to."""


UNAVAILABLE: Final = 503
_PAYLOAD_TOO_LARGE: Final = 413
ALREADY_ACKNOWLEDGED: Final = 40060
THREAD_EXISTS: Final = 160004
_MISSING: Final = frozenset({10008, 50083})  # unknown message; archived thread, in which nothing can be edited
_EXPIRED: Final = frozenset({10015, 10062, 50027})  # unknown webhook, unknown interaction, invalid webhook token
_HISTORY: Final = 160002
_TOO_LARGE: Final = 40005
_NO_ACCESS, _NO_DIRECT = 50001, 50007
_OLD_EDITS: Final = 30046
_OLD_EDITS_WINDOW: Final = 6.0  # seconds in which three edits of messages older than an hour are allowed

NEEDS: Final = {
    "post": "Send Messages (in threads: Send Messages in Threads)",
    "upload": "Attach Files",
    "edit": "View Channel",
    "history": "Read Message History",
    "thread": "Create Public Threads",
    "typing": "Send Messages",
    "commands": "the scope applications.commands",
}
"""The permission that each thing done needs, as Discord's settings call it."""

Foreign = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)
"""Every exception that a call to Discord can end in."""


def is_transient(error: BaseException, *, repeatable: bool = True) -> bool:
    """Whether the same call may succeed in a moment, and discord.py has not tried it again itself.

    503 is the one answer that discord.py gives up on at once. Where the connection broke, the call may have been done:
    it is tried again only if it is `repeatable`.
    """
    if isinstance(error, discord.HTTPException):
        return error.status == UNAVAILABLE
    return repeatable and isinstance(error, aiohttp.ClientError | OSError | TimeoutError)


def code_of(error: BaseException | None) -> int:
    """Discord's own number for what went wrong; 0 if it gave none."""
    return error.code if isinstance(error, discord.HTTPException) else 0


def translated(error: BaseException, doing: str) -> PlatformFailed:
    """The core's error for a foreign one; `doing` is a key of `NEEDS`."""
    match error:
        case discord.LoginFailure():
            return TokenRefused(str(error))
        case discord.RateLimited():
            return RateLimited(f"Discord: {doing}: {error}", retry_after=error.retry_after)
        case discord.HTTPException():
            return _refused(error, doing)
    # Not its text: some of aiohttp's errors quote the URL, which may hold an interaction's token.
    return PlatformFailed(f"Discord: {doing}: no answer ({type(error).__name__})")


def _refused(error: discord.HTTPException, doing: str) -> PlatformFailed:
    said = f"Discord: {doing}: {error}"
    if error.code in _EXPIRED:
        return TokenExpired(said)
    if error.code == _TOO_LARGE or error.status == _PAYLOAD_TOO_LARGE:
        return TooLarge(said)
    if error.code in _MISSING:
        return MessageMissing(said)
    if error.code == _HISTORY:
        return UnreadableHistory(said, notice=_lacking("history"))
    if error.code == _OLD_EDITS:
        return RateLimited(said, retry_after=_OLD_EDITS_WINDOW)
    return _by_status(error, doing, said)


def _by_status(error: discord.HTTPException, doing: str, said: str) -> PlatformFailed:
    match error.status:
        case 401:
            return TokenRefused(said)
        case 403:
            return NotAllowed(said, notice=_forbidden(error.code, doing))
        case 404:
            return Gone(said)
        case 429:
            return RateLimited(said, retry_after=_retry_after(error))
    return PlatformFailed(said)


def _forbidden(code: int, doing: str) -> str:
    if code == _NO_DIRECT:
        return "I cannot write to you directly; allow direct messages from this server, or use the slash command."
    return _lacking("edit" if code == _NO_ACCESS else doing)


def _lacking(doing: str) -> str:
    return f"I am missing a permission here; please ask an admin to give me this one: {NEEDS.get(doing, doing)}."


def _retry_after(error: discord.HTTPException) -> float:
    try:
        return float(error.response.headers.get("Retry-After", "1"))
    except ValueError:
        return 1.0
