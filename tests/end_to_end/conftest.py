"""The whole bot in the sandbox, on each platform."""

from collections.abc import AsyncIterator

import pytest

from deploy.sandbox.world import World, open_world
from tests.talk import Talk, talk_on


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with open_world() as opened:
        yield opened


@pytest.fixture(params=["slack", "discord"])
def talk(request: pytest.FixtureRequest, world: World) -> Talk:
    """The same conversation on each platform."""
    return talk_on(request.param, world)
