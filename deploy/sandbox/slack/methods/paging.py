"""Cursors: opaque to the app, tied to the list they came from."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from deploy.sandbox.slack.arguments import Arguments
from deploy.sandbox.slack.refusals import Refused

Item = TypeVar("Item")


def limit_of(args: Arguments, default: int, most: int) -> int:
    limit = args.number("limit", default)
    if not 1 <= limit <= most:
        raise Refused("invalid_limit")
    return limit


def cursor_of(args: Arguments, kind: str) -> str:
    """Where the page begins, "" for the first. Raises `Refused` for a cursor of another list."""
    cursor = args.text("cursor")
    if not cursor:
        return ""
    try:
        made_for, _, place = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refused("invalid_cursor") from None
    if made_for != kind or not place:
        raise Refused("invalid_cursor")
    return place


def next_cursor(kind: str, place: str) -> dict[str, dict[str, str]]:
    cursor = base64.b64encode(f"{kind}:{place}".encode()).decode() if place else ""
    return {"response_metadata": {"next_cursor": cursor}}


def page(
    args: Arguments, kind: str, items: Sequence[Item], default: int = 100
) -> tuple[Sequence[Item], dict[str, dict[str, str]]]:
    """One page of a short list, and what to add to the answer."""
    limit, place = limit_of(args, default, 1000), cursor_of(args, kind) or "0"
    if not place.isdecimal():
        raise Refused("invalid_cursor")
    start = int(place)
    end = start + limit
    return items[start:end], next_cursor(kind, str(end) if end < len(items) else "")
