"""Forgetting: what is stored of a conversation, a person or a file is counted, and really deleted."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.core.forgetting import Conversation, OnePerson, Scope, SentDocument
from bot.core.gathering import upload_key
from bot.core.ports import Clock
from bot.core.values import Address
from bot.store.holdings import HOLDINGS, Holding, Of
from bot.store.sql import Database, Rows, Statement, Value
from bot.store.texts import dumped_files, loaded_files

_HOUR: Final = 3_600.0  # seconds, for which questions count towards a limit
_SENT: Final = """
    SELECT place, message_id, author_id, files FROM messages
    WHERE files <> '' AND NOT deleted AND {where} ORDER BY position DESC
"""
_SENT_WHERE: Final[Mapping[Of, str]] = {
    "conversation": "conversation = :conversation",
    "person": "author_id = :author AND place LIKE :places",
}
_FILES_OF: Final = "SELECT files FROM messages WHERE place = :place AND message_id = :message_id"
_KEEP_FILES: Final = "UPDATE messages SET files = :files WHERE place = :place AND message_id = :message_id"
_UPLOADED: Final = "SELECT document_id FROM document_uploads WHERE key = :key"
_KEYS: Final = "SELECT key FROM document_uploads WHERE document_id = :document"
_LET_GO_UPLOAD: Final = "DELETE FROM document_uploads WHERE key = :key"
_INDEXED: Final = "SELECT DISTINCT model, page FROM passages WHERE document_id = :document"
_FIRST: Final = """
    SELECT asker FROM turns WHERE conversation = :conversation AND asker <> '' ORDER BY id LIMIT 1
"""


class SqlRemembered:
    """`core.forgetting.Remembered`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def count(self, scope: Scope) -> Mapping[str, int]:
        documents, _ = await self._documents(scope)
        found: dict[str, int] = {}
        for holding, values in self._holdings(scope, documents):
            if holding.kind:
                rows = await self._database.fetch(holding.counting, **values)
                found[holding.kind] = found.get(holding.kind, 0) + int(rows[0][0])
        return _some(found)

    async def forget(self, scope: Scope) -> Mapping[str, int]:
        documents, uploads = await self._documents(scope)
        before = [each for document in documents for each in await self._out_of_the_index(document)]
        held = self._holdings(scope, documents)
        letting_go = [Statement(each.letting_go, values) for each, values in held]
        after = [Statement(_LET_GO_UPLOAD, {"key": key}) for key in uploads]
        if isinstance(scope, SentDocument):
            after.append(await self._without(scope))
        results = await self._database.commit(*before, *letting_go, *after) or []
        await self._database.scrub()
        found: dict[str, int] = {}
        for (holding, _), rows in zip(held, results[len(before) :], strict=False):
            found[holding.kind] = found.get(holding.kind, 0) + len(rows)
        return _some(found)

    async def first_asker(self, conversation: Address) -> str | None:
        rows = await self._database.fetch(_FIRST, conversation=str(conversation))
        return rows[0][0].partition(":")[2] if rows else None

    async def documents(self, conversation: Address) -> Sequence[SentDocument]:
        sql = _SENT.format(where=_SENT_WHERE["conversation"])
        return _sent(await self._database.fetch(sql, conversation=str(conversation)))

    def _holdings(self, scope: Scope, documents: Sequence[str]) -> list[tuple[Holding, Mapping[str, Value]]]:
        """What is to be let go, in order, each with the values of its parameters."""
        of, values = self._values(scope)
        held = [(each, values) for each in HOLDINGS if each.of == of != "document"]
        pages: list[tuple[Holding, Mapping[str, Value]]] = [
            (each, {"document": document}) for document in documents for each in HOLDINGS if each.of == "document"
        ]
        return [*held, *pages]

    def _values(self, scope: Scope) -> tuple[Of, Mapping[str, Value]]:
        match scope:
            case Conversation(address):
                return "conversation", {"conversation": str(address)}
            case OnePerson(platform, author_id):
                where: dict[str, Value] = {"person": scope.key, "author": author_id, "platform": platform}
                return "person", where | {"places": f"{platform}:%", "hour_ago": self._clock.time() - _HOUR}
            case SentDocument():
                return "document", {}

    async def _documents(self, scope: Scope) -> tuple[Sequence[str], Sequence[str]]:
        """The documents that go with it, and the uploads alone of those that others have sent too."""
        if isinstance(scope, SentDocument):
            rows = await self._database.fetch(_UPLOADED, key=_key(scope))
            return [document for (document,) in rows], []
        of, values = self._values(scope)
        sql = _SENT.format(where=_SENT_WHERE[of])
        keys = {_key(sent) for sent in _sent(await self._database.fetch(sql, **values))}
        whole, uploads = dict[str, None](), list[str]()
        for key in sorted(keys):
            for (document,) in await self._database.fetch(_UPLOADED, key=key):
                others = {other for (other,) in await self._database.fetch(_KEYS, document=document)} - keys
                if others:
                    uploads.append(key)
                else:
                    whole[document] = None
        return list(whole), uploads

    async def _out_of_the_index(self, document: str) -> list[Statement]:
        found = await self._database.fetch(_INDEXED, document=document)
        return [
            statement
            for model, page in found
            for statement in self._database.words.forget(document, {"document": document, "model": model, "page": page})
        ]

    async def _without(self, sent: SentDocument) -> Statement:
        """The message it came with, without it."""
        rows = await self._database.fetch(_FILES_OF, place=sent.place, message_id=sent.message_id)
        files = [each for row in rows for each in loaded_files(row[0]) if each.id != sent.attachment_id]
        values = {"place": sent.place, "message_id": sent.message_id, "files": dumped_files(tuple(files))}
        return Statement(_KEEP_FILES, values)


def _sent(rows: Rows) -> list[SentDocument]:
    return [
        SentDocument(place, message_id, each.id, each.name, author)
        for place, message_id, author, files in rows
        for each in loaded_files(files)
    ]


def _key(sent: SentDocument) -> str:
    platform, workspace, _ = sent.place.split(":", 2)
    return upload_key(platform, workspace, sent.attachment_id)


def _some(counts: Mapping[str, int]) -> Mapping[str, int]:
    return {kind: number for kind, number in counts.items() if kind and number}
