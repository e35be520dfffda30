"""What every platform adapter finds of what was said while nobody listened. Subclasses give the fixture `rig`."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.core.records import Seen
from bot.core.values import MessageReceived
from tests.contracts.platform_contract import Rig
from tests.fakes import FakeOutbox


async def known(rig: Rig) -> tuple[str, MessageReceived, Seen]:
    """A thread in which the bot was asked, the question, and how far all is known then."""
    thread, event = await rig.asked()
    place, newest = replace(event.address, thread=""), event.said.message_id
    return thread, event, Seen(place, newest, {event.address.thread: newest})


def texts(events: Sequence[MessageReceived]) -> list[str]:
    return [event.said.text for event in events]


async def found(
    rig: Rig, seen: Seen, *, limit: int = 10, urgent: Callable[[], bool] = lambda: False
) -> list[MessageReceived]:
    """What is found in a channel, and in its threads one after the other; in the order of posting."""
    missed = await rig.platform.missed(seen, limit=limit, urgent=urgent)
    events = list(missed.events)
    for thread, after in missed.threads.items():
        place = replace(seen.place, thread=thread)
        more = await rig.platform.missed(Seen(place, after, {}), limit=limit, urgent=urgent)
        assert more.threads == {}
        events += more.events
    by_id = {event.said.message_id: event for event in events}
    return sorted(by_id.values(), key=lambda event: event.said.position)


def without_ids(events: Sequence[MessageReceived]) -> list[MessageReceived]:
    """The number of a delivery is no part of what was said."""
    return [replace(event, event_id="") for event in events]


class MissedContract:
    async def test_what_was_missed_is_what_its_events_tell(self, rig: Rig) -> None:
        thread, _, seen = await known(rig)
        rig.stage.say("Bao", thread, "@Galerne **and** then?")
        rig.stage.say("Ana", thread, "I can tell.")
        rig.stage.begin("Dev", "@Galerne something else")
        rig.stage.begin("Chloé", "Bye.")
        await rig.heard("Bye.")
        live = [event for event in rig.messages() if event.said.message_id > seen.newest]

        missed = await found(rig, seen)

        assert len(missed) == 4
        assert without_ids(missed) == without_ids(sorted(live, key=lambda event: event.said.position))

    async def test_thread_that_began_meanwhile_is_read(self, rig: Rig) -> None:
        _, _, seen = await known(rig)
        another = rig.stage.begin("Ana", "Lunch?")
        rig.stage.say("Bao", another, "@Galerne where?")
        asked = await rig.heard("where?")

        missed = await found(rig, seen)

        assert texts(missed) == ["Lunch?", "where?"]
        assert (missed[1].address, missed[1].addressed) == (asked.address, True)

    async def test_own_messages_are_not_missed(self, rig: Rig) -> None:
        thread, event, seen = await known(rig)
        await rig.platform.reply(event, FakeOutbox()).finish("I speak.")
        rig.stage.say("Bao", thread, "Thanks.")

        assert texts(await found(rig, seen)) == ["Thanks."]

    async def test_each_thread_is_read_from_where_it_is_known(self, rig: Rig) -> None:
        thread, event, seen = await known(rig)
        later = rig.stage.say("Bao", thread, "Known.")
        rig.stage.say("Bao", thread, "Not known.")

        missed = await found(rig, replace(seen, threads={event.address.thread: later}))

        assert texts(missed) == ["Not known."]

    async def test_of_too_many_the_newest_are_read(self, rig: Rig) -> None:
        thread, _, seen = await known(rig)
        for number in range(6):
            rig.stage.say("Bao", thread, f"Message {number}.")

        assert texts(await found(rig, seen, limit=3)) == ["Message 3.", "Message 4.", "Message 5."]

    async def test_nothing_was_missed(self, rig: Rig) -> None:
        _, _, seen = await known(rig)

        assert await found(rig, seen) == []

    async def test_thread_is_named_and_read_by_itself(self, rig: Rig) -> None:
        """What was said in it is not told with its channel: it may have to be read before others."""
        thread, event, seen = await known(rig)
        rig.stage.say("Bao", thread, "In the thread.")

        missed = await rig.platform.missed(seen, limit=10, urgent=lambda: False)

        assert (missed.events, dict(missed.threads)) == ((), {event.address.thread: seen.newest})

    async def test_what_is_urgent_is_found_as_well(self, rig: Rig) -> None:
        thread, _, seen = await known(rig)
        rig.stage.say("Bao", thread, "Somebody waits for this.")

        assert texts(await found(rig, seen, urgent=lambda: True)) == ["Somebody waits for this."]

    async def test_what_cannot_be_read_is_left_out(self, rig: Rig) -> None:
        thread, _, seen = await known(rig)
        rig.stage.say("Bao", thread, "Still here.")
        gone = replace(seen, place=replace(seen.place, channel="999999"), threads={})
        lost = Seen(replace(gone.place, thread=gone.newest), gone.newest, {})

        assert await found(rig, gone) == await found(rig, lost) == []
        assert texts(await found(rig, seen)) == ["Still here."]
