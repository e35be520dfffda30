"""What every platform adapter finds of what was said while nobody listened. Subclasses give the fixture `rig`."""

from collections.abc import Sequence
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

        missed = await rig.platform.missed([seen], limit=10)

        assert len(missed) == 4
        assert without_ids(missed) == without_ids(sorted(live, key=lambda event: event.said.position))

    async def test_thread_that_began_meanwhile_is_read(self, rig: Rig) -> None:
        _, _, seen = await known(rig)
        another = rig.stage.begin("Ana", "Lunch?")
        rig.stage.say("Bao", another, "@Galerne where?")
        asked = await rig.heard("where?")

        missed = await rig.platform.missed([seen], limit=10)

        assert texts(missed) == ["Lunch?", "where?"]
        assert (missed[1].address, missed[1].addressed) == (asked.address, True)

    async def test_own_messages_are_not_missed(self, rig: Rig) -> None:
        thread, event, seen = await known(rig)
        await rig.platform.reply(event, FakeOutbox()).finish("I speak.")
        rig.stage.say("Bao", thread, "Thanks.")

        assert texts(await rig.platform.missed([seen], limit=10)) == ["Thanks."]

    async def test_each_thread_is_read_from_where_it_is_known(self, rig: Rig) -> None:
        thread, event, seen = await known(rig)
        later = rig.stage.say("Bao", thread, "Known.")
        rig.stage.say("Bao", thread, "Not known.")

        missed = await rig.platform.missed([replace(seen, threads={event.address.thread: later})], limit=10)

        assert texts(missed) == ["Not known."]

    async def test_of_too_many_the_newest_are_read(self, rig: Rig) -> None:
        thread, _, seen = await known(rig)
        for number in range(6):
            rig.stage.say("Bao", thread, f"Message {number}.")

        assert texts(await rig.platform.missed([seen], limit=3)) == ["Message 3.", "Message 4.", "Message 5."]

    async def test_nothing_was_missed(self, rig: Rig) -> None:
        _, _, seen = await known(rig)

        assert list(await rig.platform.missed([seen], limit=10)) == []

    async def test_what_cannot_be_read_is_left_out(self, rig: Rig) -> None:
        thread, _, seen = await known(rig)
        rig.stage.say("Bao", thread, "Still here.")
        gone = Seen(replace(seen.place, channel="999999"), seen.newest, {})

        assert texts(await rig.platform.missed([gone, seen], limit=10)) == ["Still here."]
