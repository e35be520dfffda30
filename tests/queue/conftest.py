import pytest

from bot.queue.embedded import EmbeddedQueue
from tests.contracts.turns import FakeTurns


@pytest.fixture
def turns() -> FakeTurns:
    return FakeTurns()


@pytest.fixture
def queue(turns: FakeTurns) -> EmbeddedQueue:
    return EmbeddedQueue(turns, concurrent=2)
