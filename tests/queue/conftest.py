import pytest

from bot.clock import SystemClock
from bot.queue.embedded import EmbeddedQueue
from bot.queue.shared.opening import Where
from bot.store.postgresql.opening import open_postgresql
from tests.contracts.turns import FakeTurns


@pytest.fixture
def turns() -> FakeTurns:
    return FakeTurns()


@pytest.fixture
def queue(turns: FakeTurns) -> EmbeddedQueue:
    return EmbeddedQueue(turns, concurrent=2)


@pytest.fixture
async def where(postgres: str, schema: str) -> Where:
    async with open_postgresql(postgres, SystemClock(), schema=schema):
        return Where(postgres, schema)
