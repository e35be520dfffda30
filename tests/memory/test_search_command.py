"""What `/search` makes of what was typed."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.command import CommandContext
from bot.core.document_ports import Charging
from bot.core.errors import CommandRejected
from bot.core.search_ports import Found, Reach, Sought
from bot.memory.search_command import SearchAnswers
from tests.core.file_fakes import FakeTurnFiles
from tests.memory.chatter import ANA, THREAD, FakeReadable

NOW = 1_794_819_600.0
CONTEXT = CommandContext(THREAD, THREAD, ANA, NOW, FakeTurnFiles(), "1795000042.000000")


@dataclass
class FakeSearch:
    sought: list[Sought] = field(default_factory=list)

    async def __call__(self, sought: Sought, *, charge: Charging) -> Found:
        self.sought.append(sought)
        return Found((), Reach(3, NOW - 60))


def moment(words: str, now: datetime) -> datetime | None:
    return {"yesterday": now - timedelta(days=1), "tomorrow": now + timedelta(days=1)}.get(words)


@pytest.fixture
def search() -> FakeSearch:
    return FakeSearch()


def answers(search: FakeSearch) -> SearchAnswers:
    return SearchAnswers(search, {"slack": FakeReadable()}, ZoneInfo("UTC"), moment)  # type: ignore[dict-item]  # no more of the port is used


async def test_it_is_asked_for_the_one_who_typed_and_their_own_message_left_out(search: FakeSearch) -> None:
    told = await answers(search)(CONTEXT, "deploy", where="me", since="“Yesterday”")

    [sought] = search.sought
    assert (sought.words, sought.where, sought.asker, sought.address) == ("deploy", "me", ANA, THREAD)
    assert (sought.since, sought.leave_out, sought.public) == (NOW - 86_400, CONTEXT.message_id, False)
    assert "Europe/Paris" in told, "times are the asker's own"


@pytest.mark.parametrize("since", ["tomorrow", "whenever"])
async def test_a_time_that_cannot_be_read_or_lies_ahead_is_told_how_to_write_it(search: FakeSearch, since: str) -> None:
    with pytest.raises(CommandRejected, match=f"“{since}” as a time before now. Write it as"):
        await answers(search)(CONTEXT, "deploy", where="channel", since=since)


async def test_without_a_word_there_is_nothing_to_search_for(search: FakeSearch) -> None:
    with pytest.raises(CommandRejected, match="no word to search for"):
        await answers(search)(CONTEXT, " ?! ", where="channel", since="")
