"""Where a search looks, as clauses of a statement; and messages as it finds them."""

from collections.abc import Sequence
from typing import Final

from bot.core.search_ports import IndexedMessage, Within
from bot.core.values import Author
from bot.store.sql import Row, Value

# In the order in which `message_of` reads them.
COLUMNS: Final = (
    "messages.place, messages.message_id, messages.conversation, messages.author_id, messages.author_name, "
    "messages.author_kind, messages.at, messages.text, messages.revision"
)


def message_of(row: Row) -> IndexedMessage:
    """From a row that begins with `COLUMNS`."""
    place, message_id, conversation, author_id, author_name, kind, at, text, revision, *_ = row
    return IndexedMessage(place, message_id, conversation, Author(author_id, author_name, kind), at, text, revision)


def range_of(within: Within) -> dict[str, Value]:
    """`first` and `after`: the keys of the channels that are searched lie between them."""
    if within.place:
        return {"first": within.place, "after": f"{within.place}\x01"}
    return {"first": f"{within.workspace}:", "after": f"{within.workspace};"}


def bounds_of(within: Within, table: str = "") -> tuple[str, dict[str, Value]]:
    """What a statement says besides, of the columns of `table`, and the values that it then needs with `since`."""
    clauses: list[str] = []
    values: dict[str, Value] = {"since": within.since}
    if within.conversation:
        clauses.append(f"AND {table}conversation = :conversation")
        values["conversation"] = within.conversation
    if within.without:
        names, without = each_named("x", sorted(within.without))
        clauses.append(f"AND {table}place NOT IN ({names}) AND {table}conversation NOT IN ({names})")
        values |= without
    return " ".join(clauses), values


def each_named(prefix: str, each: Sequence[Value]) -> tuple[str, dict[str, Value]]:
    """The names of parameters for a list, and their values."""
    values = {f"{prefix}{number}": value for number, value in enumerate(each)}
    return ", ".join(f":{name}" for name in values), values
