"""What the tables hold of a conversation, of a person and of a document, and how it is let go.

A feature that stores something about people adds its tables to `HOLDINGS`: those whose condition looks at another table
before that one. Parameters: `:conversation`; `:person` (the key), `:author` (the id), `:platform` and `:places` (a
pattern of all its places); `:document`.
"""

from dataclasses import dataclass
from typing import Final, Literal

Of = Literal["conversation", "person", "document"]


@dataclass(frozen=True, slots=True)
class Holding:
    """Rows of a table. `kind` is what people call them, in the plural; empty where they need not know.

    Rows are deleted, unless they have to stay: then `emptied` says what is set instead.
    """

    of: Of
    table: str
    where: str
    kind: str = ""
    emptied: str = ""

    @property
    def counting(self) -> str:
        return f"SELECT count(*) FROM {self.table} WHERE {self.where}"  # noqa: S608 - constants

    @property
    def letting_go(self) -> str:
        """Gives a row for each that is let go."""
        if self.emptied:
            return f"UPDATE {self.table} SET {self.emptied} WHERE {self.where} RETURNING 1"  # noqa: S608 - constants
        return f"DELETE FROM {self.table} WHERE {self.where} RETURNING 1"  # noqa: S608 - constants


_ENDED_HERE: Final = "SELECT id FROM turns WHERE conversation = :conversation AND settled_at IS NOT NULL"
_ENDED_FOR: Final = "SELECT id FROM turns WHERE asker = :person AND settled_at IS NOT NULL"
_OWN_PLACES: Final = """
    SELECT conversation FROM messages WHERE author_id = :author AND place LIKE :places
    UNION SELECT context.conversation FROM context_messages AS context JOIN messages
        ON messages.place = context.place AND messages.message_id = context.message_id
        WHERE author_id = :author AND messages.place LIKE :places
    UNION SELECT conversation FROM turns WHERE asker = :person
"""
# Messages of this conversation, and those of the channel that are known for its sake alone.
_SAID_HERE: Final = """
    (conversation = :conversation OR (
        (place, message_id) IN (SELECT place, message_id FROM context_messages WHERE conversation = :conversation)
        AND (place, message_id) NOT IN
            (SELECT place, message_id FROM context_messages WHERE conversation <> :conversation)
        AND conversation NOT IN (SELECT conversation FROM conversations)))
"""
_WITH_THEM: Final = f"SELECT id FROM turns WHERE settled_at IS NOT NULL AND conversation IN ({_OWN_PLACES})"  # noqa: S608 - constants
_TURN_EMPTIED: Final = "event = '', receipt = NULL, asker = ''"
# An empty row keeps a history that is read later from bringing back what somebody wants to be forgotten.
_MESSAGE_EMPTIED: Final = (
    "text = '', files = '', exchange = '', author_id = '', author_name = '', alone = NULL, followed = NULL, "
    "revision = revision + 1, deleted = TRUE"
)
_SUMMARY_EMPTIED: Final = "summary = '', summary_upto = '', summary_tokens = 0, summary_entries = 0"

# The chunks of messages that are let go, and the vectors that are of no other one.
_CHUNKS_HERE: Final = f"SELECT chunk FROM messages WHERE chunk IS NOT NULL AND {_SAID_HERE}"  # noqa: S608 - constants
_CHUNKS_THEIRS: Final = f"""
    SELECT chunk FROM messages WHERE chunk IS NOT NULL
    AND ((author_id = :author AND place LIKE :places) OR turn_id IN ({_ENDED_FOR}))
"""  # noqa: S608 - constants
_VECTORS_OF: Final = """
    (model, hash) IN (SELECT model, hash FROM chunks WHERE chunk IN ({chunks})) AND NOT EXISTS (
        SELECT 1 FROM chunks AS others WHERE others.model = chunk_vectors.model
        AND others.hash = chunk_vectors.hash AND others.chunk NOT IN ({chunks}))
"""
_NOTES_FROM_HERE: Final = """
    source_message <> '' AND EXISTS (SELECT 1 FROM messages WHERE messages.place = notes.source_place
        AND messages.message_id = notes.source_message AND messages.conversation = :conversation)
"""
# About them, or made at their word.
_NOTES_THEIRS: Final = """
    (subject LIKE 'person:' || :places AND subject LIKE '%:' || :author) OR (made_by = :author
        AND (subject LIKE 'person:' || :places OR subject LIKE 'channel:' || :places))
"""

HOLDINGS: Final = (
    Holding("conversation", "chunk_vectors", _VECTORS_OF.format(chunks=_CHUNKS_HERE), "vectors"),
    Holding("conversation", "chunks", f"chunk IN ({_CHUNKS_HERE})"),
    Holding("conversation", "notes", _NOTES_FROM_HERE, "notes"),
    Holding("conversation", "steps", f"turn_id IN ({_ENDED_HERE})", "steps"),
    Holding("conversation", "uploads", f"turn_id IN ({_ENDED_HERE})"),
    Holding("conversation", "ratings", f"turn_id IN ({_ENDED_HERE})"),
    Holding("conversation", "messages", _SAID_HERE, "messages"),
    Holding("conversation", "context_messages", "conversation = :conversation"),
    Holding("conversation", "conversations", "conversation = :conversation AND summary <> ''", "summaries"),
    Holding("conversation", "conversations", "conversation = :conversation"),
    Holding("conversation", "preferences", "scope = :conversation"),
    Holding(
        "conversation",
        "turns",
        "conversation = :conversation AND settled_at IS NOT NULL AND event <> ''",
        emptied=_TURN_EMPTIED,
    ),
    Holding("person", "chunk_vectors", _VECTORS_OF.format(chunks=_CHUNKS_THEIRS), "vectors"),
    Holding("person", "chunks", f"chunk IN ({_CHUNKS_THEIRS})"),
    Holding("person", "messages", f"chunk IN ({_CHUNKS_THEIRS})", emptied="chunk = NULL"),
    Holding("person", "notes", _NOTES_THEIRS, "notes"),
    Holding("person", "steps", f"turn_id IN ({_WITH_THEM})", "steps"),
    Holding("person", "uploads", f"turn_id IN ({_ENDED_FOR})"),
    Holding("person", "ratings", f"person = :author OR turn_id IN ({_ENDED_FOR})"),
    Holding(
        "person",
        "conversations",
        f"summary <> '' AND conversation IN ({_OWN_PLACES})",
        "summaries",
        emptied=_SUMMARY_EMPTIED,
    ),
    Holding(
        "person",
        "messages",
        f"(author_id = :author AND place LIKE :places) OR turn_id IN ({_ENDED_FOR})",
        "messages",
        emptied=_MESSAGE_EMPTIED,
    ),
    Holding("person", "appointments", "author_id = :author AND platform = :platform", "reminders and digests"),
    Holding("person", "usage", "person = :person", "entries of usage", emptied="person = ''"),
    Holding("person", "admissions", "person = :person AND at < :hour_ago"),
    Holding("person", "preferences", "scope = :person"),
    Holding("person", "turns", "asker = :person AND settled_at IS NOT NULL", emptied=_TURN_EMPTIED),
    Holding("document", "passages", "document_id = :document", "passages"),
    Holding("document", "original_pieces", "original_id IN (SELECT id FROM originals WHERE document_id = :document)"),
    Holding("document", "originals", "document_id = :document"),
    Holding("document", "pictures", "document_id = :document", "pictures"),
    Holding("document", "pages", "document_id = :document", "pages"),
    Holding("document", "document_uploads", "document_id = :document"),
    Holding("document", "documents", "id = :document", "files"),
)
