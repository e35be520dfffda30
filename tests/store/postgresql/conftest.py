from collections.abc import AsyncIterator
from functools import partial

import pytest

from bot.store.postgresql.opening import open_postgresql
from bot.store.store import SqlStore
from tests.contracts.stores import OpenStore
from tests.fakes import FakeClock


@pytest.fixture
def open_store(postgres: str, schema: str, clock: FakeClock) -> OpenStore:
    return partial(open_postgresql, postgres, clock, schema=schema)


@pytest.fixture
async def store(postgres: str, schema: str, clock: FakeClock) -> AsyncIterator[SqlStore]:
    async with open_postgresql(postgres, clock, schema=schema) as opened:
        yield opened
