"""What the store asks of a database: transactions made of statements, and single reads.

The SQL is written once, with `:name` parameters and only what SQLite 3.35 and PostgreSQL have in common (upserts,
`RETURNING`, partial indexes, portable type names). What they do not share is the search for words (`Words`), how tables
are declared (`postgresql/ddl.py`), and comments that only PostgreSQL reads. `/* FOR SHARE */` behind the row that
fences a write is the clause that holds the row until the write is committed; SQLite, with its one writer, needs none.
A statement of a migration that begins with `/* SQLITE */` is run there alone. A column `BYTEA /* VECTOR */` is a vector
where the server has pgvector.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.core.search_ports import Within

Value = str | int | float | bool | bytes | None
Row = tuple[Any, ...]
Rows = list[Row]


class Vector(bytes):
    """Little-endian 32-bit floats; the value of a column that is declared as `BYTEA /* VECTOR */`."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a transaction.

    Where it is `needed` and gives no row back, the transaction ends there and nothing of it is written.
    """

    sql: str
    values: Mapping[str, Value]
    needed: bool = False


class Database(Protocol):
    @property
    def compares(self) -> bool:
        """Whether its SQL has `vec_distance_cosine(column, :vector)`, and `length(column)` in bytes, for vectors."""

    @property
    def words(self) -> "Words":
        """How it searches for words."""

    @property
    def message_words(self) -> "MessageWords":
        """How it searches for words in messages."""

    async def commit(self, *statements: Statement, lasting: bool = True) -> list[Rows] | None:
        """Run them in one transaction: the rows of each, or None if a needed one gave none.

        On return it outlives the process however that ends, and, if `lasting`, the machine too; one that is not does so
        with the next that is. Transactions of this process take effect in the order of the calls; a caller that is
        cancelled while it waits does not undo its own. Raises `StoreFailed`, with nothing written; only where the
        connection to a server is lost at the very commit it may have been, and whoever asks again has to find that out.
        """

    async def fetch(self, sql: str, **values: Value) -> Rows:
        """The rows of one query, which sees every transaction that has returned. Raises `StoreFailed`."""

    async def scrub(self) -> None:
        """Leave nothing of what was deleted in the files of the database, as far as it can be told to."""


class MessageWords(Protocol):
    """The index of the words of messages, which follows the table of messages by itself."""

    async def matching(
        self, database: Database, within: Within, words: Sequence[str], limit: int, *, every: bool
    ) -> Rows:
        """Rows of `places_searched.COLUMNS`, as `core.search_ports.MessageIndex.matching` orders them."""


class Words(Protocol):
    """The index of the words of passages. `place` names the document, the model and the page, as parameters do."""

    def forget(self, document_id: str, place: Mapping[str, Value]) -> list[Statement]:
        """To be run before the passages of a page are deleted."""

    def learn(self, document_id: str, place: Mapping[str, Value], texts: Sequence[str]) -> list[Statement]:
        """To be run once the passages of a page are stored, numbered from 0 as their texts are."""

    async def matching(self, database: Database, documents: Sequence[str], words: Sequence[str], limit: int) -> Rows:
        """Document, page, text and score of the passages that hold any of the words, best first."""
