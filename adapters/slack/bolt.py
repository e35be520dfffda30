"""Bolt at the door: it checks signatures and answers Slack's handshakes; what is said goes to the intake.

Bolt itself acknowledges an event before its listener runs, and does not acknowledge what no listener matches. The
intake therefore stands as a middleware, before Bolt's listeners and before its authorization, which would call
auth.test: it sees every payload, and the acknowledgement waits until the payload is stored.
"""

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.slack.session import wire_log

log = logging.getLogger(__name__)

Take = Callable[[Any], Awaitable[bool]]


def bolt_app(token: str, signing_secret: str, take: Take) -> AsyncApp:
    """`take` says whether a payload may be acknowledged. The app calls nothing by itself."""

    async def intake(req: AsyncBoltRequest, next_: Callable[[], Awaitable[BoltResponse]]) -> BoltResponse:
        if req.body.get("type") == "url_verification":
            return await next_()
        stored = await take(req.body)
        return BoltResponse(status=HTTPStatus.OK if stored else HTTPStatus.SERVICE_UNAVAILABLE, body="")

    return AsyncApp(
        name="galerne",
        token=token,
        signing_secret=signing_secret,
        before_authorize=intake,
        logger=wire_log(),
    )


async def dispatch(app: AsyncApp, request: AsyncBoltRequest) -> BoltResponse:
    """Bolt's answer; a payload on which something of ours fails is not acknowledged, and so comes again."""
    try:
        return await app.async_dispatch(request)
    except Exception:  # one payload must not end the receiving of all others
        log.exception("A payload could not be taken in")
        return BoltResponse(status=HTTPStatus.INTERNAL_SERVER_ERROR, body="")


def socket_request(payload: Any, attempt: int) -> AsyncBoltRequest:
    """The request for an envelope that came over a socket, where the connection itself is the proof of origin."""
    headers: dict[str, Any] = {"x-slack-retry-num": str(attempt)} if attempt else {}
    return AsyncBoltRequest(mode="socket_mode", body=payload if isinstance(payload, dict) else {}, headers=headers)
