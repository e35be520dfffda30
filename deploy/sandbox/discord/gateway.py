"""The gateway: hello, heartbeat, identify, resume, and the close codes that judge (Discord: "Gateway")."""

import asyncio
import json
import logging
from collections import deque
from typing import Any

from aiohttp import WSMsgType, web

from deploy.sandbox.discord.form import Json
from deploy.sandbox.discord.guild_shapes import guild_create
from deploy.sandbox.discord.people import own_user, whole_member
from deploy.sandbox.discord.sessions import Connection, Intent, Session, Sessions, frame
from deploy.sandbox.discord.state import State
from deploy.sandbox.http import json_bytes

log = logging.getLogger(__name__)

HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT, MEMBERS, INVALID, HELLO, ACK = 1, 2, 3, 4, 6, 7, 8, 9, 10, 11
MOST_SENDS = 120  # per 60 s
KNOWN_INTENTS = (1 << 26) - 1


class _Closed(Exception):
    """Ends a conversation, with the close code that says why."""

    def __init__(self, code: int) -> None:
        self.code = code


class Gateway:
    def __init__(self, state: State, sessions: Sessions) -> None:
        self._state = state
        self._sessions = sessions
        self._connections: dict[Connection, asyncio.Task[None]] = {}

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """One websocket, from its first byte to its last."""
        socket = web.WebSocketResponse(timeout=1.0, max_msg_size=4_096)
        await socket.prepare(request)
        talk = _Talk(self._state, self._sessions, Connection(socket))
        pump = asyncio.create_task(talk.connection.pump())
        self._connections[talk.connection] = pump
        try:
            await talk.listen(socket)
            talk.over(socket.close_code)
            await pump
        finally:
            talk.over(None)
            pump.cancel()
            del self._connections[talk.connection]
        return socket

    async def close(self) -> None:
        """Close what is open, as a server does that goes away."""
        pumps = list(self._connections.items())
        for connection, _ in pumps:
            connection.close(1001)
        await asyncio.gather(*(pump for _, pump in pumps), return_exceptions=True)


class _Talk:
    """What is said on one connection."""

    def __init__(self, state: State, sessions: Sessions, connection: Connection) -> None:
        self.connection = connection
        self._state = state
        self._sessions = sessions
        self._session: Session | None = None
        self._heard: deque[float] = deque(maxlen=MOST_SENDS)

    async def listen(self, socket: web.WebSocketResponse) -> None:
        self.connection.send(frame(HELLO, {"heartbeat_interval": int(self._state.heartbeat * 1_000)}))
        async for message in socket:
            if message.type is WSMsgType.ERROR:
                log.debug("The gateway connection broke: %s", socket.exception())
                break
            try:
                self._hear(message.data)
            except _Closed as closed:
                self.connection.close(closed.code)

    def over(self, code: int | None) -> None:
        """The connection has ended. A client that closes with 1000 or 1001 gives its session up."""
        session, self._session = self._session, None
        if session is not None:
            self._sessions.leave(session, self.connection)
            if code in (1000, 1001) and not self.connection.closing and session.connection is None:
                self._sessions.drop(session)
        self.connection.close(1000)

    def _hear(self, raw: str | bytes) -> None:
        now = self._state.clock.monotonic()
        if len(self._heard) == MOST_SENDS and now - self._heard[0] < 60:
            raise _Closed(4008)
        self._heard.append(now)
        try:
            said = json.loads(raw)
            op, data = said["op"], said.get("d")
        except (ValueError, KeyError, TypeError, AttributeError):
            raise _Closed(4002) from None
        if op == HEARTBEAT:
            self.connection.send(frame(ACK, None))
        elif op == IDENTIFY:
            self._identify(_object(data))
        elif op == RESUME:
            self._resume(_object(data))
        else:
            self._hear_more(op, data)

    def _hear_more(self, op: Any, data: Any) -> None:
        if op not in (PRESENCE, VOICE, MEMBERS):
            raise _Closed(4001)
        if self._session is None:
            raise _Closed(4003)
        if op == MEMBERS:
            self._members(self._session, _object(data))

    def _identify(self, data: Json) -> None:
        self._refuse_twice()
        call = self._state.log.record("discord", "IDENTIFY", {key: data.get(key) for key in ("intents", "shard")})
        self._authenticate(data)
        intents, (shard, count) = data.get("intents"), data.get("shard") or (0, 1)
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            raise _Closed(4013)
        self._judge_shard(shard, count)
        if Intent(intents) & ~self._granted():
            raise _Closed(4014)
        if not self._may_start(shard):
            call.error = "too soon"
            self.connection.send(frame(INVALID, False))
            return
        self._session = Session(Intent(intents), (shard, count), self.connection)
        self._sessions.add(self._session)
        self._welcome(self._session)

    def _judge_shard(self, shard: Any, count: Any) -> None:
        if not isinstance(shard, int) or not isinstance(count, int) or not 0 <= shard < count:
            raise _Closed(4010)
        if self._state.starts.needs > count:
            raise _Closed(4011)

    def _may_start(self, shard: int) -> bool:
        """Whether it identifies no sooner than it may. Who uses up the day's starts loses all, the token included."""
        starts = self._state.starts
        if starts.enforced and not starts.left:
            self._state.take_token_away()
            for connection in self._sessions.connections():
                connection.close(4004)
            raise _Closed(4004)
        return starts.take(shard)

    def _refuse_twice(self) -> None:
        if self._session is not None and self._sessions.of(self._session.id):
            raise _Closed(4005)

    def _authenticate(self, data: Json) -> None:
        if str(data.get("token", "")).removeprefix("Bot ") != self._state.token:
            raise _Closed(4004)

    def _granted(self) -> Intent:
        """All intents but the privileged ones that the portal has not switched on."""
        portal, granted = self._state.portal, Intent(KNOWN_INTENTS)
        switches = (
            (portal.message_content, Intent.MESSAGE_CONTENT),
            (portal.members, Intent.GUILD_MEMBERS),
            (portal.presences, Intent.GUILD_PRESENCES),
        )
        for switched_on, intent in switches:
            granted &= Intent(KNOWN_INTENTS) if switched_on else ~intent
        return granted

    def _welcome(self, session: Session) -> None:
        state = self._state
        here = [guild for guild in state.guilds if session.hears(guild.id)]
        ready = {
            "v": 10,
            "user": own_user(state.bot),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in here],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": state.gateway_url,
            "shard": list(session.shard),
            "application": {"id": str(state.application_id), "flags": state.portal.application_flags},
            "private_channels": [],
            "relationships": [],
        }
        session.tell("READY", json_bytes(ready).decode())
        everybody = Intent.GUILD_MEMBERS in session.intents and Intent.GUILD_PRESENCES in session.intents
        for guild in here if Intent.GUILDS in session.intents else ():
            session.tell("GUILD_CREATE", json_bytes(guild_create(guild, everybody=everybody)).decode())
        state.changed()

    def _resume(self, data: Json) -> None:
        self._refuse_twice()
        self._state.log.record("discord", "RESUME", {"seq": data.get("seq")})
        self._authenticate(data)
        session, seq = self._sessions.of(str(data.get("session_id"))), data.get("seq")
        missed = session.missed(seq) if session and isinstance(seq, int) else None
        if session is None or missed is None:
            self.connection.send(frame(INVALID, False))
            return
        if session.connection is not None:
            session.connection.close(4000)
        self._session, session.connection = session, self.connection
        for one in missed:
            self.connection.send(one)
        session.tell("RESUMED", "{}")
        self._state.changed()

    def _members(self, session: Session, data: Json) -> None:
        """REQUEST_GUILD_MEMBERS by ids or by the beginning of a name."""
        asked_of = str(data.get("guild_id"))
        guild = next((one for one in self._state.guilds if str(one.id) == asked_of and session.hears(one.id)), None)
        if guild is None:
            return
        people = guild.people
        asked = data.get("user_ids") or []
        ids = {str(one) for one in (asked if isinstance(asked, list) else [asked])}
        query = str(data.get("query") or "").lower()
        found = [one for one in people.values() if (str(one.id) in ids if ids else one.username.startswith(query))]
        chunk = {
            "guild_id": str(guild.id),
            "members": [whole_member(one) for one in found],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": sorted(ids - {str(one) for one in people}),
        }
        if "nonce" in data:
            chunk["nonce"] = data["nonce"]
        session.tell("GUILD_MEMBERS_CHUNK", json_bytes(chunk).decode())


def _object(data: Any) -> Json:
    if not isinstance(data, dict):
        raise _Closed(4002)
    return data
