"""What every platform adapter promises, whatever the platform: run on each of them against its loopback service."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest

from bot.core.errors import StoreFailed
from bot.core.platform_ports import Platform
from bot.core.values import GapOpened, Inbound, MessageReceived
from bot.trial.stage import Post, Stage
from deploy.sandbox.world import World
from tests.fakes import FakeOutbox

LONG = "\n\n".join(f"Paragraph {n}: " + "words and more words " * 12 for n in range(120)).strip()


@dataclass(slots=True)
class Rig:
    """An adapter that is running, what it has received, and the people at the other end."""

    world: World
    stage: Stage
    platform: Platform
    received: list[Inbound] = field(default_factory=list)
    refusals: int = 0  # how many events to refuse, as a store that is out of order does

    async def accept(self, event: Inbound) -> None:
        if isinstance(event, MessageReceived) and self.refusals > 0:
            self.refusals -= 1
            raise StoreFailed("the store is out of order")
        self.received.append(event)
        self.world.log.notify()

    def messages(self) -> list[MessageReceived]:
        return [event for event in self.received if isinstance(event, MessageReceived)]

    async def heard(self, text: str) -> MessageReceived:
        """The message with this text, once it has been received."""

        def look() -> MessageReceived | None:
            return next((event for event in self.messages() if event.said.text == text), None)

        return await self.world.log.until(look)

    async def asked(self, text: str = "hello") -> tuple[str, MessageReceived]:
        """A thread in which the bot has been mentioned."""
        thread = self.stage.begin("Ana", "Let us begin.")
        self.stage.say("Bao", thread, f"@Galerne {text}")
        return thread, await self.heard(text)


@asynccontextmanager
async def running(world: World, stage: Stage, platform: Platform) -> AsyncIterator[Rig]:
    rig = Rig(world, stage, platform)
    await platform.publish([])
    task = asyncio.create_task(platform.run(rig.accept))
    try:
        await asyncio.wait_for(platform.ready(), 10)
        yield rig
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await platform.close()


def whole(posts: list[Post]) -> str:
    return "\n\n".join(post.text for post in posts)


class PlatformContract:
    """Subclasses give the fixture `rig`."""

    async def test_a_mention_is_received_with_its_writer_and_without_the_mention(self, rig: Rig) -> None:
        _, event = await rig.asked("what is this?")

        assert event.addressed
        assert event.said.author.name == "Bao"
        assert event.said.author.kind == "person"
        assert event.address.platform == rig.platform.name

    async def test_a_follow_up_is_in_the_same_conversation_and_not_addressed(self, rig: Rig) -> None:
        thread, first = await rig.asked()
        rig.stage.say("Bao", thread, "and then?")

        event = await rig.heard("and then?")

        assert event.address == first.address
        assert not event.addressed

    async def test_two_deliveries_are_the_same_event(self, rig: Rig) -> None:
        thread = rig.stage.begin("Ana", "Let us begin.")
        rig.stage.redeliver(rig.stage.say("Bao", thread, "@Galerne twice"))

        def twice() -> list[MessageReceived]:
            found = [event for event in rig.messages() if event.said.text == "twice"]
            return found if len(found) > 1 else []

        events = await rig.world.log.until(twice)
        assert len({event.said.message_id for event in events}) == 1

    async def test_what_the_store_could_not_take_is_delivered_again(self, rig: Rig) -> None:
        thread = rig.stage.begin("Ana", "Let us begin.")
        await rig.heard("Let us begin.")
        rig.refusals = 1
        rig.stage.say("Bao", thread, "@Galerne hold on")

        assert (await rig.heard("hold on")).addressed

    async def test_a_gap_is_announced_before_anything_else(self, rig: Rig) -> None:
        await rig.asked()

        assert rig.received[0].kind == "gap"

    async def test_a_gap_is_that_of_the_shard_that_tells_what_is_said(self, rig: Rig) -> None:
        _, message = await rig.asked()
        gap = rig.received[0]
        assert isinstance(gap, GapOpened)
        assert gap.shard == rig.platform.shards.of(message.address)
        assert gap.shard in rig.platform.shards.names

    async def test_an_answer_grows_and_ends_whole(self, rig: Rig) -> None:
        thread, event = await rig.asked()
        outbox = FakeOutbox()
        reply = rig.platform.reply(event, outbox)

        await reply.status("thinking")
        await reply.show("Hello")
        await reply.show("Hello, how are you")
        await reply.finish("Hello, how are you today?", footer="Read 2 messages")

        posts = rig.stage.posts(thread)
        assert [(post.text, post.footer) for post in posts] == [("Hello, how are you today?", "Read 2 messages")]
        assert [part.message_id for part in outbox.parts] == [posts[0].id]
        assert outbox.parts[0].closed

    async def test_a_long_answer_is_whole_over_several_messages(self, rig: Rig) -> None:
        thread, event = await rig.asked()
        outbox = FakeOutbox()

        await rig.platform.reply(event, outbox).finish(LONG)

        posts = rig.stage.posts(thread)
        assert len(posts) > 1
        assert whole(posts).split() == LONG.split()
        assert [part.message_id for part in outbox.parts] == [post.id for post in posts]
        assert (outbox.parts[0].start, outbox.parts[-1].end) == (0, len(LONG))

    async def test_an_answer_begun_before_a_restart_goes_on_in_its_message(self, rig: Rig) -> None:
        thread, event = await rig.asked()
        outbox = FakeOutbox()
        await rig.platform.reply(event, outbox).show("Half of a sen")

        again = FakeOutbox(outbox.key, outbox.parts)
        await rig.platform.reply(event, again).finish("A whole sentence.")

        assert [post.text for post in rig.stage.posts(thread)] == ["A whole sentence."]

    async def test_a_failure_keeps_what_was_shown_and_says_why(self, rig: Rig) -> None:
        thread, event = await rig.asked()
        reply = rig.platform.reply(event, FakeOutbox())

        await reply.show("Half of an answer")
        await reply.fail("Half of an answer", "Mistral's answer broke off here; please ask again.")

        [post] = rig.stage.posts(thread)
        assert post.text.startswith("Half of an answer")
        assert "Mistral's answer broke off here; please ask again." in post.text

    @pytest.mark.parametrize(
        "text", ["@everyone @here", "<!channel> <!here> <@U0ANA0001>", "`<!channel>` [x](<!here>)"]
    )
    async def test_nothing_that_is_posted_pings(self, rig: Rig, text: str) -> None:
        thread, event = await rig.asked()
        reply = rig.platform.reply(event, FakeOutbox())

        await reply.show(text[: len(text) // 2])
        await reply.finish(text)

        assert [post.notified for post in rig.stage.posts(thread)] == [()]

    async def test_its_own_messages_are_not_received(self, rig: Rig) -> None:
        thread, event = await rig.asked()
        await rig.platform.reply(event, FakeOutbox()).finish("I speak.")
        rig.stage.say("Bao", thread, "the end")
        await rig.heard("the end")

        assert not [event for event in rig.messages() if "I speak" in event.said.text]

    async def test_history_is_what_was_said_before_in_order(self, rig: Rig) -> None:
        thread = rig.stage.begin("Ana", "First.")
        rig.stage.say("Bao", thread, "Second.")
        rig.stage.say("Dev", thread, "@Galerne third")
        event = await rig.heard("third")
        await rig.platform.reply(event, FakeOutbox()).finish("Fourth.")
        rig.stage.say("Dev", thread, "@Galerne fifth")

        history = await rig.platform.history(await rig.heard("fifth"))

        assert [(said.author.name, said.text) for said in history.said][:3] == [
            ("Ana", "First."), ("Bao", "Second."), ("Dev", "third")]  # fmt: skip
        assert (history.said[3].author.kind, history.said[3].text) == ("self", "Fourth.")
        assert len(history.said) == 4
        assert history.complete

    async def test_history_can_begin_after_a_message(self, rig: Rig) -> None:
        thread = rig.stage.begin("Ana", "First.")
        second = rig.stage.say("Bao", thread, "Second.")
        rig.stage.say("Dev", thread, "Third.")
        rig.stage.say("Dev", thread, "@Galerne fourth")

        history = await rig.platform.history(await rig.heard("fourth"), after=second)

        assert [said.text for said in history.said] == ["Third."]

    async def test_of_too_many_messages_the_newest_are_read_and_it_is_said(self, rig: Rig) -> None:
        thread = rig.stage.begin("Ana", "First.")
        for number in range(6):
            rig.stage.say("Bao", thread, f"Message {number}.")
        rig.stage.say("Dev", thread, "@Galerne last")

        history = await rig.platform.history(await rig.heard("last"), limit=3)

        assert [said.text for said in history.said] == ["Message 3.", "Message 4.", "Message 5."]
        assert not history.complete

    async def test_a_message_of_the_bots_own_tells_to_which_turn_it_belongs(self, rig: Rig) -> None:
        _, event = await rig.asked()
        outbox = FakeOutbox("w-1f")
        await rig.platform.reply(event, outbox).finish("Because of the wind.")

        origin = await rig.platform.messages.origin(event.address, outbox.parts[0].message_id)

        assert origin in {"w-1f", event.said.message_id}

    async def test_what_others_said_belongs_to_no_turn(self, rig: Rig) -> None:
        _, event = await rig.asked()
        never = event.said.message_id[:-6] + "000001"

        for message in (event.said.message_id, never):
            assert await rig.platform.messages.origin(event.address, message) == ""
