import asyncio
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest

from adapters.discord.failures import (
    MessageMissing,
    TokenExpired,
    TokenRefused,
    TooLarge,
    UnreadableHistory,
    code_of,
    is_transient,
    translated,
)
from bot.core.errors import Gone, NotAllowed, PlatformFailed, RateLimited


def refused(status: int, code: int = 0, **headers: str) -> discord.HTTPException:
    response: Any = SimpleNamespace(
        status=status, reason="", headers={name.replace("_", "-"): v for name, v in headers.items()}
    )
    kind = discord.DiscordServerError if status >= 500 else discord.HTTPException
    return kind(response, {"code": code, "message": "No"})


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (discord.LoginFailure("no"), TokenRefused),
        (refused(401), TokenRefused),
        (refused(403, 50013), NotAllowed),
        (refused(400, 40005), TooLarge),
        (refused(413), TooLarge),
        (refused(404, 10003), Gone),
        (refused(404, 10008), MessageMissing),
        (refused(400, 50083), MessageMissing),
        (refused(404, 10062), TokenExpired),
        (refused(404, 10015), TokenExpired),
        (refused(401, 50027), TokenExpired),
        (refused(400, 160002), UnreadableHistory),
        (refused(429, Retry_After="7"), RateLimited),
        (refused(429, 30046), RateLimited),
        (discord.RateLimited(40.0), RateLimited),
        (refused(400, 50035), PlatformFailed),
        (refused(503), PlatformFailed),
        (TimeoutError(), PlatformFailed),
        (aiohttp.ServerDisconnectedError(), PlatformFailed),
    ],
    ids=repr,
)
def test_each_failure_is_one_of_ours(error: Exception, ours: type[PlatformFailed]) -> None:
    assert type(translated(error, "post")) is ours


def test_a_rate_limit_says_how_long() -> None:
    limit = translated(refused(429, Retry_After="7"), "post")
    assert isinstance(limit, RateLimited)
    assert limit.retry_after == 7.0
    strange = translated(refused(429, Retry_After="soon"), "post")
    assert isinstance(strange, RateLimited)
    assert strange.retry_after == 1.0


@pytest.mark.parametrize(
    ("doing", "code", "named"),
    [
        ("post", 50013, "Send Messages"),
        ("history", 50013, "Read Message History"),
        ("thread", 50013, "Create Public Threads"),
        ("post", 50001, "View Channel"),
        ("post", 50007, "allow direct messages"),
    ],
)
def test_a_missing_permission_is_named(doing: str, code: int, named: str) -> None:
    assert named in translated(refused(403, code), doing).notice


@pytest.mark.parametrize(
    ("error", "again", "twice"),
    [
        (refused(503), True, True),
        (refused(500), False, False),  # discord.py has tried that five times
        (refused(400), False, False),
        (TimeoutError(), True, False),
        (aiohttp.ServerDisconnectedError(), True, False),
        (ConnectionResetError(), True, False),
        (asyncio.CancelledError(), False, False),
    ],
    ids=repr,
)
def test_what_may_pass_is_tried_again(error: BaseException, again: bool, twice: bool) -> None:
    assert is_transient(error) is again
    assert is_transient(error, repeatable=False) is twice


def test_no_address_is_quoted_since_it_may_hold_a_token() -> None:
    error = aiohttp.InvalidURL("https://discord.com/api/webhooks/1/secret")
    assert "secret" not in str(translated(error, "post"))
    assert code_of(error) == 0
    assert code_of(refused(404, 10008)) == 10008
