"""What the tests have a worker do."""

import ctypes
import os
import signal
import time
from pathlib import Path


def pid_of(value: int) -> tuple[int, int]:
    return value, os.getpid()


def sleep(seconds: float, marker: Path) -> int:
    marker.write_text(str(os.getpid()), encoding="ascii")
    time.sleep(seconds)
    return os.getpid()


def spin() -> None:
    while True:
        pass


def swallow(megabytes: int) -> int:
    return len(bytearray(megabytes * 1024 * 1024))


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def abort() -> None:
    """As a library of Rust or C does that runs out of memory."""
    os.abort()


def crash() -> None:
    """A read at address 0, as of a library with a bug."""
    ctypes.string_at(0)


def die_once(marker: Path) -> str:
    if marker.exists():
        return "alive"
    marker.touch()
    die()
    return ""


def complain() -> None:
    from bot.core.errors import FileRefused

    raise FileRefused("a.pdf is protected by a password; please send it without one.")
