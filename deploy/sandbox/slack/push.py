"""Events over HTTP: signed posts to the app's request URL. Slack: apis/events-api, verifying requests from Slack."""

import asyncio
import hashlib
import hmac
import json
import secrets
from typing import Any
from urllib.parse import urlencode

import aiohttp

from deploy.sandbox.clock import Clock
from deploy.sandbox.slack.courier import Courier, Delivery


def signature(secret: str, timestamp: str, body: bytes) -> str:
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Push:
    """Takes the place of the sockets while the app has a request URL."""

    timeout_reason = "http_timeout"

    def __init__(self, clock: Clock, courier: Courier) -> None:
        self._clock = clock
        self._courier = courier
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.url = ""
        self.secret = ""

    async def verify(self) -> bool:
        """Ask the URL for a challenge back, as Slack does before it accepts one."""
        challenge = secrets.token_hex(12)
        body = json.dumps({"type": "url_verification", "token": "sandbox", "challenge": challenge}).encode()
        try:
            async with self._post(body, "application/json", {}) as answer:
                return answer.status == 200 and challenge in await answer.text()
        except aiohttp.ClientError:
            return False

    def offer(self, delivery: Delivery) -> None:
        task = asyncio.create_task(self._bring(delivery, delivery.envelope))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def withdraw(self, delivery: Delivery) -> None:
        """A post on its way is not called back; its answer comes too late to count."""

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _bring(self, delivery: Delivery, envelope: str) -> None:
        headers = {}
        if delivery.attempt:
            headers = {"X-Slack-Retry-Num": str(delivery.attempt), "X-Slack-Retry-Reason": delivery.reason}
        try:
            async with self._post(*_body(delivery), headers) as answer:
                text = await answer.text()
        except aiohttp.ClientError:
            self._fail(delivery, envelope, "connection_failed")
            return
        if answer.status == 200:
            self._courier.acknowledge(envelope, _payload(text))
        else:
            self._fail(delivery, envelope, "http_error", again=answer.headers.get("X-Slack-No-Retry") != "1")

    def _fail(self, delivery: Delivery, envelope: str, reason: str, *, again: bool = True) -> None:
        if delivery.envelope == envelope:
            self._courier.failed(delivery, reason, again=again)

    def _post(self, body: bytes, content_type: str, headers: dict[str, str]) -> Any:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))
        stamp = str(int(self._clock.time()))
        signed = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(self.secret, stamp, body),
        }
        return self._session.post(self.url, data=body, headers=signed | headers, allow_redirects=False)


def _body(delivery: Delivery) -> tuple[bytes, str]:
    """Events are JSON, commands a form, interactions a form with one field."""
    if delivery.kind == "events_api":
        return json.dumps(delivery.payload, ensure_ascii=False).encode(), "application/json"
    fields = delivery.payload if delivery.kind == "slash_commands" else {"payload": json.dumps(delivery.payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def _payload(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return {"text": text}
