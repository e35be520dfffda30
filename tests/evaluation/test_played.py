"""Of real conversations on both platforms: what is cited was said in the span, and the head counts all of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.sandbox.world import World, open_world
from tests.evaluation.played import TALKATIVE, Measured, measured


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with open_world() as opened:
        yield opened


def holds(found: Measured) -> None:
    """What is guaranteed, whoever the model is."""
    assert found.head == (found.messages, found.speakers, found.threads), "the head counts what was said"
    assert found.shown == found.messages, "the model is shown every message"
    assert found.links
    assert not found.outside, "no link leads out of the span"


@pytest.mark.parametrize("platform", ["slack", "discord"])
async def test_a_chat_is_covered_and_nothing_outside_it_is_cited(world: World, tmp_path: Path, platform: str) -> None:
    found = await measured(world, platform, tmp_path, TALKATIVE, 150)

    holds(found)
    assert found.cited_speakers > 1


@pytest.mark.parametrize("platform", ["slack", "discord"])
async def test_a_chat_of_several_requests_is_read_to_its_end(world: World, tmp_path: Path, platform: str) -> None:
    found = await measured(world, platform, tmp_path, TALKATIVE)

    holds(found)
    assert found.messages > 1_500
    assert found.requests > 2
