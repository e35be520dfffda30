from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.database import open_store
from tests.fakes import FakeClock
from tests.memory.chatter import Chatter


@pytest.fixture
async def chatter(tmp_path: Path) -> AsyncIterator[Chatter]:
    clock = FakeClock()
    async with open_store(tmp_path / "bot.sqlite3", clock) as store:
        yield Chatter(store, clock)
