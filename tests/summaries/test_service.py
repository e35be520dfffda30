"""`/summarize` from what is asked to the answer, over a platform that is a fake."""

from dataclasses import replace
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from bot.core.command import CommandContext
from bot.core.errors import CommandRejected, NotAllowed
from bot.core.platform_ports import Platform
from bot.core.values import Address, Author, Heard, Stretch
from bot.summaries.service import Summaries
from bot.summaries.writing import Writer
from tests.core.fakes import FakeTokens
from tests.core.file_fakes import FakeModels, FakeTurnFiles
from tests.fakes import FakeModel
from tests.summaries.talk import ANA, BAO, CHANNEL, MONDAY, FakeTalk, link, message

NOW = MONDAY + 3_600
HEARD = (message(1, ANA, "Friday?"), message(2, BAO, "Friday.", thread=1), message(3, ANA, "Good."))


async def summary(
    talk: FakeTalk,
    what: str = "2h",
    *,
    model: FakeModel | None = None,
    address: Address = CHANNEL,
    message_id: str = "",
) -> str:
    context = CommandContext(address, address, ANA, NOW, FakeTurnFiles(), message_id)
    writer = Writer(model or FakeModel("- Friday [1] [2]"), FakeModels(), FakeTokens(), "some-model")
    service = Summaries({"slack": cast("Platform", talk)}, writer, ZoneInfo("UTC"))
    return await service(context, what, length="short", focus="", language="")


async def test_the_answer_has_a_head_and_checked_links() -> None:
    talk = FakeTalk(Stretch(HEARD, threads=1))
    assert await summary(talk) == (
        "_Since Mon 16 Nov 2026 09:00 (Europe/Paris): 3 messages by 2 people, 1 thread._\n\n"
        f"- Friday ([1]({link(1)}), [2]({link(2, thread=1)}))"
    )
    (span,) = talk.spans
    assert (span.address, span.since, span.last) == (CHANNEL, NOW - 7_200, 0)
    assert NOW < span.until < NOW + 0.01


async def test_an_invented_source_is_marked_and_explained() -> None:
    answer = await summary(FakeTalk(Stretch(HEARD)), model=FakeModel("- Monday [7]"))
    assert answer.endswith(
        "\n\n- Monday (no source)\n\n_(no source): I could not trace this point to a message; please check it._"
    )


async def test_in_a_thread_it_is_that_thread() -> None:
    thread = replace(CHANNEL, thread="1.0")
    talk = FakeTalk(Stretch(HEARD[1:2]))
    assert "This thread, since Mon 16 Nov 2026 10:02" in await summary(talk, "", address=thread, message_id="9.0")
    assert (talk.spans[0].address, talk.spans[0].since) == (thread, 0.0)
    assert "In this thread, since" in await summary(talk, "2h", address=thread)


async def test_a_command_that_begins_a_thread_is_about_the_channel() -> None:
    talk = FakeTalk(Stretch(HEARD), last=MONDAY)
    await summary(talk, "", address=replace(CHANNEL, thread="9.0"), message_id="9.0")
    assert talk.spans[0].address == CHANNEL
    assert talk.words_before == [(CHANNEL, ANA.id, "9.0")]


async def test_since_i_last_wrote_leaves_out_what_i_wrote_then() -> None:
    talk, model = FakeTalk(Stretch(HEARD), last=MONDAY + 60), FakeModel("- Friday [1]")
    answer = await summary(talk, "", model=model)
    assert answer.startswith("_Since you last wrote here, Mon 16 Nov 2026 10:01 (Europe/Paris): 2 messages by 2 people")
    assert "Friday?" not in model.requests[0].messages[1].text


@pytest.mark.parametrize(
    ("last", "since", "sentence"),
    [
        (0.0, NOW - 86_400, "I did not find when you last wrote here, so this is the last 24 hours."),
        (1.0, NOW - 31 * 86_400, "You last wrote here more than 31 days ago, so this is the last 31 days."),
    ],
)
async def test_who_has_not_written_for_long_is_told_what_is_read(last: float, since: float, sentence: str) -> None:
    talk = FakeTalk(Stretch(HEARD), last=last)
    assert f"_{sentence}_" in await summary(talk, "mine")
    assert talk.spans[0].since == since


async def test_of_the_last_messages_the_command_is_none() -> None:
    asking = message(4, ANA, "!summarize last 2")
    talk, model = FakeTalk(Stretch((*HEARD[1:], asking))), FakeModel("- Friday [1]")
    answer = await summary(talk, "last 2", model=model, message_id="4.0")
    assert talk.spans[0].last == 3
    assert "!summarize" not in model.requests[0].messages[1].text
    assert answer.startswith("_The last 2 messages, since Mon 16 Nov 2026 10:02")
    before: tuple[Heard, ...] = HEARD
    without = FakeTalk(Stretch(before))  # a platform may leave the command out by itself
    assert "2 messages by 2 people" in await summary(without, "last 2", message_id="4.0")


async def test_an_empty_span_asks_no_model() -> None:
    model = FakeModel()
    assert "Nobody has written anything here since" in await summary(FakeTalk(), model=model)
    assert model.requests == []


async def test_what_was_not_read_is_said_first() -> None:
    talk = FakeTalk(Stretch(HEARD, complete=False, notes=("There are more than 5,000 messages.",)))
    assert (await summary(talk)).startswith("**This is not the whole of it")


@pytest.mark.parametrize("zone", ["", "Nowhere/At_All", "../etc"])
async def test_without_a_time_zone_it_is_the_teams(zone: str) -> None:
    assert "08:00 (UTC)" in await summary(FakeTalk(Stretch(HEARD), time_zone=zone))


async def test_the_bots_own_messages_are_left_out() -> None:
    own = message(4, Author("self", "Galerne", "self"), "I said so.")
    model = FakeModel("- Friday [1]")
    await summary(FakeTalk(Stretch((*HEARD, own))), model=model)
    assert "I said so" not in model.requests[0].messages[1].text


async def test_a_wrong_time_reads_nothing() -> None:
    talk = FakeTalk(Stretch(HEARD))
    with pytest.raises(CommandRejected, match="I cannot read “whenever” as a time"):
        await summary(talk, "whenever")
    assert talk.spans == []


async def test_where_nothing_may_be_read_the_platforms_sentence_is_told() -> None:
    with pytest.raises(NotAllowed):
        await summary(FakeTalk(failure=NotAllowed("no")))


async def test_without_links_sources_are_named() -> None:
    answer = await summary(FakeTalk(Stretch(HEARD), linked=False))
    assert answer.endswith("- Friday (Ana, Mon 16 Nov 2026 10:01, Bao, Mon 16 Nov 2026 10:02)")


async def test_more_than_is_read_at_once_is_told_with_when_it_begins() -> None:
    heard = tuple(message(n, BAO, f"message {n}") for n in range(1, 5_001))
    answer = await summary(FakeTalk(Stretch(heard, complete=False)), "7d", model=FakeModel(*["- Friday [1]"] * 20))

    assert answer.startswith("**This is not the whole of it: not everything in this span could be read.**\n")
    assert "There is more than the 5,000 messages that I read at once: these are the newest, from Mon 16 Nov" in answer
    assert "ask for a shorter time to have the others._" in answer
