from collections.abc import AsyncIterator

import pytest

from deploy.sandbox.clock import TurnedClock
from tests.sandbox.slack.sandbox import Sandbox, open_sandbox


@pytest.fixture
async def world() -> AsyncIterator[Sandbox]:
    """A Slack whose clock stands still until it is turned."""
    async with open_sandbox(TurnedClock()) as sandbox:
        yield sandbox


@pytest.fixture
async def live() -> AsyncIterator[Sandbox]:
    """A Slack that runs on real time."""
    async with open_sandbox() as sandbox:
        yield sandbox
