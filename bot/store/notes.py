"""Notes about people and channels."""

import re
from collections.abc import Sequence
from typing import Final

from bot.core.note_ports import NewNote, Note, Subject
from bot.core.ports import Clock
from bot.store.places_searched import each_named
from bot.store.sql import Database, Row, Statement, Value
from bot.store.texts import storable

_COLUMNS: Final = "subject, number, text, made_at, place"
_SHOWN: Final = f"""
    SELECT {_COLUMNS} FROM notes WHERE subject IN ({{subjects}}) AND place IN ('', :place) ORDER BY subject, number
"""  # noqa: S608 - put together from constants
_ADD: Final = f"""
    INSERT INTO notes (subject, number, place, text, same, made_by, made_at, source_place, source_message)
    SELECT :subject, (SELECT coalesce(max(number), 0) + 1 FROM notes WHERE subject = :subject), :place, :text, :same,
        :by, :now, :source_place, :source_message
    WHERE (SELECT count(*) FROM notes WHERE subject = :subject) < :most
    ON CONFLICT (subject, place, same) DO NOTHING RETURNING {_COLUMNS}
"""  # noqa: S608 - put together from constants
_KNOWN: Final = f"""
    SELECT {_COLUMNS} FROM notes WHERE subject = :subject AND place IN ('', :place) AND same = :same
"""  # noqa: S608 - put together from constants
_EDIT: Final = """
    UPDATE notes SET text = :text, same = :same, source_place = '', source_message = ''
    WHERE subject = :subject AND number = :number AND place IN ('', :place) AND NOT EXISTS (
        SELECT 1 FROM notes AS other WHERE other.subject = :subject AND other.place IN ('', :place)
        AND other.same = :same AND other.number <> :number)
    RETURNING number
"""
_DELETE: Final = """
    DELETE FROM notes WHERE subject = :subject AND number = :number AND place IN ('', :place) RETURNING number
"""
_DELETE_ALL: Final = "DELETE FROM notes WHERE subject = :subject AND place IN ('', :place) RETURNING number"
_FORGET: Final = "DELETE FROM notes WHERE source_place = :place AND source_message = :message_id"
_PLAIN: Final = re.compile(r"[\W_]+")


class SqlNotes:
    """`core.note_ports.NoteStore`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def shown(self, subjects: Sequence[Subject], place: str) -> list[Note]:
        names, values = each_named("s", [subject.key for subject in subjects])
        return list(map(_note, await self._database.fetch(_SHOWN.format(subjects=names), place=place, **values)))

    async def add(self, new: NewNote, *, most: int) -> tuple[Note, bool] | None:
        same = _same(new.text)
        asked: dict[str, Value] = {"subject": new.subject.key, "place": new.place, "same": same}
        if known := await self._database.fetch(_KNOWN, **asked):
            return _note(known[0]), False
        place, message = new.source
        values: dict[str, Value] = asked | {
            "text": storable(new.text),
            "by": new.by,
            "now": self._clock.time(),
            "most": most,
            "source_place": place,
            "source_message": message,
        }
        rows = (await self._database.commit(Statement(_ADD, values)) or [[]])[0]
        if rows:
            return _note(rows[0]), True
        known = await self._database.fetch(_KNOWN, **asked)  # another one has just said the same
        return (_note(known[0]), False) if known else None

    async def edit(self, subject: Subject, number: int, text: str, place: str) -> bool:
        """What a person has written themselves no longer hangs on the message that it was made from."""
        values: dict[str, Value] = {"subject": subject.key, "number": number, "place": place}
        values |= {"text": storable(text), "same": _same(text)}
        return await self._database.commit(Statement(_EDIT, values, needed=True)) is not None

    async def delete(self, subject: Subject, place: str, number: int | None = None) -> int:
        values: dict[str, Value] = {"subject": subject.key, "place": place}
        one = Statement(_DELETE_ALL, values) if number is None else Statement(_DELETE, values | {"number": number})
        return len((await self._database.commit(one) or [[]])[0])


def forgotten(place: str, message_id: str) -> Statement:
    """Let go of the notes that were made from a message."""
    return Statement(_FORGET, {"place": place, "message_id": message_id})


def _same(text: str) -> str:
    return _PLAIN.sub(" ", storable(text).casefold()).strip() or storable(text)


def _note(row: Row) -> Note:
    subject, number, text, at, place = row
    return Note(Subject(subject), number, text, at, place)
