"""The schema in PostgreSQL: the migrations of every database, under one lock, so that replicas may start together."""

import secrets
from typing import Final

from psycopg import errors, sql as quoting
from psycopg.types import TypeInfo

from bot.core.errors import StoreFailed
from bot.store.migrations import MIGRATIONS, NOTE_RELEASE, is_neighbour, too_new
from bot.store.postgresql.ddl import VECTORS, declared
from bot.store.postgresql.parameters import translated
from bot.store.postgresql.transactions import Connection
from bot.store.postgresql.values import adapt

_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('galerne schema ' || %(schema)s, 0))"
_PGVECTOR: Final = """
    SELECT nspname FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'vector'
"""
_TABLES: Final = "SELECT table_name FROM information_schema.tables WHERE table_schema = %(schema)s"


async def settle_in(connection: Connection, schema: str) -> TypeInfo | None:
    """Make the schema that every statement of this connection is about; pgvector's type, where the server has it."""
    found = await (await connection.execute(_PGVECTOR)).fetchone()
    names = [schema, *(str(name) for name in found or ()), "public"]
    path = quoting.SQL(", ").join(map(quoting.Identifier, names))
    await connection.execute(quoting.SQL("SET search_path = {}").format(path))
    vector = await TypeInfo.fetch(connection, "vector") if found else None
    adapt(connection, vector)
    return vector


async def migrate(connection: Connection, schema: str, place: str) -> str:
    """Bring the schema up to date, all or nothing; the database's own word.

    Raises `StoreFailed` for a schema that a newer version wrote, or that is not ours, and what psycopg raises.
    """
    await _offer_pgvector(connection)
    async with connection.transaction():
        await connection.execute(_LOCK, {"schema": schema})
        await connection.execute(quoting.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(quoting.Identifier(schema)))
        vectors = await settle_in(connection, schema) is not None
        version = await _version(connection, schema, place)
        if vectors and not version:
            for statement in VECTORS:
                await connection.execute(statement)
        for number, statements in enumerate(MIGRATIONS[version:], start=version + 1):
            await _apply(connection, number, statements, vectors=vectors)
        await connection.execute(NOTE_RELEASE)
        word = await (await connection.execute("SELECT word FROM identity")).fetchone()
    return str(word[0]) if word else ""


async def compares(connection: Connection, schema: str) -> bool:
    """Whether vectors are pgvector's there: they were if the server had it when the schema was made."""
    found = await connection.execute(
        "SELECT 1 FROM information_schema.columns WHERE table_schema = %(schema)s AND udt_name = 'vector'",
        {"schema": schema},
    )
    return await found.fetchone() is not None


async def _offer_pgvector(connection: Connection) -> None:
    """Have pgvector where the server brings it and lets us; without it, vectors are compared here."""
    available = "SELECT 1 FROM pg_available_extensions WHERE name = 'vector' AND installed_version IS NULL"
    if await (await connection.execute(available)).fetchone() is None:
        return
    try:
        await connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    except (errors.InsufficientPrivilege, errors.UniqueViolation):  # not ours to make, or made at this very moment
        return


async def _version(connection: Connection, schema: str, place: str) -> int:
    tables = {name for (name,) in await (await connection.execute(_TABLES, {"schema": schema})).fetchall()}
    if not tables:
        await connection.execute("CREATE TABLE schema_version (version BIGINT PRIMARY KEY)")
        return 0
    if "schema_version" not in tables:
        raise StoreFailed(
            f"The schema {schema} of {place} belongs to another program; set DATABASE_SCHEMA to one of Galerne's own."
        )
    row = await (await connection.execute("SELECT coalesce(max(version), 0) FROM schema_version")).fetchone()
    version = int(row[0]) if row else 0
    if version > len(MIGRATIONS):
        released = None
        if "schema_release" in tables:
            released = await (await connection.execute("SELECT release FROM schema_release")).fetchone()
        if not is_neighbour(released):
            raise StoreFailed(too_new(f"{place} (schema {schema})", version))
    return version


async def _apply(connection: Connection, number: int, statements: tuple[str, ...], *, vectors: bool) -> None:
    values = {"word": secrets.token_hex(3)}
    for sql in statements:
        for each in declared(sql, vectors=vectors):
            await connection.execute(translated(each), values if ":word" in each else None)
    await connection.execute("INSERT INTO schema_version (version) VALUES (%s)", (number,))
