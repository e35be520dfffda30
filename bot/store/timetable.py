"""The timetable: appointments, each with the time at which it is next due."""

import asyncio
import hashlib
from typing import Final

from bot.core.ports import Clock
from bot.core.timetable import Appointment, Kind, Plan, plan_json
from bot.core.values import Address
from bot.store.sql import Database, Row, Statement, Value
from bot.store.texts import dumped

TIMETABLE: Final = (
    # `fingerprint` is that of the whole plan, so that what is asked for twice is kept once.
    """CREATE TABLE appointments (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        fingerprint TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        place TEXT NOT NULL,
        platform TEXT NOT NULL,
        author_id TEXT NOT NULL,
        plan TEXT NOT NULL,
        made_at DOUBLE PRECISION NOT NULL,
        due DOUBLE PRECISION NOT NULL,
        ran_upto DOUBLE PRECISION NOT NULL
    )""",
    "CREATE INDEX appointments_due ON appointments (due, id)",
    "CREATE INDEX appointments_of_channel ON appointments (place, kind, id)",
    "CREATE INDEX appointments_of_person ON appointments (platform, author_id, kind, due, id)",
)
_COLUMNS: Final = "id, plan, due, ran_upto"
_ADD: Final = f"""
    INSERT INTO appointments (fingerprint, kind, place, platform, author_id, plan, made_at, due, ran_upto)
    VALUES (:fingerprint, :kind, :place, :platform, :author_id, :plan, :now, :due, 0)
    ON CONFLICT (fingerprint) DO UPDATE SET fingerprint = excluded.fingerprint RETURNING {_COLUMNS}
"""  # noqa: S608 - put together from constants
_GET: Final = f"""
    SELECT {_COLUMNS} FROM appointments
    WHERE id = :id
"""  # noqa: S608 - put together from constants
_OF_CHANNEL: Final = f"""
    SELECT {_COLUMNS} FROM appointments
    WHERE place = :place AND kind = :kind ORDER BY id
"""  # noqa: S608 - put together from constants
_OF_PERSON: Final = f"""
    SELECT {_COLUMNS} FROM appointments
    WHERE platform = :platform AND author_id = :author_id AND kind = :kind ORDER BY due, id
"""  # noqa: S608 - put together from constants
_DUE: Final = f"""
    SELECT {_COLUMNS} FROM appointments
    WHERE due <= :now ORDER BY due, id LIMIT :limit
"""  # noqa: S608 - put together from constants
_NEXT: Final = "SELECT min(due) FROM appointments"
_REMOVE: Final = "DELETE FROM appointments WHERE id = :id RETURNING id"
_MOVE: Final = "UPDATE appointments SET due = :next WHERE id = :id AND due = :due RETURNING id"
_OVER: Final = "DELETE FROM appointments WHERE id = :id AND due = :due RETURNING id"
_RAN: Final = "UPDATE appointments SET ran_upto = :due WHERE id = :id AND ran_upto < :due"


class SqlTimetable:
    """`core.timetable.Timetable`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.news = asyncio.Event()

    async def add(self, plan: Plan, due: float) -> Appointment:
        text = dumped(plan_json, plan)
        values: dict[str, Value] = {
            "fingerprint": hashlib.sha256(text.encode()).hexdigest(),
            "kind": plan.kind,
            "place": plan.where.place,
            "platform": plan.where.platform,
            "author_id": plan.author.id,
            "plan": text,
            "now": self._clock.time(),
            "due": due,
        }
        done = await self._database.commit(Statement(_ADD, values, needed=True))
        assert done is not None  # noqa: S101 - an upsert that returns gives a row
        self.news.set()
        return _appointment(done[0][0])

    async def get(self, number: int) -> Appointment | None:
        rows = await self._database.fetch(_GET, id=number)
        return _appointment(rows[0]) if rows else None

    async def of_channel(self, kind: Kind, channel: Address) -> list[Appointment]:
        rows = await self._database.fetch(_OF_CHANNEL, place=channel.place, kind=kind)
        return [_appointment(row) for row in rows]

    async def of_person(self, kind: Kind, platform: str, author_id: str) -> list[Appointment]:
        rows = await self._database.fetch(_OF_PERSON, platform=platform, author_id=author_id, kind=kind)
        return [_appointment(row) for row in rows]

    async def remove(self, number: int) -> bool:
        return await self._changes(_REMOVE, id=number)

    async def due(self, now: float, *, limit: int) -> list[Appointment]:
        return [_appointment(row) for row in await self._database.fetch(_DUE, now=now, limit=limit)]

    async def next_due(self) -> float | None:
        [(due,)] = await self._database.fetch(_NEXT)
        return None if due is None else float(due)

    async def move_on(self, appointment: Appointment, due: float | None) -> bool:
        if due is None:
            return await self._changes(_OVER, id=appointment.id, due=appointment.due)
        return await self._changes(_MOVE, id=appointment.id, due=appointment.due, next=due)

    async def ran(self, number: int, due: float) -> None:
        await self._database.commit(Statement(_RAN, {"id": number, "due": due}))

    async def _changes(self, sql: str, **values: Value) -> bool:
        """Whether the statement gave a row back."""
        done = await self._database.commit(Statement(sql, values))
        return bool(done and done[0])


def _appointment(row: Row) -> Appointment:
    number, plan, due, ran_upto = row
    return Appointment(number, plan_json.validate_json(plan), float(due), float(ran_upto))
