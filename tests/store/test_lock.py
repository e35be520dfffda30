import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.core.errors import StoreFailed
from bot.store.lock import only_process

HOLD = """
import sys
from pathlib import Path
from bot.store.lock import only_process
with only_process(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_second_holder_is_told_who_the_first_is(path: Path) -> None:
    expected = rf"Another process \({os.getpid()}\) already uses .*bot\.sqlite3; stop it"
    with only_process(path), pytest.raises(StoreFailed, match=expected), only_process(path):
        pass


def test_lock_is_free_again_after_the_block(path: Path) -> None:
    for _ in range(2):
        with only_process(path):
            pass


def test_lock_of_a_killed_process_is_free(path: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - this very interpreter
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(StoreFailed, match=str(other.pid)), only_process(path):
            pass
        other.kill()
        other.wait()

        with only_process(path):
            pass


def test_missing_folder_is_made(tmp_path: Path) -> None:
    with only_process(tmp_path / "new" / "folder" / "bot.sqlite3"):
        assert (tmp_path / "new" / "folder").is_dir()


def test_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreFailed, match="cannot hold the database"), only_process(tmp_path / "file" / "bot.sqlite3"):
        pass
