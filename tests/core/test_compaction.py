"""Making summaries."""

import pytest

from bot.core.compaction import Compactor, Summariser, framed
from bot.core.errors import ModelUnavailable, ReplyBroken
from bot.core.records import Entry, Summary
from tests.core.fakes import ANA, BAO, FakeNoter, FakeTokens, line, position, turn_of_the_bot

BEFORE = Summary(position(1), "Ana asked.", 30, 4)


class Kept(list[Summary]):
    """The summaries that were stored."""

    async def keep(self, summary: Summary) -> None:
        self.append(summary)


def compactor(model: FakeNoter, kept: Kept, *, chunk: int = 200, longest: int = 150) -> Compactor:
    return Compactor(FakeTokens(), Summariser(model, "small", longest), kept.keep, chunk, longest)


async def test_a_summary_stands_for_all_entries_up_to_the_last_one() -> None:
    kept, model = Kept(), FakeNoter(["Both talked."])

    done = await compactor(model, kept)(BEFORE, [line(2, BAO, "Yes"), turn_of_the_bot(3, "Good.")])

    assert done.failure is None
    assert kept == [done.summary] == [Summary(position(3), "Both talked.", len(framed(kept[0])) + 2, 6)]
    assert framed(kept[0]) == "[Summary of 6 earlier messages]:\n  Both talked."
    request = model.requests[0].messages[1].text
    assert request == "[The notes so far]:\n  Ana asked.\n\n[The messages that follow]\n\nBao: Yes\n\nYou: Good."


async def test_many_entries_are_summarised_in_chunks_each_on_top_of_the_one_before() -> None:
    kept, model = Kept(), FakeNoter(["one", "two", "three", "four"])
    entries: list[Entry] = [line(n, ANA, "x" * 60) for n in range(2, 10)]

    done = await compactor(model, kept)(None, entries)

    assert [summary.entries for summary in kept] == [2, 4, 6, 8]
    assert done.summary == kept[-1]
    assert "[The notes so far]" not in model.requests[0].messages[1].text
    assert "one" in model.requests[1].messages[1].text


async def test_a_failure_keeps_what_was_made_before_it() -> None:
    kept, model = Kept(), FakeNoter(["one", ModelUnavailable("503")])

    done = await compactor(model, kept)(None, [line(n, ANA, "x" * 60) for n in range(2, 10)])

    assert done.summary == kept[-1]
    assert kept[-1].upto == position(3)
    assert isinstance(done.failure, ModelUnavailable)


async def test_an_entry_longer_than_a_request_is_shortened() -> None:
    model = FakeNoter()

    await compactor(model, Kept())(None, [line(2, ANA, "x" * 5_000)])

    assert "characters left out" in model.requests[0].messages[1].text
    assert len(model.requests[0].messages[1].text) < 300


async def test_a_summary_longer_than_it_may_be_is_shortened() -> None:
    kept = Kept()

    await compactor(FakeNoter(["word " * 400]), kept)(None, [line(2, ANA, "Hello")])

    assert kept[0].tokens <= 150
    assert "characters left out" in kept[0].text


async def test_an_empty_summary_is_a_failure() -> None:
    summariser = Summariser(FakeNoter([" "]), "small", 100)

    with pytest.raises(ReplyBroken, match="empty summary"):
        await summariser(None, "Ana: hi")
    assert summariser.usage.prompt_tokens == 100
