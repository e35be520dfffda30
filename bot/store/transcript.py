"""The transcript: what was said, by whom, in order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.core.lifecycle import State
from bot.core.ports import Clock
from bot.core.records import Count, Entry, Seen, SentFile, Summary, Turn
from bot.core.values import Address, Heard, MessageReceived, Said
from bot.store.chunks import loosened
from bot.store.lines import COLUMNS, entry, keep_said, show_besides
from bot.store.notes import forgotten
from bot.store.places import places, root
from bot.store.sql import Database, Statement, Value
from bot.store.texts import loaded_files, storable

_FOLLOWED: Final = "SELECT 1 FROM conversations WHERE conversation = :conversation AND followed_since IS NOT NULL"
# The bot's own answer proves it as well: the question may have been kept with another conversation before.
_ASKED_BY: Final = """
    SELECT 1 FROM messages WHERE conversation = :conversation AND position < :by AND (turn_id IS NOT NULL OR EXISTS
        (SELECT 1 FROM turns WHERE turns.place = messages.place AND turns.message_id = messages.message_id))
    ORDER BY position DESC LIMIT 1
"""
_ASKED_BY_COMMAND: Final = """
    SELECT 1 FROM turns WHERE place = :place AND message_id >= 'event:' AND message_id < 'event;'
    AND conversation = :conversation LIMIT 1
"""
_CONVERSATION_OF: Final = """
    SELECT conversation FROM messages WHERE place = :place AND message_id = :message_id AND conversation <> ''
    UNION ALL
    SELECT turns.conversation FROM outbound JOIN turns ON turns.id = outbound.turn_id
    WHERE outbound.place = :place AND outbound.message_id = :message_id
    LIMIT 1
"""
_READ: Final = """
    INSERT INTO conversations
        (conversation, followed_since, read_upto, summary_upto, summary, summary_tokens, summary_entries)
    SELECT :conversation, NULL, coalesce(max(position), ''), '', '', 0, 0 FROM messages
    WHERE conversation = :conversation
    ON CONFLICT (conversation) DO UPDATE SET read_upto = excluded.read_upto
"""
_EDIT: Final = """
    UPDATE messages SET text = :text, alone = NULL, followed = NULL, revision = revision + 1
    WHERE place = :place AND message_id = :message_id AND turn_id IS NULL AND NOT deleted RETURNING message_id
"""
# The empty row keeps a history that is just being read, and a delivery that is late, from bringing the message back.
_DELETE: Final = """
    INSERT INTO messages (place, message_id, conversation, position, author_id, author_name, author_kind, at,
        text, files, exchange, revision, deleted, stored_at)
    VALUES (:place, :message_id, '', '', '', '', 'person', 0, '', '', '', 0, TRUE, :now)
    ON CONFLICT (place, message_id) DO UPDATE SET text = '', files = '', exchange = '', alone = NULL, followed = NULL,
        revision = messages.revision + 1, deleted = TRUE
    RETURNING conversation
"""
# A turn that waits is cancelled with its message; one that runs goes on, and its end finds the message deleted.
_CANCEL: Final = """
    UPDATE turns SET state = :stopped, updated_at = :now, settled_at = :now
    WHERE place = :place AND message_id = :message_id AND state = :accepted
"""
_SCRUB: Final = """
    UPDATE turns SET event = '' WHERE place = :place AND message_id = :message_id AND settled_at IS NOT NULL
"""
_LAST: Final = """
    SELECT messages.position FROM conversations JOIN messages ON messages.conversation = conversations.conversation
    WHERE conversations.conversation = :conversation AND messages.position <= conversations.read_upto
    AND messages.stored_at < :before ORDER BY messages.position DESC LIMIT 1
"""
# An answer precedes what was asked after its question. A command has a time, and no place among messages.
_PRECEDING: Final = """
    ({column} :before OR (turn_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM turns LEFT JOIN messages AS asked
        ON asked.place = turns.place AND asked.message_id = turns.message_id
        WHERE turns.id = messages.turn_id AND coalesce(asked.{column} :before, turns.id < :turn))))
"""
_MESSAGE: Final = _PRECEDING.format(column="position <")
_COMMAND: Final = _PRECEDING.format(column="at <=")
# Another question in the channel is shown if its answer is, as where that stands in the channel too; else it would seem
# to wait for one here.
_CONTEXT: Final = """
    FROM context_messages AS context JOIN messages
    ON messages.place = context.place AND messages.message_id = context.message_id
    WHERE context.conversation = :conversation AND messages.conversation <> :conversation AND NOT messages.deleted
    AND messages.{column} :before AND (
        NOT EXISTS (SELECT 1 FROM turns WHERE turns.place = messages.place AND turns.message_id = messages.message_id)
        OR EXISTS (SELECT 1 FROM turns JOIN outbound ON outbound.turn_id = turns.id JOIN context_messages AS answer
            ON answer.place = outbound.place AND answer.message_id = outbound.message_id
            WHERE turns.place = messages.place AND turns.message_id = messages.message_id
            AND answer.conversation = :conversation))
"""
_CONTEXT_MESSAGE: Final = _CONTEXT.format(column="position <")
_CONTEXT_COMMAND: Final = _CONTEXT.format(column="at <=")
_CONTEXT_COLUMNS: Final = "context." + ", messages.".join(COLUMNS.split(", "))  # the first is the position
_NEWEST: Final = f"""
    SELECT {COLUMNS} FROM messages
    WHERE conversation = :conversation AND position > :after AND NOT deleted AND {{preceding}}
    UNION ALL
    SELECT {_CONTEXT_COLUMNS} {{context}}
    AND context.position > :after
    ORDER BY position DESC LIMIT :limit OFFSET :skip
"""  # noqa: S608 - a constant
_BEFORE_MESSAGE: Final = _NEWEST.format(preceding=_MESSAGE, context=_CONTEXT_MESSAGE)
_BEFORE_COMMAND: Final = _NEWEST.format(preceding=_COMMAND, context=_CONTEXT_COMMAND)
# What the bot uploads itself comes back as messages of its own, if at all, and is not for reading; nor is what was sent
# with another question of the channel.
_FILES: Final = """
    SELECT files, position, author_id, at FROM messages
    WHERE conversation = :conversation AND files <> '' AND NOT deleted AND {preceding}
    AND (turn_id IS NOT NULL OR author_kind <> 'self')
    UNION ALL
    SELECT messages.files, context.position, messages.author_id, messages.at {context}
    AND messages.files <> '' AND messages.author_kind <> 'self' AND NOT EXISTS
        (SELECT 1 FROM turns WHERE turns.place = messages.place AND turns.message_id = messages.message_id)
    ORDER BY position DESC LIMIT :limit
"""
_FILES_BEFORE_MESSAGE: Final = _FILES.format(preceding=_MESSAGE, context=_CONTEXT_MESSAGE)
_FILES_BEFORE_COMMAND: Final = _FILES.format(preceding=_COMMAND, context=_CONTEXT_COMMAND)
_COUNTED: Final = """
    UPDATE messages SET alone = :alone, followed = :followed
    WHERE conversation = :conversation AND position = :position AND revision = :revision AND NOT deleted
"""
_CONTEXT_COUNTED: Final = """
    UPDATE messages SET alone = :alone, followed = :followed
    WHERE place = :place AND message_id = :message_id AND revision = :revision AND NOT deleted
    AND conversation <> :conversation
"""
_SUMMARY: Final = """
    SELECT summary_upto, summary, summary_tokens, summary_entries FROM conversations
    WHERE conversation = :conversation AND summary_upto <> ''
"""
_SUMMARISE: Final = """
    INSERT INTO conversations
        (conversation, followed_since, read_upto, summary_upto, summary, summary_tokens, summary_entries)
    VALUES (:conversation, NULL, '', :upto, :text, :tokens, :entries)
    ON CONFLICT (conversation) DO UPDATE SET summary_upto = excluded.summary_upto, summary = excluded.summary,
        summary_tokens = excluded.summary_tokens, summary_entries = excluded.summary_entries
"""


class SqlTranscript:
    """`core.ports.Transcript`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._revisions: dict[tuple[str, str], int] = {}  # of edited entries that are being counted

    async def followed(self, conversation: Address, *, by: str = "") -> bool:
        key = str(conversation)
        followed = bool(await self._database.fetch(_FOLLOWED, conversation=key))
        if not followed or not by:
            return followed
        if await self._database.fetch(_ASKED_BY, conversation=key, by=by):
            return True
        return bool(await self._database.fetch(_ASKED_BY_COMMAND, conversation=key, place=conversation.place))

    async def conversation_of(self, address: Address, message_id: str) -> Address | None:
        rows = await self._database.fetch(_CONVERSATION_OF, place=address.place, message_id=message_id)
        return Address.parse(rows[0][0]) if rows else None

    async def root(self, conversation: Address) -> str:
        return await root(self._database, conversation)

    async def add(self, conversation: Address, said: Sequence[Said], *, before: Sequence[Heard] = ()) -> int:
        """The bot's own posts are skipped as well: its turns speak for them."""
        now, place = self._clock.time(), conversation.place
        kept = [keep_said(conversation, place, each, now) for each in said]
        kept += [keep_said(_home(conversation, each), place, each.said, now) for each in before]
        ids = [each.message_id for each in (*said, *(heard.said for heard in before))]
        besides = [show_besides(conversation, place, message_id) for message_id in ids]
        read = Statement(_READ, {"conversation": str(conversation)})
        results = await self._database.commit(*kept, *besides, read, lasting=False) or []
        return sum(len(rows) for rows in results[: len(kept)])

    async def edit(self, address: Address, message_id: str, text: str) -> bool:
        """The bot's own turns stay as they are; a turn that has not begun is begun with the new text."""
        values = {"place": address.place, "message_id": message_id, "text": storable(text)}
        found = await self._database.commit(
            Statement(_EDIT, values, needed=True),
            *loosened(address.place, message_id),
            forgotten(address.place, message_id),
        )
        return found is not None

    async def delete(self, address: Address, message_id: str) -> bool:
        """A turn of this message that has not begun is stopped."""
        message: dict[str, Value] = {"place": address.place, "message_id": message_id}
        now = {"now": self._clock.time()}
        states = {"accepted": State.ACCEPTED.value, "stopped": State.STOPPED.value}
        results = await self._database.commit(
            Statement(_DELETE, message | now),
            Statement(_CANCEL, message | now | states),
            Statement(_SCRUB, message),
            *loosened(address.place, message_id),
            forgotten(address.place, message_id),
        )
        return bool(results and results[0][0][0])

    async def places(
        self, platform: str, *, since: float, stored_before: float, limit: int, among: Callable[[Address], bool]
    ) -> list[Seen]:
        return await places(
            self._database, platform, since=since, stored_before=stored_before, limit=limit, among=among
        )

    async def last_position(self, conversation: Address, *, stored_before: float) -> str:
        """Only of what a history read has joined to the messages before it, so that no hole stays below."""
        rows = await self._database.fetch(_LAST, conversation=str(conversation), before=stored_before)
        return rows[0][0] if rows else ""

    async def newest(self, turn: Turn, *, after: str, limit: int, skip: int = 0) -> list[Entry]:
        sql = _BEFORE_MESSAGE if isinstance(turn.event, MessageReceived) else _BEFORE_COMMAND
        rows = await self._database.fetch(sql, **_preceding(turn), after=after, limit=limit, skip=skip)
        conversation = str(turn.conversation)
        entries = [entry(row) for row in rows]
        for (*_, revision), each in zip(rows, entries, strict=True):
            if revision and each.count is None:
                self._revisions[conversation, each.position] = revision
        return entries

    async def files(self, turn: Turn, *, limit: int) -> Sequence[SentFile]:
        """Those of one message are in the order in which it shows them."""
        sql = _FILES_BEFORE_MESSAGE if isinstance(turn.event, MessageReceived) else _FILES_BEFORE_COMMAND
        rows = await self._database.fetch(sql, **_preceding(turn), limit=limit)
        sent = [SentFile(file, *where) for files, *where in rows for file in loaded_files(files)]
        return sent[:limit]

    async def counted(self, conversation: Address, counts: Mapping[str, Count]) -> None:
        """A count of an entry that was edited since it was read is refused."""
        key = str(conversation)
        values = [self._count(key, *item) | {"place": conversation.place} for item in counts.items()]
        counted = [Statement(sql, each) for each in values for sql in (_COUNTED, _CONTEXT_COUNTED)]
        await self._database.commit(*counted, lasting=False)

    async def summary(self, conversation: Address) -> Summary | None:
        rows = await self._database.fetch(_SUMMARY, conversation=str(conversation))
        return Summary(*rows[0]) if rows else None

    async def summarise(self, conversation: Address, summary: Summary) -> None:
        values: dict[str, Value] = {
            "conversation": str(conversation),
            "upto": summary.upto,
            "text": storable(summary.text),
            "tokens": summary.tokens,
            "entries": summary.entries,
        }
        await self._database.commit(Statement(_SUMMARISE, values), lasting=False)

    def _count(self, conversation: str, position: str, count: Count) -> dict[str, Value]:
        return {
            "conversation": conversation,
            "position": position,
            "message_id": position.lstrip("0"),
            "alone": count.alone,
            "followed": count.followed,
            "revision": self._revisions.pop((conversation, position), 0),
        }


def _home(conversation: Address, heard: Heard) -> Address:
    """The conversation of what was said in a channel: the one that it stands in, or begins."""
    return replace(conversation, thread=heard.thread or heard.said.message_id)


def _preceding(turn: Turn) -> dict[str, Value]:
    event = turn.event
    before = event.said.position if isinstance(event, MessageReceived) else event.at
    return {"conversation": str(turn.conversation), "turn": turn.id, "before": before}
