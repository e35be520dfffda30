"""Socket Mode: the app's websockets. Slack: apis/events-api/using-socket-mode."""

import asyncio
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from deploy.sandbox.clock import Clock
from deploy.sandbox.http import abort
from deploy.sandbox.slack.courier import Courier, Delivery

MOST = 10  # sockets an app may have open
CUT_AFTER = 10.0  # seconds from a disconnect frame to the end of the connection


@dataclass(slots=True, eq=False)
class Socket:
    ws: web.WebSocketResponse
    request: web.Request
    outbox: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    deaf: bool = False  # looks alive and hears nothing
    leaving: bool = False  # has been told to go
    unacked: dict[Delivery, str] = field(default_factory=dict)  # the envelope under which each was sent

    def hold_back(self, delivery: Delivery) -> str:
        frame = json.dumps(envelope(delivery), ensure_ascii=False)
        self.unacked[delivery] = delivery.envelope
        return frame


def envelope(delivery: Delivery) -> dict[str, Any]:
    frame = {
        "envelope_id": delivery.envelope,
        "type": delivery.kind,
        "payload": delivery.payload,
        "accepts_response_payload": delivery.kind != "events_api",
    }
    if delivery.kind == "events_api":
        frame |= {"retry_attempt": delivery.attempt, "retry_reason": delivery.reason}
    return frame


class Sockets:
    """Each envelope goes to one socket, in turn. What finds no socket waits for one until its attempt is over."""

    timeout_reason = "timeout"

    def __init__(self, clock: Clock, courier: Courier, changed: Callable[[], None], app_id: str) -> None:
        self._clock = clock
        self._courier = courier
        self._changed = changed
        self._app_id = app_id
        self._tickets: set[str] = set()
        self._waiting: dict[Delivery, None] = {}
        self._held: dict[Socket, list[str]] = {}
        self._turn = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self.open: list[Socket] = []

    def ticket(self) -> str:
        """Good for one connection."""
        ticket = str(uuid.uuid4())
        self._tickets.add(ticket)
        return ticket

    def offer(self, delivery: Delivery) -> None:
        able = [socket for socket in self.open if not socket.leaving]
        if not able:
            self._waiting[delivery] = None
            return
        socket = able[self._turn % len(able)]
        self._turn += 1
        frame = socket.hold_back(delivery)
        if socket.deaf:
            self._held.setdefault(socket, []).append(frame)
        else:
            socket.outbox.put_nowait(frame)

    def withdraw(self, delivery: Delivery) -> None:
        self._waiting.pop(delivery, None)

    def deafen(self, deaf: bool) -> int:
        """Let every open socket hear nothing, or hear again and get what was held back. Returns how many are open."""
        for socket in self.open:
            socket.deaf = deaf
            for frame in [] if deaf else self._held.pop(socket, []):
                socket.outbox.put_nowait(frame)
        return len(self.open)

    def disconnect(self, reason: str) -> int:
        """Tell every socket to go, as Slack does before it recycles a connection; those that stay are cut."""
        told = [socket for socket in self.open if not socket.leaving]
        for socket in told:
            socket.leaving = True
            socket.outbox.put_nowait(
                json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})
            )
            self._later(self._cut(socket, CUT_AFTER))
        return len(told)

    def cut(self, *, abrupt: bool) -> int:
        """Close every socket now, with a close frame or, abruptly, without."""
        sockets = list(self.open)
        for socket in sockets:
            if abrupt:
                abort(socket.request)
            else:
                self._later(self._cut(socket, 0))
        return len(sockets)

    async def close(self) -> None:
        for socket in list(self.open):
            await socket.ws.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=401, text="this ticket is not good for a connection, or no longer")
        self._tickets.discard(ticket)
        ws = web.WebSocketResponse(timeout=0.5)
        await ws.prepare(request)
        await self._live(Socket(ws, request))
        return ws

    async def _live(self, socket: Socket) -> None:
        crowded = len(self.open) >= MOST
        self.open.append(socket)
        socket.outbox.put_nowait(json.dumps(self._hello()))
        if crowded:
            socket.leaving = True
            socket.outbox.put_nowait(json.dumps({"type": "disconnect", "reason": "too_many_websockets"}))
        writer = asyncio.create_task(self._write(socket))
        self._offer_waiting()
        self._changed()
        try:
            async for message in socket.ws:
                if message.type is WSMsgType.TEXT:
                    self._hear(socket, message.data)
        finally:
            writer.cancel()
            self._forget(socket)

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "debug_info": {"host": "sandbox", "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._app_id},
        }

    def _offer_waiting(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for delivery in waiting:
            self.offer(delivery)

    def _hear(self, socket: Socket, data: str) -> None:
        """An acknowledgement; whatever else an app may send is passed over, as by Slack."""
        try:
            frame = json.loads(data)
        except ValueError:
            return
        if isinstance(frame, dict) and isinstance(frame.get("envelope_id"), str):
            self._courier.acknowledge(frame["envelope_id"], frame.get("payload"))
            for delivery in [held for held, sent in socket.unacked.items() if sent == frame["envelope_id"]]:
                del socket.unacked[delivery]

    def _forget(self, socket: Socket) -> None:
        """What was sent there and not acknowledged is tried again at once."""
        self.open.remove(socket)
        self._held.pop(socket, None)
        for delivery, sent in socket.unacked.items():
            if delivery.envelope == sent:
                self._courier.failed(delivery, self.timeout_reason)
        self._changed()

    async def _write(self, socket: Socket) -> None:
        while True:
            frame = await socket.outbox.get()
            if not socket.ws.closed:
                await socket.ws.send_str(frame)

    async def _cut(self, socket: Socket, after: float) -> None:
        if after:
            await self._clock.sleep(after)
        await socket.ws.close()

    def _later(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
