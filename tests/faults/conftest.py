"""The whole bot in the sandbox, on each platform, in a hurry, and with something failing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.sandbox.world import World, open_world
from tests.faults.file_ordeal import FileOrdeal
from tests.faults.ordeal import Ordeal
from tests.talk import Talk, talk_on


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with open_world() as opened:
        yield opened


@pytest.fixture(params=["slack", "discord"])
def talk(request: pytest.FixtureRequest, world: World) -> Talk:
    """The same conversation on each platform."""
    return talk_on(request.param, world)


@pytest.fixture
async def ordeal(talk: Talk, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Ordeal:
    return Ordeal(talk, tmp_path, caplog)


@pytest.fixture
async def file_ordeal(talk: Talk, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> FileOrdeal:
    return FileOrdeal(talk, tmp_path, caplog)
