from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bot.store.database import open_store as open_sqlite
from bot.store.store import SqlStore
from tests.contracts.stores import OpenStore
from tests.fakes import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.sqlite3"


@pytest.fixture
def open_store(path: Path, clock: FakeClock) -> OpenStore:
    return partial(open_sqlite, path, clock)


@pytest.fixture
async def store(path: Path, clock: FakeClock) -> AsyncIterator[SqlStore]:
    async with open_sqlite(path, clock) as opened:
        yield opened
