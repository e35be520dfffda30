"""The tables of a schema as PostgreSQL knows them, those first to which others refer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.store.sql import Database, Value, Vector

_COLUMNS: Final = """
    SELECT columns.table_name, column_name, udt_name, coalesce(is_identity = 'YES', FALSE)
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND udt_name <> 'tsvector'
    ORDER BY columns.table_name, ordinal_position
"""
_KEYS: Final = """
    SELECT table_name, column_name FROM information_schema.table_constraints
    JOIN information_schema.key_column_usage USING (constraint_schema, constraint_name, table_name)
    WHERE constraint_type = 'PRIMARY KEY' AND constraint_schema = current_schema()
    ORDER BY table_name, ordinal_position
"""
_REFERENCES: Final = """
    SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
"""


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` with their types; rows are ordered and told apart by `key`; `counted` is what it counts up itself."""

    name: str
    columns: Mapping[str, str]
    key: Sequence[str]
    counted: str

    def values(self, row: Sequence[Value]) -> dict[str, Value]:
        """A row of `columns`, from whichever database, as both understand it."""
        return {name: _as(kind, value) for (name, kind), value in zip(self.columns.items(), row, strict=True)}


async def tables(database: Database, names: frozenset[str]) -> list[Table]:
    """Those with these names."""
    columns: dict[str, dict[str, str]] = {}
    counted: dict[str, str] = {}
    for table, column, kind, counts in await database.fetch(_COLUMNS):
        columns.setdefault(table, {})[column] = kind
        if counts:
            counted[table] = column
    keys: dict[str, list[str]] = {}
    for table, column in await database.fetch(_KEYS):
        keys.setdefault(table, []).append(column)
    found = {name: Table(name, columns[name], keys[name], counted.get(name, "")) for name in keys if name in names}
    references = [(one, other) for one, other in await database.fetch(_REFERENCES) if one != other]
    return [found[name] for name in _in_order(sorted(found), references)]


def _in_order(names: Sequence[str], references: Sequence[tuple[str, str]]) -> Iterator[str]:
    left = list(names)
    while left:
        free = [name for name in left if not any(one == name and other in left for one, other in references)]
        yield from free
        left = [name for name in left if name not in free]


def _as(kind: str, value: Value) -> Value:
    if value is None:
        return None
    if kind == "bool":
        return bool(value)
    if kind == "float8":
        return float(value)
    return Vector(value) if kind == "vector" and isinstance(value, bytes) else value
