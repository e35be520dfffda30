"""What every platform adapter promises of questions, presses and files: run on each against its loopback service."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import pytest

from bot.core.command import CommandContext, command
from bot.core.documents import OutFile
from bot.core.values import ActionPressed, CommandInvoked, MessageReceived, Option, Verb
from tests.contracts.platform_contract import Rig
from tests.fakes import FakeOutbox

QUESTION = "report.pdf has 311 pages; reading them costs about 0.62 EUR."
OPTIONS = (
    Option("7.1.all.x", "Read all", "primary"),
    Option("7.1.some.x", "Choose", entry="Which pages?"),
    Option("7.1.cancel.x", "Cancel", "danger"),
)
VERBS = (
    Verb("retry", "7", "Retry"),
    Verb("good", "7", "Good answer"),
    Verb("bad", "7", "Bad answer"),
    Verb("why", "7", "Why?"),
)
ACTIONS = ["bad", "good", "retry", "why"]
LABELS = [option.label for option in OPTIONS]
REPORT = OutFile("report.md", "text/markdown", "# Page 1\n\nÀ bientôt.\n".encode())


async def ocr(_context: CommandContext) -> str:
    """Read a file."""
    return ""


READ = command(ocr, on_message="Read this file")

File = tuple[str, str, bytes]  # name, media type, content


class Hands(Protocol):
    """What people do besides talking, and what they see besides text."""

    def drop(self, who: str, thread: str, text: str, files: Sequence[File]) -> None:
        """Say something with files; "@Galerne" is the bot."""

    def labels(self, thread: str) -> list[str]:
        """The buttons of the bot's last message there."""

    def press(self, who: str, thread: str, label: str) -> None:
        """Press a button of the bot's last message there."""

    def verbs(self, thread: str) -> list[str]:
        """What can be done with the bot's last message there, by the actions' names, sorted."""

    def act(self, who: str, thread: str, action: str) -> None:
        """Press that button."""

    def remark(self, who: str, text: str) -> str:
        """Say something in the channel, in no thread; the message's id."""

    def choose(self, who: str, thread: str, message: str, label: str) -> None:
        """Choose a command in the menu of a message of a thread, or of the channel if that is empty."""

    def call(self, who: str, command: str) -> None:
        """Type a slash command in the channel."""

    async def acknowledged(self) -> None:
        """Wait until the platform has been told that what was chosen or typed last has arrived."""

    async def enter(self, who: str, thread: str, label: str, line: str) -> None:
        """The same, then type a line into the form that opens, and send it."""

    def uploads(self, thread: str) -> list[tuple[str, bytes]]:
        """The names and contents of the files that the bot has put there, in order."""

    def told(self, who: str) -> list[str]:
        """What the bot has said to this person alone."""


async def pressed(rig: Rig) -> ActionPressed:
    """The press, once it has been received."""

    def look() -> ActionPressed | None:
        return next((event for event in rig.received if isinstance(event, ActionPressed)), None)

    return await rig.world.log.until(look)


async def chosen(rig: Rig) -> CommandInvoked:
    """The command, once it has been received."""

    def look() -> CommandInvoked | None:
        return next((event for event in rig.received if isinstance(event, CommandInvoked)), None)

    return await rig.world.log.until(look)


async def dropped(rig: Rig, hands: Hands, text: str, *files: File) -> MessageReceived:
    """A message with files in a thread in which the bot was mentioned."""
    thread, _ = await rig.asked()
    hands.drop("Bao", thread, text, files)

    def look() -> MessageReceived | None:
        return next((event for event in rig.messages() if event.said.attachments), None)

    return await rig.world.log.until(look)


async def contents(rig: Rig, event: MessageReceived) -> list[bytes]:
    return [b"".join([piece async for piece in rig.platform.fetch(each)]) for each in event.said.attachments]


def writes(rig: Rig) -> list[str]:
    """The calls that posted or changed something so far."""
    return [call.name for call in rig.world.log if call.name.startswith(("chat.", "POST", "PATCH"))]


class InteractionContract:
    """Subclasses give the fixtures `rig` and `hands`."""

    async def test_a_question_has_its_buttons_in_the_message_that_will_hold_the_answer(
        self, rig: Rig, hands: Hands
    ) -> None:
        thread, event = await rig.asked()
        outbox = FakeOutbox()
        reply = rig.platform.reply(event, outbox)

        await reply.ask(QUESTION, OPTIONS)

        assert hands.labels(thread) == LABELS
        assert rig.stage.showing(thread) == QUESTION
        await reply.finish("All is well.")
        assert hands.labels(thread) == []
        assert [(post.id, post.text) for post in rig.stage.posts(thread)] == [
            (outbox.parts[0].message_id, "All is well.")
        ]

    @pytest.mark.parametrize("first", ["wait", "show"])
    async def test_a_question_is_asked_in_the_message_that_is_there(self, rig: Rig, hands: Hands, first: str) -> None:
        thread, event = await rig.asked()
        reply = rig.platform.reply(event, FakeOutbox())

        await (reply.wait("One answer comes first.") if first == "wait" else reply.show("It says"))
        await reply.ask(QUESTION, OPTIONS)

        assert hands.labels(thread) == LABELS
        assert [post.text for post in rig.stage.posts(thread)] == [QUESTION]

    async def test_a_question_asked_again_after_a_restart_is_one_question(self, rig: Rig, hands: Hands) -> None:
        thread, event = await rig.asked()
        outbox = FakeOutbox()
        await rig.platform.reply(event, outbox).ask(QUESTION, OPTIONS)

        again = FakeOutbox(outbox.key, outbox.parts)
        await rig.platform.reply(event, again).ask(QUESTION, OPTIONS)

        assert hands.labels(thread) == LABELS
        assert [post.text for post in rig.stage.posts(thread)] == [QUESTION]

    async def test_the_answer_goes_on_where_an_earlier_attempt_asked(self, rig: Rig, hands: Hands) -> None:
        thread, event = await rig.asked()
        outbox = FakeOutbox()
        await rig.platform.reply(event, outbox).ask(QUESTION, OPTIONS)

        later = rig.platform.reply(event, FakeOutbox(outbox.key, outbox.parts))
        await later.status("reading report.pdf: page 120 of 311")
        await later.show("All is")
        await later.finish("All is well.", footer="Read 311 pages")

        assert hands.labels(thread) == []
        assert [(post.text, post.footer) for post in rig.stage.posts(thread)] == [("All is well.", "Read 311 pages")]

    async def test_a_press_says_which_option_who_and_where(self, rig: Rig, hands: Hands) -> None:
        thread, event = await rig.asked()
        outbox = FakeOutbox()
        await rig.platform.reply(event, outbox).ask(QUESTION, OPTIONS)

        hands.press("Bao", thread, "Read all")

        press = await pressed(rig)
        assert (press.action, press.value, press.text) == ("choose", "7.1.all.x", "")
        assert press.author == event.said.author
        assert press.address.place == event.address.place
        assert press.message_id == outbox.parts[0].message_id

    async def test_an_option_with_an_entry_comes_with_the_line_that_was_typed(self, rig: Rig, hands: Hands) -> None:
        thread, event = await rig.asked()
        await rig.platform.reply(event, FakeOutbox()).ask(QUESTION, OPTIONS)

        await hands.enter("Bao", thread, "Choose", "1-20, 40")

        press = await pressed(rig)
        assert (press.action, press.value, press.text) == ("choose", "7.1.some.x", "1-20, 40")
        assert press.author == event.said.author

    async def test_who_presses_can_be_told_something_alone(self, rig: Rig, hands: Hands) -> None:
        thread, event = await rig.asked()
        await rig.platform.reply(event, FakeOutbox()).ask(QUESTION, OPTIONS)
        hands.press("Ana", thread, "Cancel")

        await rig.platform.tell(await pressed(rig), "Only the person I asked can answer this.")

        assert hands.told("Ana") == ["Only the person I asked can answer this."]
        assert hands.told("Bao") == []
        assert hands.labels(thread) == LABELS

    @pytest.mark.parametrize("first", ["", "It says"])
    async def test_what_can_be_done_with_an_answer_stands_below_its_last_part(
        self, rig: Rig, hands: Hands, first: str
    ) -> None:
        thread, event = await rig.asked()
        reply = rig.platform.reply(event, FakeOutbox())
        if first:
            await reply.show(first)
        before = len(writes(rig))

        await reply.finish("It says hello.\n\n" + "word " * 3_000, footer="Read 2 messages", verbs=VERBS)

        posts = rig.stage.posts(thread)
        assert len(posts) > 1
        assert posts[-1].footer == "Read 2 messages"
        assert hands.verbs(thread) == ACTIONS
        calls = len(writes(rig)) - before
        again = rig.platform.reply(event, FakeOutbox("turn-2"))
        if first:
            await again.show(first)
        before = len(writes(rig))
        await again.finish("It says hello.\n\n" + "word " * 3_000, footer="Read 2 messages")
        assert calls <= len(writes(rig)) - before  # the buttons have cost none

    @pytest.mark.parametrize("action", ACTIONS)
    async def test_a_press_below_an_answer_says_what_and_of_which_turn(
        self, rig: Rig, hands: Hands, action: str
    ) -> None:
        thread, event = await rig.asked()
        outbox = FakeOutbox()
        await rig.platform.reply(event, outbox).finish("It says hello.", footer="Read 2 messages", verbs=VERBS)

        hands.act("Ana", thread, action)

        press = await pressed(rig)
        assert (press.action, press.value, press.author.name) == (action, "7", "Ana")
        assert press.address.place == event.address.place
        assert press.message_id == outbox.parts[-1].message_id
        await rig.platform.tell(press, "Only for you.")
        assert hands.told("Ana") == ["Only for you."]
        assert rig.stage.posts(thread)[-1].text == "It says hello."

    async def test_an_error_can_be_acted_upon(self, rig: Rig, hands: Hands) -> None:
        thread, event = await rig.asked()

        await rig.platform.reply(event, FakeOutbox()).fail("It says", "Mistral broke off.", verbs=(VERBS[0], VERBS[3]))

        assert hands.verbs(thread) == ["retry", "why"]
        assert rig.stage.posts(thread)[-1].text == "It says\n\nMistral broke off."

    async def test_a_press_can_be_answered_as_the_command_it_stands_for(self, rig: Rig, hands: Hands) -> None:
        thread, event = await rig.asked()
        await rig.platform.reply(event, FakeOutbox()).finish("It says hello.", verbs=VERBS)
        hands.act("Ana", thread, "retry")
        press = await pressed(rig)
        again = CommandInvoked(
            press.event_id, press.address, press.author, press.at, "retry", handle=press.handle, about=7
        )

        reply = rig.platform.reply(again, FakeOutbox("turn-2"))
        await reply.status("reading the thread")
        await reply.show("It says")
        await reply.finish("It says good day.", footer="Read 1 message", verbs=VERBS)

        assert [post.text for post in rig.stage.posts(thread)] == ["It says hello.", "It says good day."]
        assert hands.verbs(thread) == ACTIONS

    async def test_a_command_chosen_in_the_menu_of_a_message_comes_with_it(self, rig: Rig, hands: Hands) -> None:
        event = await dropped(rig, hands, "the plan of @Galerne", ("plan.txt", "text/plain", b"hello"))
        thread = event.address.thread
        await rig.platform.publish([READ])

        hands.choose("Ana", thread, event.said.message_id, "Read this file")

        invoked = await chosen(rig)
        assert (invoked.name, invoked.arguments, invoked.author.name) == ("ocr", (), "Ana")
        assert invoked.address == event.address
        assert invoked.target is not None
        assert invoked.target.thread == thread
        assert (invoked.target.said.message_id, invoked.target.said.author.name) == (event.said.message_id, "Bao")
        assert "the plan of" in invoked.target.said.text
        assert invoked.attachments == invoked.target.said.attachments
        [file] = invoked.attachments
        assert b"".join([piece async for piece in rig.platform.fetch(file)]) == b"hello"

    async def test_what_was_chosen_in_a_menu_is_answered_to_its_person_alone(self, rig: Rig, hands: Hands) -> None:
        thread, event = await rig.asked()
        await rig.platform.publish([READ])
        hands.choose("Ana", thread, event.said.message_id, "Read this file")
        invoked = await chosen(rig)
        await hands.acknowledged()

        reply = rig.platform.reply(invoked, FakeOutbox(), private=True)
        await reply.finish("It says hello.", verbs=VERBS[1:])

        assert reply.is_private
        assert hands.told("Ana") == ["It says hello."]
        assert hands.told("Bao") == []
        assert rig.stage.posts(thread) == []

    async def test_the_answer_to_a_command_tells_to_which_turn_it_belongs(self, rig: Rig, hands: Hands) -> None:
        await rig.platform.publish([READ])
        hands.call("Ana", "ocr")
        invoked = await chosen(rig)
        await hands.acknowledged()
        outbox = FakeOutbox("w-1f")
        await rig.platform.reply(invoked, outbox).finish("It says hello.")

        origin = await rig.platform.messages.origin(invoked.address, outbox.parts[0].message_id)

        assert origin in {"w-1f", invoked.event_id}

    async def test_a_message_of_the_channel_itself_is_in_no_thread(self, rig: Rig, hands: Hands) -> None:
        await rig.platform.publish([READ])
        message = hands.remark("Bao", "I am off.")
        hands.choose("Ana", "", message, "Read this file")

        invoked = await chosen(rig)

        assert invoked.target is not None
        assert (invoked.target.said.text, invoked.target.thread) == ("I am off.", "")
        assert invoked.address.thread == ""

    async def test_a_link_names_its_message_which_can_be_read(self, rig: Rig, hands: Hands) -> None:
        thread, event = await rig.asked("what is up?")
        remark = hands.remark("Dev", "I am off.")
        messages = rig.platform.messages

        named = await messages.named(rig.platform.link(event.address, event.said.message_id))

        assert named == (event.address, event.said.message_id)
        heard = await messages.get(*named)
        assert heard is not None
        assert (heard.said.text, heard.said.author, heard.thread) == ("what is up?", event.said.author, thread)
        alone = await messages.named(rig.platform.link(replace(event.address, thread=""), remark))
        assert alone == (replace(event.address, thread=""), remark)
        found = await messages.get(*alone)
        assert found is not None
        assert (found.said.text, found.thread) == ("I am off.", "")

    @pytest.mark.parametrize(
        "link", ["", "hello", "https://example.com/archives/C1/p1", "https://[", "slack.com", "//"]
    )
    async def test_what_is_no_link_of_a_message_names_none(self, rig: Rig, link: str) -> None:
        assert await rig.platform.messages.named(link) is None

    async def test_a_message_that_never_was_is_none(self, rig: Rig) -> None:
        _, event = await rig.asked()
        gone = event.said.message_id[:-6] + "000001"

        assert await rig.platform.messages.get(event.address, gone) is None

    async def test_a_file_is_uploaded_once_for_each_key(self, rig: Rig, hands: Hands) -> None:
        thread, event = await rig.asked()
        outbox = FakeOutbox()
        reply = rig.platform.reply(event, outbox)
        await reply.finish("Here they are.")
        await reply.attach(REPORT, key="a")
        await reply.attach(OutFile("table.csv", "text/csv", b"page,total\n1,2\n"), key="b")

        again = FakeOutbox(outbox.key, outbox.parts, dict(outbox.uploads))
        await rig.platform.reply(event, again).attach(REPORT, key="a")

        await rig.world.log.until(lambda: len(hands.uploads(thread)) > 1)
        assert hands.uploads(thread) == [("report.md", REPORT.data), ("table.csv", b"page,total\n1,2\n")]

    async def test_files_come_with_their_message_and_can_be_fetched(self, rig: Rig, hands: Hands) -> None:
        files = [("plan.txt", "text/plain", b"hello"), ("photo.png", "image/png", b"\x89PNG" + bytes(200_000))]

        event = await dropped(rig, hands, "@Galerne look", *files)

        assert event.addressed
        assert [(each.name, each.size) for each in event.said.attachments] == [("plan.txt", 5), ("photo.png", 200_004)]
        assert await contents(rig, event) == [content for _, _, content in files]

    async def test_files_alone_are_a_message(self, rig: Rig, hands: Hands) -> None:
        event = await dropped(rig, hands, "", ("plan.txt", "text/plain", b"hello"))

        assert event.said.text == ""
        assert await contents(rig, event) == [b"hello"]

    async def test_files_said_before_come_with_the_history(self, rig: Rig, hands: Hands) -> None:
        thread, _ = await rig.asked()
        hands.drop("Bao", thread, "the plan", [("plan.txt", "text/plain", b"hello")])
        rig.stage.say("Dev", thread, "@Galerne what does it say?")

        history = await rig.platform.history(await rig.heard("what does it say?"))

        [found] = [each for said in history.said for each in said.attachments]
        assert b"".join([piece async for piece in rig.platform.fetch(found)]) == b"hello"
