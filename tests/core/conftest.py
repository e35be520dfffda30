"""A bot that was asked something a while ago, and may have missed something since."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.dispatch import Manners
from bot.store.database import open_store
from tests.core.catching import THREAD, Scene
from tests.core.test_dispatch import House
from tests.fakes import FakeClock


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """The bot was asked something in a thread of a channel."""
    clock = FakeClock()
    async with open_store(tmp_path / "bot.sqlite3", clock) as store:
        found = Scene(House(store, clock, Manners()))
        await found.catch_up.accept(found.said(500, "first", address=THREAD))
        await clock.advance(100)
        yield found
        await found.catch_up.close()
