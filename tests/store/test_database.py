import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from bot.core.errors import StoreFailed
from bot.store.database import open_store
from bot.store.lock import only_process
from tests.contracts.stores import THREAD, accepted, message
from tests.fakes import FakeClock
from tests.store import threads


@pytest.fixture
def diary(path: Path) -> Path:
    """A file that is no database."""
    path.write_text("Dear diary, " * 100)
    return path


def damage(path: Path) -> None:
    """Leave the first page of a database as it is, and no other."""
    content = path.read_bytes()
    path.write_bytes(content[:4096] + random.Random(1).randbytes(len(content) - 4096))


async def refusal(path: Path, clock: FakeClock) -> str:
    """What the operator is told, who reads `str`, as well as the notice."""
    with pytest.raises(StoreFailed) as caught:
        async with open_store(path, clock, patience=0.05):
            pass
    assert caught.value.notice == str(caught.value)
    return caught.value.notice


async def test_file_and_folder_are_made(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "data" / "bot.sqlite3"

    async with open_store(path, clock):
        assert path.is_file()


async def test_second_opening_is_refused_while_the_first_lasts(path: Path, clock: FakeClock) -> None:
    async with open_store(path, clock):
        assert f"Another process ({os.getpid()}) already uses {path}; stop it" in await refusal(path, clock)

    async with open_store(path, clock):
        pass


async def test_file_that_is_no_database_is_refused_and_left_alone(diary: Path, clock: FakeClock) -> None:
    for _ in range(2):
        assert await refusal(diary, clock) == (
            f"{diary} is not a SQLite database; move it away, or set DATABASE_URL to another file."
        )


async def test_damaged_database_is_a_sentence(path: Path, clock: FakeClock) -> None:
    async with open_store(path, clock) as store:
        for number in range(50):
            await accepted(store, number)
    damage(path)

    assert "damaged; restore it from a backup" in await refusal(path, clock)


async def test_folder_in_place_of_the_file_is_a_sentence(tmp_path: Path, clock: FakeClock) -> None:
    assert "cannot be opened for writing; give the bot's user the right" in await refusal(tmp_path, clock)


async def test_refused_opening_leaves_neither_lock_nor_thread(diary: Path, clock: FakeClock) -> None:
    before = threads.now()
    await refusal(diary, clock)

    with only_process(diary):
        pass
    assert threads.left_over(before) == []


async def test_store_is_closed_when_its_block_fails(path: Path, clock: FakeClock) -> None:
    with pytest.raises(RuntimeError, match="defect"):
        async with open_store(path, clock):
            raise RuntimeError("defect")

    async with open_store(path, clock):
        pass


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_what_was_accepted_before_kill_9_is_there_after_it(path: Path, clock: FakeClock, seed: int) -> None:
    said = accepted_until_killed(path, lines=random.Random(seed).randint(1, 400))

    async with open_store(path, clock) as store:
        turns = {turn.id: turn for turn in await store.journal.unfinished()}
        assert list(turns) == sorted(turns)
        assert {turn_id: turns[turn_id].event for turn_id in said} == {
            turn_id: message(number) for turn_id, number in said.items()
        }
        for number in list(said.values())[-5:]:  # the platform repeats what it may not have seen acknowledged
            assert await store.journal.accept(message(number), THREAD, answer=True) is None


def accepted_until_killed(path: Path, *, lines: int) -> dict[int, int]:
    """The ids of the turns that a process said it had accepted, and their messages' numbers, until it was killed."""
    with subprocess.Popen(  # noqa: S603 - this very interpreter
        [sys.executable, "-m", "tests.store.accepting", str(path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(lines)]
        process.kill()
        said += process.stdout.read().splitlines(keepends=True)
    whole = [line.split() for line in said if line.endswith("\n")]
    return {int(turn_id): int(number) for turn_id, number in whole}


def test_process_that_forgets_to_close_still_ends(path: Path) -> None:
    forgetful = (
        "import asyncio, sys; from pathlib import Path; from bot.clock import SystemClock; "
        "from bot.store.database import open_store\n"
        "async def main(): await open_store(Path(sys.argv[1]), SystemClock()).__aenter__(); raise SystemExit(3)\n"
        "asyncio.run(main())"
    )

    ended = subprocess.run([sys.executable, "-c", forgetful, str(path)], check=False, timeout=20, capture_output=True)  # noqa: S603 - this very interpreter

    assert ended.returncode == 3
