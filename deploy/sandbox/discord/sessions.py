"""Gateway sessions: what each is told, in order, and what it is told again when it resumes."""

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import IntFlag

from aiohttp import ClientConnectionResetError, web

from deploy.sandbox.clock import Clock
from deploy.sandbox.discord.form import Json
from deploy.sandbox.http import json_bytes

RESUME_WINDOW = 120.0  # seconds for which a session outlives its connection
KEPT = 2_000  # events a session can be told again


class Intent(IntFlag):
    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    GUILD_MESSAGE_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    DIRECT_MESSAGE_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15


class Connection:
    """One open websocket. What is sent goes through a queue, so that nobody who sends has to wait."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.deaf = False  # the socket stays open and nothing is heard on it
        self.closing = False  # by this side
        self._socket = socket
        self._queue: asyncio.Queue[str | int] = asyncio.Queue()

    def send(self, frame: str) -> None:
        if not self.deaf:
            self._queue.put_nowait(frame)

    def close(self, code: int) -> None:
        """Close after what has been sent so far."""
        self.closing = True
        self._queue.put_nowait(code)

    async def pump(self) -> None:
        """Carry the queue to the socket until it is closed."""
        while not self._socket.closed:
            item = await self._queue.get()
            try:
                if isinstance(item, int):
                    await self._socket.close(code=item)
                else:
                    await self._socket.send_str(item)
            except ClientConnectionResetError:
                return  # the client is gone; its session keeps what it missed


@dataclass(slots=True)
class Session:
    intents: Intent
    shard: tuple[int, int]
    connection: Connection | None
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    seq: int = 0
    left_at: float = 0.0
    sent: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=KEPT))

    def hears(self, guild_id: int) -> bool:
        """Whether a guild is on its shard, or direct messages if it is 0 (Discord: "Sharding")."""
        shard, count = self.shard
        return shard == (guild_id >> 22) % count

    def tell(self, name: str, encoded: str) -> None:
        """Dispatch an event whose data is already JSON."""
        self.seq += 1
        frame = f'{{"op":0,"t":"{name}","s":{self.seq},"d":{encoded}}}'
        self.sent.append((self.seq, frame))
        if self.connection is not None:
            self.connection.send(frame)

    def missed(self, seq: int) -> list[str] | None:
        """The events after `seq`; None if they are no longer all here."""
        if seq > self.seq or (self.sent and seq < self.sent[0][0] - 1):
            return None
        return [frame for number, frame in self.sent if number > seq]


class Sessions:
    """All sessions that live: connected, or gone for less than the resume window."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sessions: dict[str, Session] = {}

    def __iter__(self) -> Iterator[Session]:
        """Those that still live; the others are forgotten on the way."""
        now = self._clock.monotonic()
        for session in tuple(self._sessions.values()):
            if session.connection is None and now - session.left_at > RESUME_WINDOW:
                self.drop(session)
            else:
                yield session

    def add(self, session: Session) -> None:
        self._sessions[session.id] = session

    def drop(self, session: Session) -> None:
        self._sessions.pop(session.id, None)

    def leave(self, session: Session, connection: Connection) -> None:
        """Its connection is gone; unless it already has another, it waits to be resumed."""
        if session.connection is connection:
            session.connection = None
            session.left_at = self._clock.monotonic()

    def of(self, session_id: str) -> Session | None:
        return next((session for session in self if session.id == session_id), None)

    def tell(self, name: str, wants: Callable[[Session], bool], data: Callable[[Session], Json]) -> None:
        """Dispatch to every session that wants it; equal data is encoded once."""
        encoded: dict[int, str] = {}
        kept: list[Json] = []  # so that no id() is taken twice
        for session in self:
            if not wants(session):
                continue
            shape = data(session)
            if id(shape) not in encoded:
                kept.append(shape)
                encoded[id(shape)] = json_bytes(shape).decode()
            session.tell(name, encoded[id(shape)])

    def connections(self) -> list[Connection]:
        return [session.connection for session in self if session.connection is not None]


def frame(op: int, data: object) -> str:
    return json.dumps({"op": op, "d": data, "s": None, "t": None})
