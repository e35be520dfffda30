"""What every platform adapter does with an answer that nobody has asked for just now: a digest, or a reminder.

Subclasses give the fixtures `rig` and `reading`.
"""

from dataclasses import replace

from bot.core.values import Address, CommandInvoked
from tests.contracts.platform_contract import LONG, Rig, whole
from tests.contracts.reading_contract import ReadingHands, moment
from tests.fakes import FakeOutbox


async def due(rig: Rig, reading: ReadingHands, where: Address, *, calls: bool = False) -> CommandInvoked:
    """An event of the timetable, for something that Ana wanted."""
    at = await moment(rig)
    return CommandInvoked("timetable:1:2", where, reading.author("Ana"), at, "digest", scheduled=True, calls=calls)


class ScheduledContract:
    async def test_what_is_due_stands_by_itself_in_the_channel(self, rig: Rig, reading: ReadingHands) -> None:
        outbox = FakeOutbox()
        event = await due(rig, reading, reading.channel())
        await rig.platform.reply(event, outbox).finish("Nothing new since Monday.", footer="14 tokens")

        [post] = reading.posted()
        assert (post.text, post.footer, post.notified) == ("Nothing new since Monday.", "14 tokens", ())
        assert [(part.index, part.message_id, part.closed) for part in outbox.parts] == [(0, post.id, True)]

    async def test_what_is_due_and_long_is_whole(self, rig: Rig, reading: ReadingHands) -> None:
        outbox = FakeOutbox()
        await rig.platform.reply(await due(rig, reading, reading.channel()), outbox).finish(LONG)

        posts = reading.below(outbox.parts[0].message_id)
        assert [part.message_id for part in outbox.parts] == [post.id for post in posts]
        assert len(posts) > 1
        assert whole(posts).split() == LONG.split()

    async def test_what_is_due_in_a_thread_comes_there(self, rig: Rig, reading: ReadingHands) -> None:
        thread, asked = await rig.asked()
        await rig.platform.reply(await due(rig, reading, asked.address), FakeOutbox()).finish("The cake!")

        assert [post.text for post in rig.stage.posts(thread)] == ["The cake!"]
        assert not [post for post in reading.posted() if post.text == "The cake!"]

    async def test_one_person_is_called_and_nobody_else(self, rig: Rig, reading: ReadingHands) -> None:
        thread, asked = await rig.asked()
        bao = reading.author("Bao").id
        event = await due(rig, reading, asked.address, calls=True)
        await rig.platform.reply(event, FakeOutbox()).finish(f"the cake! <@{bao}> @everyone @here <!channel>")

        [post] = rig.stage.posts(thread)
        assert [name.strip("<@>") for name in post.notified] == [reading.author("Ana").id]
        assert "the cake!" in post.text

    async def test_a_call_is_in_the_first_message_alone(self, rig: Rig, reading: ReadingHands) -> None:
        thread, asked = await rig.asked()
        event = await due(rig, reading, asked.address, calls=True)
        await rig.platform.reply(event, FakeOutbox()).finish(LONG)

        assert [bool(post.notified) for post in rig.stage.posts(thread)][:2] == [True, False]

    async def test_another_attempt_goes_on_in_the_message_that_is_there(self, rig: Rig, reading: ReadingHands) -> None:
        event = await due(rig, reading, reading.channel(), calls=True)
        outbox = FakeOutbox()
        await rig.platform.reply(event, outbox).finish("The cake.")
        await rig.platform.reply(event, FakeOutbox(outbox.key, outbox.parts)).finish("The whole cake.")

        [post] = reading.posted()
        assert post.text.endswith("The whole cake.")

    async def test_where_there_is_no_thread_it_comes_into_the_channel(self, rig: Rig, reading: ReadingHands) -> None:
        message = reading.say("Ana", "Remind me of the cake.")
        event = await due(rig, reading, replace(reading.channel(), thread=message))
        await rig.platform.reply(event, FakeOutbox()).finish("The cake!")

        assert [post.text for post in reading.below(message)] == ["The cake!"]
