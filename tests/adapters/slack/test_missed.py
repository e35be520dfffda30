import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

import pytest

from adapters.slack.refusals import Unclear
from bot.core.records import Seen
from bot.core.values import Address
from tests.adapters.slack.rig import BOT, GENERAL, TEAM, Rig, invoked
from tests.fakes import FakeOutbox


def seen(channel: str, newest: str, threads: dict[str, str] | None = None) -> Seen:
    return Seen(Address("slack", TEAM, channel), newest, threads or {})


async def texts(rig: Rig, channel: Seen, *, limit: int = 200, urgent: Callable[[], bool] = lambda: False) -> list[str]:
    """What is found in the channel, and then in its threads."""
    missed = await rig.platform.missed(channel, limit=limit, urgent=urgent)
    events = list(missed.events)
    for thread, after in missed.threads.items():
        one = Seen(replace(channel.place, thread=thread), after, {})
        events += (await rig.platform.missed(one, limit=limit, urgent=urgent)).events
    return [event.said.text for event in events]


async def test_a_direct_message_is_addressed_to_the_bot(rig: Rig) -> None:
    direct = rig.slack.dm("Ana")
    first = rig.slack.say("Ana", direct, "hello")
    rig.slack.say("Ana", direct, "are you there?")

    [event] = (await rig.platform.missed(seen(direct, first), limit=9, urgent=lambda: False)).events

    assert event.addressed
    assert event.said.text == "are you there?"
    assert event.handle == rig.asked(channel=direct).handle


async def test_the_root_of_a_new_thread_is_found_in_both(rig: Rig) -> None:
    root = rig.slack.say("Bao", GENERAL, "We launch on Friday")
    rig.slack.say("Ana", GENERAL, f"<@{BOT}> when?", root)

    found = await texts(rig, seen(GENERAL, "1.0", {root: "1.0"}), limit=2)

    assert found == ["We launch on Friday", "We launch on Friday", "when?"]


async def test_the_thread_below_the_answer_to_a_command_is_read(rig: Rig) -> None:
    outbox = FakeOutbox()
    await rig.platform.reply(invoked(), outbox).finish("Because.")
    root = outbox.parts[0].message_id
    rig.slack.say("Ana", GENERAL, "are you sure?", root)

    assert await texts(rig, seen(GENERAL, root, {root: root})) == ["are you sure?"]


async def test_what_is_no_thread_is_passed_over(rig: Rig) -> None:
    first = rig.slack.say("Bao", GENERAL, "We launch on Friday")
    rig.slack.say("Ana", GENERAL, "Yes")

    assert await texts(rig, seen(GENERAL, first, {"command-1": first})) == ["Yes"]
    assert "conversations.replies" not in rig.names()


async def test_the_newest_are_read_where_much_was_said(rig: Rig) -> None:
    first = rig.slack.say("Bao", GENERAL, "first")
    root = rig.slack.fill(GENERAL, first, 30)
    rig.slack.say("Bao", GENERAL, "last")

    found = await texts(rig, seen(GENERAL, first, {root: first}), limit=5)

    assert (found[0], len(found)) == ("last", 1 + 5)


async def test_an_answer_that_was_lost_is_asked_for_again(rig: Rig) -> None:
    first = rig.slack.say("Bao", GENERAL, "first")
    rig.slack.say("Bao", GENERAL, "second")
    rig.fail("conversations.history", "drop")

    assert await texts(rig, seen(GENERAL, first)) == ["second"]


async def test_what_cannot_be_read_is_said_in_the_log_without_its_text(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    first = rig.slack.say("Bao", GENERAL, "a secret")
    rig.slack.say("Bao", GENERAL, "another secret")
    rig.slack.grant(["chat:write"])

    assert await texts(rig, seen(GENERAL, first)) == []
    assert f"What was said in {GENERAL} meanwhile could not be read" in caplog.text
    assert "secret" not in caplog.text


async def test_what_stays_unanswered_is_not_taken_for_nothing(rig: Rig) -> None:
    rig.fail("conversations.history", "drop", times=3)

    with pytest.raises(Unclear):
        await texts(rig, seen(GENERAL, "1.0"))


async def test_calls_are_left_to_the_answers_that_are_written_meanwhile(still: Rig) -> None:
    root = still.slack.say("Bao", GENERAL, "We launch on Friday")
    still.slack.say("Ana", GENERAL, "Yes", root)
    budget = still.platform._wire()[0].api.budget
    for _ in range(40):
        budget.take("conversations.replies", GENERAL)

    reading = asyncio.create_task(texts(still, seen(GENERAL, root, {root: root})))
    await still.until(lambda: "conversations.history" in still.names())
    await still.round_trip()
    assert "conversations.replies" not in still.names()

    for _ in range(40):
        await still.turn(2.0)
        await still.round_trip()
    assert await reading == ["Yes"]


async def test_what_becomes_urgent_takes_what_was_left_to_answers(still: Rig) -> None:
    root = still.slack.say("Bao", GENERAL, "We launch on Friday")
    still.slack.say("Ana", GENERAL, "Yes", root)
    budget = still.platform._wire()[0].api.budget
    for _ in range(40):
        budget.take("conversations.replies", GENERAL)
    waited_for: list[str] = []

    reading = asyncio.create_task(texts(still, seen(GENERAL, root, {root: root}), urgent=lambda: bool(waited_for)))
    await still.until(lambda: "conversations.history" in still.names())
    await still.round_trip()
    assert "conversations.replies" not in still.names()
    waited_for.append("by somebody")
    await still.turn(2.0)

    assert await reading == ["Yes"]


async def test_a_thread_of_which_nothing_is_known_is_read_from_the_message_that_began_it(rig: Rig) -> None:
    root = rig.slack.say("Ana", GENERAL, f"<@{BOT}> first")
    rig.slack.say("Bao", GENERAL, f"<@{BOT}> second", root)

    thread = Seen(Address("slack", TEAM, GENERAL, root), "", {})
    events = (await rig.platform.missed(thread, limit=9, urgent=lambda: True)).events

    assert [(event.said.text, event.addressed, event.address.thread) for event in events] == [
        ("first", True, root),
        ("second", True, root),
    ]


async def test_of_a_thread_of_several_pages_the_newest_messages_are_read(rig: Rig) -> None:
    root = rig.slack.say("Ana", GENERAL, "hi")
    for number in range(1_100):
        rig.slack.say("Bao", GENERAL, f"message {number}", root)

    thread = Seen(Address("slack", TEAM, GENERAL, root), "", {})
    events = (await rig.platform.missed(thread, limit=2, urgent=lambda: True)).events

    assert [event.said.text for event in events] == ["message 1098", "message 1099"]
