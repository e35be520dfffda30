"""What a test of the loopback Slack holds in its hands."""

import base64
import json
import mimetypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from deploy.sandbox.clock import Clock, SystemClock, TurnedClock
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.http import Site
from deploy.sandbox.log import CallLog
from deploy.sandbox.slack.service import SlackService

GENERAL, LAUNCH, BOARD = "C0GENERAL", "C0LAUNCH1", "C0BOARD01"
TEAM, BOT = "T0SANDBOX", "U0BOT0001"
ANA, BAO, CHLOE, DEV = "U0ANA0001", "U0BAO0001", "U0CHLOE01", "U0DEV0001"
STREAM_TO = {"recipient_team_id": TEAM, "recipient_user_id": ANA}


class Sandbox:
    def __init__(self, clock: Clock, http: aiohttp.ClientSession) -> None:
        self.clock = clock
        self.log = CallLog(clock)
        self.faults = FaultPlan()
        self.slack = SlackService(clock, self.log, self.faults)
        self.http = http
        self._sockets: list[FakeSocketApp] = []  # one that nobody holds would be closed

    @property
    def turned(self) -> TurnedClock:
        assert isinstance(self.clock, TurnedClock)
        return self.clock

    async def turn(self, seconds: float) -> None:
        """Turn the clock on, after whatever was just begun has looked at it."""
        await self.turned.advance(0)
        await self.turned.advance(seconds)

    @property
    def url(self) -> str:
        return self.slack.environment()["SLACK_API_URL"]

    def client(self) -> AsyncWebClient:
        return AsyncWebClient(token=self.slack.environment()["SLACK_BOT_TOKEN"], base_url=self.url, session=self.http)

    def fail(self, name: str, kind: str, times: int = 1, skip: int = 0, **with_: Any) -> None:
        self.faults.add(Fault("slack", name, kind, times, skip, with_))

    async def answer(self, method: str, /, *, token: str | None = None, **body: Any) -> tuple[int, Any, Any]:
        """Status, headers and decoded body of a JSON call."""
        bearer = self.slack.environment()["SLACK_BOT_TOKEN"] if token is None else token
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        async with self.http.post(self.url + method, json=body, headers=headers) as response:
            return response.status, response.headers, await response.json()

    async def api(self, method: str, /, *, token: str | None = None, **body: Any) -> Any:
        return (await self.answer(method, token=token, **body))[2]

    async def error(self, method: str, /, *, token: str | None = None, **body: Any) -> str:
        """The name of the error with which a call is refused."""
        answer = await self.api(method, token=token, **body)
        assert answer["ok"] is False, answer
        return str(answer["error"])

    async def post(self, text: str = "hello", channel: str = GENERAL, **body: Any) -> str:
        """Let the app post; its ts."""
        answer = await self.api("chat.postMessage", channel=channel, text=text, **body)
        assert answer["ok"], answer
        return str(answer["ts"])

    def upload(self, content: bytes = b"%PDF-1.7 plan", name: str = "plan.pdf", **more: Any) -> str:
        """Let Ana put a file into the workspace; its id."""
        mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return self.slack.upload("Ana", name, mimetype, base64.b64encode(content).decode(), **more)

    async def described(self, id_: str) -> dict[str, Any]:
        """A file as files.info tells it."""
        answer = await self.api("files.info", file=id_)
        assert answer["ok"], answer
        return dict(answer["file"])

    async def sent_up(self, content: bytes = b"answer", name: str = "answer.md", **body: Any) -> str:
        """Let the app upload a file, to the point where it can be completed; its id."""
        ticket = await self.api("files.getUploadURLExternal", filename=name, length=len(content), **body)
        assert ticket["ok"], ticket
        async with self.http.post(ticket["upload_url"], data=content) as response:
            assert response.status == 200
        return str(ticket["file_id"])

    async def stream(self, text: str = "", channel: str = GENERAL, thread: str = "", **body: Any) -> tuple[str, str]:
        """Let the app start a stream; the thread and its ts."""
        thread = thread or self.slack.say("Ana", channel, "a question")
        if text:
            body["chunks"] = [{"type": "markdown_text", "text": text}]
        answer = await self.api("chat.startStream", channel=channel, thread_ts=thread, **STREAM_TO, **body)
        assert answer["ok"], answer
        return thread, str(answer["ts"])

    async def append(self, ts: str, text: str, channel: str = GENERAL) -> Any:
        chunks = [{"type": "markdown_text", "text": text}]
        return await self.api("chat.appendStream", channel=channel, ts=ts, chunks=chunks)

    def sent(self, type_: str = "") -> list[dict[str, Any]]:
        """The inner events that went out to the app."""
        payloads = [one.payload for one in self.slack._backend.courier.sent if "event" in one.payload]
        return [payload["event"] for payload in payloads if type_ in {"", payload["event"]["type"]}]

    def last(self) -> dict[str, Any]:
        """The whole payload that last went out to the app."""
        return dict(self.slack._backend.courier.sent[-1].payload)

    async def ticket(self) -> str:
        """The address of one connection."""
        answer = await self.api("apps.connections.open", token=self.slack.environment()["SLACK_APP_TOKEN"])
        return str(answer["url"])

    async def dial(self, url: str) -> "FakeSocketApp":
        self._sockets.append(FakeSocketApp(await self.http.ws_connect(url, autoping=False)))
        return self._sockets[-1]

    async def hang_up(self) -> None:
        for socket in self._sockets:
            await socket.ws.close()

    async def connect(self, *, hello: bool = True) -> "FakeSocketApp":
        socket = await self.dial(await self.ticket())
        if hello:
            assert (await socket.frame())["type"] == "hello"
        return socket


class FakeSocketApp:
    """The plainest Socket Mode app: reads frames, acknowledges when it is told to."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws

    async def frame(self) -> dict[str, Any]:
        return json.loads((await self.ws.receive(timeout=5)).data)  # type: ignore[no-any-return]  # a frame is an object

    async def ack(self, frame: dict[str, Any], payload: Any = None) -> None:
        body = {"envelope_id": frame["envelope_id"]} | ({"payload": payload} if payload is not None else {})
        await self.ws.send_json(body)

    async def event(self) -> dict[str, Any]:
        """The next event, acknowledged."""
        frame = await self.frame()
        await self.ack(frame)
        return frame["payload"]["event"]  # type: ignore[no-any-return]  # an event is an object

    async def quiet(self) -> bool:
        """Whether nothing came before the answer to a ping."""
        await self.ws.ping()
        return (await self.ws.receive(timeout=5)).type is aiohttp.WSMsgType.PONG


@asynccontextmanager
async def open_sandbox(clock: Clock | None = None) -> AsyncIterator[Sandbox]:
    async with aiohttp.ClientSession() as http:
        sandbox = Sandbox(clock or SystemClock(), http)
        site = Site(sandbox.slack.application())
        sandbox.slack.opened(await site.start())
        try:
            yield sandbox
        finally:
            await sandbox.hang_up()
            await sandbox.slack.close()
            await site.stop()
