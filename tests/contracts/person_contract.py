"""What every platform adapter knows of one person: when they last wrote, and their time zone.

Subclasses give the fixtures `rig` and `reading`.
"""

from zoneinfo import ZoneInfo

from tests.contracts.platform_contract import Rig
from tests.contracts.reading_contract import ReadingHands, read, span


async def time_of(rig: Rig, reading: ReadingHands, message: str) -> float:
    """When a message was written, as it is read."""
    heard = (await read(rig, await span(rig, reading.channel()))).heard
    return next(each.said.at for each in heard if each.said.message_id == message)


class PersonContract:
    async def test_last_word_of_a_person(self, rig: Rig, reading: ReadingHands) -> None:
        reading.say("Ana", "First.")
        mine = reading.say("Ana", "Second.")
        reading.say("Bao", "Another's.")
        asked = reading.say("Ana", "And now?")
        at = await time_of(rig, reading, mine)

        assert await rig.platform.last_word(reading.channel(), reading.author("Ana"), before=asked) == at

    async def test_last_word_in_a_thread_counts(self, rig: Rig, reading: ReadingHands) -> None:
        reading.say("Ana", "First.")
        thread = rig.stage.begin("Bao", "Root.")
        mine = rig.stage.say("Ana", thread, "In the thread.")
        rig.stage.say("Bao", thread, "Another's.")
        asked = reading.say("Bao", "And now?")
        at = await time_of(rig, reading, mine)

        assert await rig.platform.last_word(reading.channel(), reading.author("Ana"), before=asked) == at

    async def test_who_has_not_written_has_no_last_word(self, rig: Rig, reading: ReadingHands) -> None:
        reading.say("Bao", "Hello.")
        asked = reading.say("Ana", "What is this about?")

        assert await rig.platform.last_word(reading.channel(), reading.author("Ana"), before=asked) == 0.0

    async def test_zone_is_a_name_that_is_known_or_empty(self, rig: Rig, reading: ReadingHands) -> None:
        zone = (await rig.platform.person(reading.author("Ana"), reading.channel())).zone

        assert not zone or ZoneInfo(zone).key == zone
