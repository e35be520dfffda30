from collections.abc import AsyncIterator

import pytest

from deploy.sandbox.clock import TurnedClock
from tests.adapters.slack.rig import Rig, open_rig


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """The adapter and the loopback Slack, in real time."""
    async with open_rig() as opened:
        yield opened


@pytest.fixture
async def still() -> AsyncIterator[Rig]:
    """The same, in a time that stands still until it is turned."""
    async with open_rig(TurnedClock()) as opened:
        yield opened
