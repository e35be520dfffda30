"""The bookkeeping of what is still to be read, and of what waits for it."""

from dataclasses import replace

from bot.core.records import Seen
from bot.core.unread import Unread, Waiting, asked_at, places_of
from bot.core.values import Address, Author, CommandInvoked, MessageEdited, MessageReceived, Said

CHANNEL = Address("slack", "T1", "C1")
THREAD, OTHER = replace(CHANNEL, thread="100.0"), replace(CHANNEL, thread="200.0")
ANA = Author("U1", "Ana")


def message(at: int, address: Address, reply_to: str = "") -> MessageReceived:
    return MessageReceived(
        f"e{at}", address, Said(f"{at}.0", ANA, float(at), f"{at}"), addressed=True, reply_to=reply_to
    )


def waiting(at: int, address: Address = THREAD, *, live: bool = True) -> Waiting:
    event = message(at, address)
    return Waiting(event, places_of(event, address), live=live)


def opened(*threads: Address) -> tuple[Unread, Seen]:
    """After a gap, with these threads found in the channel that is just being read."""
    unread = Unread()
    unread.open()
    channel = Seen(CHANNEL, "50.0", {})
    unread.plan([channel], unread.gaps)
    unread.add(CHANNEL, {each.thread: "50.0" for each in threads})
    unread.take(0)
    return unread, channel


def at(ready: list[Waiting]) -> list[float]:
    return [asked_at(each.event)[0] for each in ready]


def test_what_begins_a_conversation_waits_for_no_place() -> None:
    assert places_of(message(100, THREAD), THREAD) == frozenset()
    assert places_of(CommandInvoked("c", CHANNEL, ANA, 1.0, "ask"), THREAD) == frozenset()


def test_reply_waits_for_its_channel_its_thread_and_its_conversation() -> None:
    assert places_of(message(150, THREAD), THREAD) == {str(CHANNEL), str(THREAD)}
    assert places_of(message(200, OTHER, reply_to="100.0"), THREAD) == {str(CHANNEL), str(OTHER), str(THREAD)}
    assert places_of(CommandInvoked("c", THREAD, ANA, 1.0, "ask"), THREAD) == {str(CHANNEL), str(THREAD)}


def test_everything_may_have_to_wait_until_there_is_a_plan() -> None:
    unread = Unread()
    assert unread.is_idle
    unread.open()

    assert unread.blocks(waiting(150).places)
    assert not unread.blocks(frozenset())
    unread.wait(waiting(150))
    assert unread.ready() == []
    unread.plan([], unread.gaps)
    assert at(unread.ready()) == [150]


def test_channels_come_before_threads_and_wanted_threads_before_others() -> None:
    unread, channel = opened(THREAD, OTHER)
    assert unread.take(0) == []
    unread.wait(waiting(250, OTHER))

    assert [seen.place for seen in unread.take(0)] == [OTHER]
    assert [seen.place for seen in unread.take(5)] == [THREAD]
    assert unread.is_wanted(channel)


def test_what_was_found_wants_nothing_to_be_read_sooner() -> None:
    unread, channel = opened()
    unread.wait(waiting(150, live=False))

    assert not unread.is_wanted(channel)


def test_a_thread_is_ready_once_its_channel_and_itself_are_through() -> None:
    unread, channel = opened(THREAD)
    for number in (170, 150, 160):
        unread.wait(waiting(number))
    assert unread.ready(channel) == []
    unread.through(channel)
    [thread] = unread.take(1)

    assert at(unread.ready(thread)) == [150, 160, 170]
    unread.through(thread)
    assert unread.blocks(waiting(180).places), "the others are being handed on"
    assert unread.ready() == []
    assert unread.is_idle


def test_what_was_read_before_another_gap_has_to_be_read_again() -> None:
    unread, channel = opened()
    unread.wait(waiting(150))
    unread.open()
    assert unread.ready(channel) == []
    unread.plan([replace(channel)], unread.gaps)

    assert unread.ready(channel) == []
    unread.through(channel)
    assert unread.blocks(waiting(160).places)
    [again] = unread.take(0)
    assert at(unread.ready(again)) == [150]


def test_plan_for_an_earlier_gap_is_none_for_the_last() -> None:
    unread = Unread()
    unread.open()
    gaps = unread.gaps
    unread.open()
    unread.plan([], gaps)

    assert not unread.is_planned


def test_message_that_is_not_stored_yet_can_be_edited() -> None:
    unread, channel = opened()
    for number in (150, 160):
        unread.wait(waiting(number))
    unread.reword(MessageEdited("edit", CHANNEL, "150.0", "better"))
    unread.reword(MessageEdited("edit", replace(CHANNEL, channel="C2"), "160.0", "elsewhere"))

    events = [each.event for each in unread.ready(channel)]
    assert [event.said.text for event in events if isinstance(event, MessageReceived)] == ["better", "160"]
