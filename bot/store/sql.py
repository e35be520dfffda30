"""What the store asks of a database: transactions made of statements, and single reads.

The SQL is written once, with `:name` parameters and only what SQLite 3.35 and PostgreSQL have in common (upserts,
`RETURNING`, partial indexes, portable type names); what they do not share, the search for words, is in `words.py`. A
`/* FOR SHARE */` behind the row that fences a write is a comment to SQLite, which has one writer; with several, it is
the clause that holds the row until the write is committed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

Value = str | int | float | bool | bytes | None
Row = tuple[Any, ...]
Rows = list[Row]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a transaction.

    Where it is `needed` and gives no row back, the transaction ends there and nothing of it is written.
    """

    sql: str
    values: Mapping[str, Value]
    needed: bool = False


class Database(Protocol):
    async def commit(self, *statements: Statement, lasting: bool = True) -> list[Rows] | None:
        """Run them in one transaction: the rows of each, or None if a needed one gave none.

        On return it outlives the process however that ends, and, if `lasting`, the machine too; one that is not does so
        with the next that is. Transactions take effect in the order of the calls; a caller that is cancelled while it
        waits does not undo its own. Raises `StoreFailed`, with nothing written.
        """

    async def fetch(self, sql: str, **values: Value) -> Rows:
        """The rows of one query, which sees every transaction that has returned. Raises `StoreFailed`."""
