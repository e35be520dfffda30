"""One process per database file: two would each answer every message."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.core.errors import StoreFailed


@contextmanager
def only_process(path: Path) -> Iterator[None]:
    """Hold `<path>.lock` while the block runs; the system lets go of it when the process dies, however it dies.

    The folder is made if it is missing. Raises `StoreFailed` where another process holds it.
    """
    descriptor = _opened(path.with_name(f"{path.name}.lock"))
    try:
        _take(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def _opened(lock: Path) -> int:
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        return os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise StoreFailed(
            f"{lock.parent} cannot hold the database ({why}); give the bot's user the right to write there, or set "
            "DATABASE_URL to another file."
        ) from error


def _take(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.pread(descriptor, 20, 0).decode(errors="replace").strip() or "unknown"
        raise StoreFailed(
            f"Another process ({holder}) already uses {path}; stop it, or set DATABASE_URL to another file."
        ) from error
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
