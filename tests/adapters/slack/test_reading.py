import asyncio
from dataclasses import replace
from typing import Any

import pytest

from adapters.slack.refusals import Unclear
from bot.core.values import Address, Span, Stretch
from tests.adapters.slack.rig import GENERAL, TEAM, Rig, invoked
from tests.fakes import FakeOutbox

PLACE = Address("slack", TEAM, GENERAL)
NOW = 1_795_000_000.0  # when the clock of `still` stands
DAY = 86_400.0
REPLIES, HISTORY = "conversations.replies", "conversations.history"


def everything(since: float = 0.0, until: float = NOW + DAY, **bounds: int) -> Span:
    return Span(PLACE, since, until, **bounds)


async def read(rig: Rig, span: Span, told: list[str] | None = None) -> Stretch:
    async def progress(words: str) -> None:
        if told is not None:
            told.append(words)

    return await rig.platform.read(span, progress=progress)


def texts(stretch: Stretch) -> list[str]:
    return [heard.said.text for heard in stretch.heard]


def talk(rig: Rig, number: int, since: float, apart: float = 1.0) -> None:
    """So many messages in the channel itself, the first at a time."""
    for each in range(number):
        rig.slack.past("Bao" if each % 2 else "Ana", GENERAL, f"line {each}", since + each * apart)


def calls(rig: Rig, name: str) -> list[Any]:
    return [call.body for call in rig.log if call.name == name]


async def test_long_channel_is_read_to_its_last_page(still: Rig) -> None:
    talk(still, 2_500, NOW - 5_000)

    stretch = await read(still, everything(NOW - DAY))

    assert texts(stretch) == [f"line {number}" for number in range(2_500)]
    assert (stretch.complete, stretch.notes) == (True, ())
    assert len(calls(still, HISTORY)) == 3
    assert {call["latest"] for call in calls(still, HISTORY)} == {f"{NOW + DAY:.6f}"}


async def test_long_thread_of_a_channel_is_read_to_its_last_page(still: Rig) -> None:
    root = still.slack.fill(GENERAL, "", 2_100)

    stretch = await read(still, everything())

    assert (len(stretch.heard), stretch.threads, stretch.complete) == (2_101, 1, True)
    assert stretch.heard[-1].thread == root
    assert len(calls(still, REPLIES)) == 3


async def test_it_is_said_how_far_the_reading_is(still: Rig) -> None:
    told: list[str] = []
    talk(still, 1_200, NOW - 5_000)
    still.slack.past("Ana", GENERAL, "reply", NOW - 10, still.slack.past("Bao", GENERAL, "root", NOW - 20))

    await read(still, everything(), told)

    assert told == [
        "reading this channel: 999 messages",
        "reading this channel: 1,201 messages",
        "reading this channel: 1,202 messages, 1 thread",
    ]


async def test_thread_that_began_weeks_before_is_found_with_one_call(still: Rig) -> None:
    root = still.slack.past("Bao", GENERAL, "a month ago", NOW - 29 * DAY)
    still.slack.past("Bao", GENERAL, "old reply", NOW - 28 * DAY, root)
    still.slack.past("Ana", GENERAL, "today's reply", NOW - 60, root)
    quiet = still.slack.past("Bao", GENERAL, "long silent", NOW - 27 * DAY)
    still.slack.past("Ana", GENERAL, "last words", NOW - 26 * DAY, quiet)

    stretch = await read(still, everything(NOW - DAY))

    assert (texts(stretch), stretch.threads, stretch.notes) == (["today's reply"], 1, ())
    assert len(calls(still, HISTORY)) == 1
    assert [(call["ts"], call["oldest"]) for call in calls(still, REPLIES)] == [(root, f"{NOW - DAY:.6f}")]


@pytest.mark.parametrize(
    ("apart", "pages", "until"), [(3_600.0, 1, "7 October 2026, 20:06"), (20.0, 4, "17 November 2026, 12:54")]
)
async def test_how_far_threads_were_looked_for_is_bounded_and_said(
    still: Rig, apart: float, pages: int, until: str
) -> None:
    """By a month, or by some thousand messages in a channel where much is said."""
    root = still.slack.past("Bao", GENERAL, "too long ago", NOW - 5_100 * apart)
    still.slack.past("Ana", GENERAL, "not found", NOW - 60, root)
    talk(still, 5_000, NOW - 5_000 * apart, apart)

    stretch = await read(still, everything(NOW - 100))

    assert "not found" not in texts(stretch)
    assert len(calls(still, HISTORY)) == pages
    words = f"Threads that began before {until} UTC were not looked for, even where they went on in this time."
    assert stretch.notes == (words,)


async def test_reply_that_is_shown_in_the_channel_too_is_one_message(rig: Rig) -> None:
    root = rig.slack.say("Bao", GENERAL, "root")
    reply = rig.slack.say("Ana", GENERAL, "shown twice", root)
    place = rig.slack._backend.workspace.place(GENERAL)
    place.messages[reply].subtype = "thread_broadcast"
    place.tops.append(reply)

    stretch = await read(rig, everything(until=rig.clock.time()))

    assert [(heard.said.text, heard.thread) for heard in stretch.heard] == [("root", ""), ("shown twice", root)]


async def test_answers_of_the_bot_are_left_out_and_what_people_say_below_them_is_not(rig: Rig) -> None:
    outbox = FakeOutbox()
    await rig.platform.reply(invoked(), outbox).finish("Because.")
    root = outbox.parts[0].message_id
    rig.slack.say("Ana", GENERAL, "thank you", root)

    stretch = await read(rig, everything(until=rig.clock.time()))

    assert [(heard.said.text, heard.thread) for heard in stretch.heard] == [("thank you", root)]


async def test_newest_messages_are_found_without_reading_every_thread(still: Rig) -> None:
    for number in range(20):
        root = still.slack.past("Bao", GENERAL, f"root {number}", NOW - 2_000 + number * 10)
        still.slack.past("Ana", GENERAL, f"reply {number}", NOW - 1_000 + number * 10, root)

    stretch = await read(still, everything(last=3))

    assert texts(stretch) == ["reply 17", "reply 18", "reply 19"]
    assert stretch.complete
    assert len(calls(still, REPLIES)) <= 4


async def test_of_threads_that_are_too_much_the_newest_are_kept(still: Rig) -> None:
    root = still.slack.fill(GENERAL, "", 50)

    stretch = await read(still, everything(limit=10))

    assert [heard.thread for heard in stretch.heard] == [root] * 10
    assert "50" in stretch.heard[-1].said.text
    assert not stretch.complete


async def test_fewer_than_were_asked_for_because_of_the_limit_are_not_all(still: Rig) -> None:
    talk(still, 20, NOW - 100)

    assert not (await read(still, everything(last=15, limit=10))).complete


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ({"error": "channel_not_found"}, "I cannot see this channel; please invite me with /invite and ask again."),
        ({"error": "not_in_channel"}, "I am not in this channel; please invite me with /invite and ask again."),
    ],
)
async def test_what_may_not_be_read_is_a_note_that_says_what_to_do(rig: Rig, error: dict[str, Any], words: str) -> None:
    rig.fail(HISTORY, "error", **error)
    stretch = await read(rig, everything())
    assert (stretch.heard, stretch.complete, stretch.notes) == ((), False, (words,))


async def test_missing_scope_is_named(rig: Rig) -> None:
    rig.slack.grant(["chat:write", "users:read"])
    [note] = (await read(rig, everything())).notes
    assert "channels:history" in note
    assert "ask your admin" in note


async def test_service_that_does_not_answer_is_an_error(still: Rig) -> None:
    still.fail(HISTORY, "drop", times=3)
    reading = asyncio.create_task(read(still, everything()))
    for _ in range(4):
        await still.turn(2.0)
        await still.round_trip()
    with pytest.raises(Unclear):
        await reading


async def test_what_was_read_before_it_broke_off_is_kept_and_the_rest_named(still: Rig) -> None:
    talk(still, 1_500, NOW - 5_000)
    still.fail(HISTORY, "error", skip=1, times=9, error="internal_error")
    reading = asyncio.create_task(read(still, everything()))
    for _ in range(4):
        await still.turn(2.0)
        await still.round_trip()
    stretch = await reading
    assert (len(stretch.heard), stretch.complete) == (999, False)
    assert stretch.notes == ("Slack gave me only a part of this; please ask again in a minute for the rest.",)


async def test_threads_that_slack_does_not_give_are_counted(still: Rig) -> None:
    for number in range(8):
        root = still.slack.past("Bao", GENERAL, f"root {number}", NOW - 2_000 + number * 10)
        still.slack.past("Ana", GENERAL, f"reply {number}", NOW - 1_000 + number * 10, root)
    still.fail(REPLIES, "error", skip=2, times=99, error="fatal")

    stretch = await read(still, everything())

    assert [text for text in texts(stretch) if "reply" in text] == ["reply 6", "reply 7"]
    assert (stretch.threads, stretch.complete) == (2, False)
    assert stretch.notes == ("Slack did not give me 6 threads of this; please ask again in a minute.",)
    assert len(calls(still, REPLIES)) == 5


async def test_thread_that_is_deleted_meanwhile_is_no_loss(rig: Rig) -> None:
    rig.slack.say("Ana", GENERAL, "reply", rig.slack.say("Bao", GENERAL, "root"))
    rig.fail(REPLIES, "error", error="thread_not_found")

    stretch = await read(rig, everything(until=rig.clock.time()))

    assert (texts(stretch), stretch.complete) == (["root"], True)


async def test_beginnings_that_were_deleted_are_told(rig: Rig) -> None:
    root = rig.slack.say("Bao", GENERAL, "root")
    rig.slack.say("Ana", GENERAL, "reply", root)
    rig.slack.delete("Bao", GENERAL, root)

    stretch = await read(rig, everything(until=rig.clock.time() + 1))

    assert (texts(stretch), stretch.complete) == (["reply"], True)
    assert stretch.notes == ("The messages that began 1 thread of this have been deleted.",)


async def test_direct_messages_are_read(rig: Rig) -> None:
    direct = rig.slack.dm("Ana")
    rig.slack.say("Ana", direct, "between us")

    stretch = await read(rig, replace(everything(until=rig.clock.time()), address=replace(PLACE, channel=direct)))

    assert texts(stretch) == ["between us"]
