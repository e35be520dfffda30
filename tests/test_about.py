"""What `/about` says of the index and of the tool servers, as they are at that moment."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.about import about
from bot.core.documents import Charge
from bot.core.messages import Usage
from bot.core.search_ports import MessageIndex
from bot.settings import Settings
from bot.store.database import open_store
from tests.fakes import FakeClock

SETTINGS = Settings.load({})


@pytest.fixture
async def index(tmp_path: Path) -> AsyncIterator[MessageIndex]:
    async with open_store(tmp_path / "bot.sqlite3", FakeClock()) as store:
        yield store.message_index


async def test_tool_servers_are_named_with_how_they_are(index: MessageIndex) -> None:
    said = await about(SETTINGS, index, ["tickets: 4 tools", "wiki: cannot be reached (ConnectError)"])

    assert said.endswith("**Tool servers:** tickets: 4 tools; wiki: cannot be reached (ConnectError).")


async def test_without_any_nothing_is_said_of_them(index: MessageIndex) -> None:
    assert "Tool servers" not in await about(SETTINGS, index, [])


async def test_what_the_index_took_is_told_by_model(index: MessageIndex) -> None:
    assert "**What searching takes:** nothing so far." in await about(SETTINGS, index, [])
    await index.spend(Charge("mistral-embed", Usage(1_200)), 0.5)
    await index.spend(Charge("own-embed", Usage(7)), None)

    told = await about(SETTINGS, index, [])

    assert "**What searching takes:** 1,200 tokens of mistral-embed, €0.50; 7 tokens of own-embed, in all." in told
