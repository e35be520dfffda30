"""Answers as they grow, in a channel of the loopback Discord."""

import asyncio
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from adapters.discord.platform import DiscordPlatform
from bot.core.errors import NotAllowed, PlatformFailed
from bot.core.platform_ports import Reply
from bot.core.values import MessageReceived, Part
from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.log import CallLog
from tests.adapters.discord.conftest import FakeCore
from tests.fakes import FakeOutbox, settle

POST, EDIT = "POST channels/messages", "PATCH channels/messages"
TYPING, HISTORY = "POST channels/typing", "GET channels/messages"
WORD = "wind "
FORGOTTEN = 400.0  # seconds after which Discord knows a nonce no more


@pytest.fixture
async def asked(platform: DiscordPlatform, world: DiscordService, core: FakeCore) -> MessageReceived:
    world.say("Ana", "#launch", "<@BOT> tell me")
    return await core.message()


@pytest.fixture
def outbox() -> FakeOutbox:
    return FakeOutbox()


@pytest.fixture
def reply(platform: DiscordPlatform, asked: MessageReceived, outbox: FakeOutbox) -> Reply:
    return platform.reply(asked, outbox)


def answers(world: DiscordService) -> list[str]:
    return [str(message["content"]) for message in world.messages("#launch") if message["author"] == "Galerne"]


async def turned(clock: TurnedClock, task: "asyncio.Task[None]") -> None:
    while not task.done():
        await clock.advance(1.0)
        await asyncio.wait({task}, timeout=0.01)
    task.result()


async def streamed(reply: Reply, clock: TurnedClock, text: str, seconds: float) -> None:
    """Show a text that grows evenly, as often as the reply wants to be shown, and finish it."""
    now = 0.0
    while now < seconds:
        await reply.show(text[: max(1, int(len(text) * now / seconds))])
        pause = reply.pause()
        await clock.advance(pause)
        now += pause
    await reply.finish(text, footer="2 messages read")


def calls(log: CallLog) -> list[str]:
    return [call.name for call in log.of("discord") if call.name in {POST, EDIT, TYPING, HISTORY}]


async def test_two_seconds_of_answer_take_few_calls(
    platform: DiscordPlatform,
    asked: MessageReceived,
    reply: Reply,
    clock: TurnedClock,
    log: CallLog,
    world: DiscordService,
) -> None:
    world.fill("#launch", 3)
    await asyncio.gather(platform.history(asked, limit=10_000), reply.status("reading"))
    await clock.advance(0.3)
    await streamed(reply, clock, WORD * 120, 2.0)
    assert calls(log) == [HISTORY, POST, EDIT, EDIT]


async def test_a_long_answer_takes_few_calls(
    platform: DiscordPlatform,
    asked: MessageReceived,
    reply: Reply,
    clock: TurnedClock,
    log: CallLog,
    world: DiscordService,
) -> None:
    world.fill("#launch", 3)
    await platform.history(asked)
    await streamed(reply, clock, WORD * 800, 13.3)
    assert len(calls(log)) <= 10
    assert "".join(answers(world)).count("wind") == 800


async def test_each_show_adds_to_the_same_message(reply: Reply, world: DiscordService, outbox: FakeOutbox) -> None:
    await reply.show("Two")
    await reply.show("Two things")
    assert answers(world) == ["Two things"]
    assert [(part.end, part.closed) for part in outbox.parts] == [(10, False)]


async def test_equal_text_is_not_sent_again(reply: Reply, log: CallLog) -> None:
    await reply.show("Two things.")
    await reply.show("Two things.")
    assert calls(log) == [POST]


async def test_the_stop_button_is_there_while_the_answer_grows(
    reply: Reply, world: DiscordService, outbox: FakeOutbox
) -> None:
    await reply.show("Two things.")
    [row] = world.messages("#launch")[-1]["components"]
    assert [(button["label"], button["custom_id"]) for button in row["components"]] == [("Stop", f"stop:{outbox.key}")]
    await reply.finish("Two things.")
    assert world.messages("#launch")[-1]["components"] == []


async def test_finished_parts_are_left_alone(
    reply: Reply, world: DiscordService, log: CallLog, clock: TurnedClock
) -> None:
    text = WORD * 900
    for end in (1000, 2500, 3000, 4500):
        await reply.show(text[:end])
        await clock.advance(5.0)
    await reply.finish(text)
    edited = [call.body["message_id"] for call in log.of("discord", EDIT)]
    ids = [message["id"] for message in world.messages("#launch")[1:]]
    assert edited == [ids[0], ids[1], ids[1], ids[2]]  # the last edit takes the Stop button away
    assert len(ids) == 3


async def test_only_the_first_part_replies_to_the_question(
    reply: Reply, world: DiscordService, asked: MessageReceived
) -> None:
    await reply.finish(WORD * 900)
    parts = world.messages("#launch")[1:]
    assert [part["reference"] for part in parts] == [asked.said.message_id, "", ""]
    assert [part["notified"] for part in parts] == [[], [], []]


async def test_code_that_is_cut_stays_code(reply: Reply, world: DiscordService) -> None:
    await reply.finish("```python\n" + "print('hello, wind')\n" * 200 + "```")
    assert all(part.startswith("```python\n") and part.endswith("```") for part in answers(world))


async def test_a_failure_keeps_what_was_shown(reply: Reply, world: DiscordService) -> None:
    await reply.show("```\nhalf of it")
    await reply.fail("```\nhalf of it", "Mistral's answer broke off here; please ask again.")
    assert answers(world) == ["```\nhalf of it\n```\n\nMistral's answer broke off here; please ask again."]


async def test_a_failure_before_the_first_word_is_a_sentence(reply: Reply, world: DiscordService) -> None:
    await reply.fail("", "Mistral is busy.")
    assert answers(world) == ["Mistral is busy."]


async def test_a_deleted_answer_is_posted_anew(reply: Reply, world: DiscordService, outbox: FakeOutbox) -> None:
    await reply.show("Two")
    world.delete("Ana", "#launch", outbox.parts[0].message_id)
    await reply.finish("Two things.")
    assert answers(world) == ["Two things."]
    assert outbox.parts[0].message_id == world.messages("#launch")[-1]["id"]


@pytest.mark.parametrize("kind", ["drop", "drop_after", "hang"])
async def test_the_last_edit_gets_through(
    reply: Reply, world: DiscordService, faults: FaultPlan, clock: TurnedClock, kind: str
) -> None:
    await reply.show("Two")
    faults.add(Fault("discord", EDIT, kind, times=2))
    await turned(clock, asyncio.create_task(reply.finish("Two things.")))
    assert answers(world) == ["Two things."]


async def test_a_post_whose_answer_got_lost_is_not_posted_twice(
    reply: Reply, world: DiscordService, faults: FaultPlan
) -> None:
    faults.add(Fault("discord", POST, "drop_after"))
    await reply.show("Two")
    await reply.finish("Two things.")
    assert answers(world) == ["Two things."]


async def test_a_missing_permission_is_told_by_the_end_only(reply: Reply, world: DiscordService, log: CallLog) -> None:
    world.permit("#launch", "send_messages", allowed=False)
    await reply.show("Two")
    await reply.show("Two things")
    assert calls(log) == [POST]
    with pytest.raises(NotAllowed) as refused:
        await reply.finish("Two things.")
    assert "Send Messages" in refused.value.notice


async def test_a_question_that_was_deleted_is_answered(
    reply: Reply, world: DiscordService, asked: MessageReceived
) -> None:
    world.delete("Ana", "#launch", asked.said.message_id)
    await reply.finish("Two things.")
    assert answers(world) == ["Two things."]


async def test_without_the_right_to_read_the_answer_is_no_reply(reply: Reply, world: DiscordService) -> None:
    world.permit("#launch", "read_message_history", allowed=False)
    await reply.finish(WORD * 500)
    assert len(answers(world)) == 2
    assert world.messages("#launch")[1]["reference"] == ""


async def test_an_answer_begun_before_a_restart_is_continued(
    platform: DiscordPlatform, asked: MessageReceived, world: DiscordService, outbox: FakeOutbox
) -> None:
    before = platform.reply(asked, outbox)
    await before.show(WORD * 500)
    first = [message["id"] for message in world.messages("#launch")[1:]]
    after = platform.reply(asked, outbox)
    await after.show("Another")  # shorter than what can be seen: it would be taken away again
    await after.finish("Another " * 300)
    parts = world.messages("#launch")[1:]
    assert [part["id"] for part in parts] == first
    assert "".join(part["content"] for part in parts).count("Another") == 300


async def test_what_an_answer_no_longer_needs_after_a_restart_is_removed(
    platform: DiscordPlatform, asked: MessageReceived, world: DiscordService, outbox: FakeOutbox
) -> None:
    await platform.reply(asked, outbox).show(WORD * 500)
    await platform.reply(asked, outbox).finish("Short.")
    assert answers(world) == ["Short."]


async def test_what_was_posted_before_a_restart_and_never_recorded_is_removed(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, outbox: FakeOutbox
) -> None:
    """Not so what people said, what is whole, and what another turn keeps for its answer while it waits."""
    thread = world.create_thread("Ana", "#launch", "plans")
    world.say("Ana", thread, "<@BOT> tell me")
    asked = await core.message()
    await platform.reply(asked, outbox).show(WORD * 900)
    assert len(outbox.parts) == 3
    outbox.parts, outbox.again = outbox.parts[:2], True
    world.say("Bao", thread, "<@BOT> and me")
    await core.until(2)
    await platform.reply(await core.message(), FakeOutbox("turn-2")).wait("_I have seen this._")
    await platform.reply(asked, outbox).finish("Short.")
    said = [message["content"] for message in world.messages(thread) if message["author"] == "Galerne"]
    assert said == ["Short.", "_I have seen this._"]


async def test_a_post_that_is_recognised_loses_the_button_it_was_posted_with(
    platform: DiscordPlatform, asked: MessageReceived, world: DiscordService
) -> None:
    """Even if it says already what it has to say: nobody had recorded it."""
    await platform.reply(asked, FakeOutbox()).show("Two things.")
    await platform.reply(asked, FakeOutbox()).finish("Two things.")
    [answer] = world.messages("#launch")[1:]
    assert (answer["content"], answer["components"]) == ("Two things.", [])


class Killed(Exception):
    """`kill -9`."""


@dataclass(slots=True)
class FakeMortalOutbox(FakeOutbox):
    """Its process dies before it can record more than so many messages."""

    most: int = 0

    async def record(self, part: Part) -> None:
        if part.index >= self.most:
            raise Killed
        await FakeOutbox.record(self, part)


@pytest.mark.parametrize("grown", [True, False], ids=["while it grew", "whole"])
@pytest.mark.parametrize("recorded", [0, 1, 2])
async def test_a_message_that_was_never_recorded_is_gone_on_with_when_its_nonce_is_forgotten(
    platform: DiscordPlatform,
    asked: MessageReceived,
    world: DiscordService,
    clock: TurnedClock,
    grown: bool,
    recorded: int,
) -> None:
    """Also where another answer stands beside it that says the same."""
    text, ledger = WORD * 900, FakeMortalOutbox(most=recorded)
    dying = platform.reply(asked, ledger)
    with pytest.raises(Killed):
        await (dying.show(text) if grown else dying.finish(text, footer="2 s"))
    posted = [message["id"] for message in world.messages("#launch")[1:]]
    other = replace(asked, said=replace(asked.said, message_id=world.say("Bao", "#launch", "<@BOT> and me")))
    await platform.reply(other, FakeOutbox("turn-2")).finish(text, footer="5 s")
    await clock.advance(FORGOTTEN)
    before = {message["id"] for message in world.messages("#launch")}

    outbox = FakeOutbox(parts=ledger.parts, again=True)
    await platform.reply(asked, outbox).finish(text, footer="9 s")

    parts = [part.message_id for part in sorted(outbox.parts, key=lambda part: part.index)]
    assert parts[: recorded + 1] == posted
    assert {message["id"] for message in world.messages("#launch")} == before | set(parts)
    said = {each["id"]: each for each in world.messages("#launch")}
    assert "".join(said[part]["content"] for part in parts).count("wind") == 900
    assert [each["components"] for each in said.values() if each["components"]] == []


async def test_a_second_attempt_at_an_answer_never_posted_posts_it(
    platform: DiscordPlatform, asked: MessageReceived, world: DiscordService
) -> None:
    other = replace(asked, said=replace(asked.said, message_id=world.say("Bao", "#launch", "<@BOT> and me")))
    await platform.reply(other, FakeOutbox("turn-2")).finish("Two things.")
    await platform.reply(asked, FakeOutbox(again=True)).finish(WORD * 500)
    assert len(answers(world)) == 3


async def test_where_nothing_may_be_read_an_answer_is_posted_rather_than_lost(
    platform: DiscordPlatform, asked: MessageReceived, world: DiscordService
) -> None:
    world.permit("#launch", "read_message_history", allowed=False)
    await platform.reply(asked, FakeOutbox(again=True)).finish("Two things.")
    assert answers(world) == ["Two things."]


async def test_in_a_channel_of_many_answers_only_what_is_ones_own_is_removed(
    platform: DiscordPlatform, asked: MessageReceived, world: DiscordService, outbox: FakeOutbox
) -> None:
    await platform.reply(asked, outbox).show(WORD * 900)
    outbox.parts, outbox.again = outbox.parts[:2], True
    other = FakeOutbox("turn-2")
    await platform.reply(asked, other).show(WORD * 900)
    assert len(answers(world)) == 6
    await platform.reply(asked, outbox).finish("Short.")
    assert [len(answer) > 10 for answer in answers(world)] == [False, True, True, True]


async def test_links_are_not_previewed_where_there_are_many(reply: Reply, world: DiscordService) -> None:
    await reply.show("See https://a.example")
    await reply.finish("See https://a.example https://b.example https://c.example")
    assert world.messages("#launch")[-1]["flags"] == 1 << 2


async def test_status_types_while_there_is_nothing_to_see(reply: Reply, clock: TurnedClock, log: CallLog) -> None:
    await reply.status("reading the thread")
    await settle()
    await clock.advance(0.6)
    await log.until(lambda: log.of("discord", TYPING))
    await reply.show("Two")
    await clock.advance(60)
    await reply.finish("Two things.")
    assert calls(log) == [TYPING, POST, EDIT]


async def test_one_channels_answers_share_its_edits(
    platform: DiscordPlatform, asked: MessageReceived, reply: Reply, world: DiscordService, log: CallLog
) -> None:
    other = platform.reply(asked, FakeOutbox("turn-2"))
    await reply.show("a")
    await other.show("b")
    for text in ("ab", "abc", "abcd"):
        await reply.show(text)
    await asyncio.gather(reply.finish("abcde"), other.finish("b."))
    assert answers(world) == ["abcde", "b."]
    assert len(log.of("discord", EDIT)) == 4  # two while it grew, and one each at the end


async def test_what_cannot_be_posted_is_told(reply: Reply, faults: FaultPlan, clock: TurnedClock) -> None:
    faults.add(Fault("discord", POST, "error", times=99, with_={"status": 503, "code": 0}))
    with pytest.raises(PlatformFailed):
        await turned(clock, asyncio.create_task(reply.finish("Two things.")))


loud = st.sampled_from(
    ["@everyone", "@here", "<@{Ana}>", "<@&{@launch-crew}>", "<@!{Bao}>", "`", "\n", " ", "```", "|"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(loud, min_size=1, max_size=12))
async def test_nobody_is_notified_whatever_the_model_writes(
    platform: DiscordPlatform, asked: MessageReceived, world: DiscordService, pieces: list[str]
) -> None:
    text = "".join(pieces).format_map(world.ids())
    outbox = FakeOutbox(f"t{len(world.messages('#launch'))}")
    reply = platform.reply(asked, outbox)
    await reply.show(text)
    await reply.finish(f"{text} {text} end", footer=text)
    assert all(message["notified"] == [] for message in world.messages("#launch")[1:])
