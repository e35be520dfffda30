"""Where answers go: threads of their own, and direct messages."""

import pytest

from adapters.discord.destination import thread_name
from adapters.discord.platform import DiscordPlatform
from bot.core.errors import NotAllowed
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import Fault, FaultPlan
from tests.adapters.discord.conftest import FakeCore, Start
from tests.fakes import FakeOutbox

THREAD = "POST channels/messages/threads"


async def test_a_mention_is_answered_in_a_thread_of_its_own(
    start: Start, world: DiscordService, core: FakeCore
) -> None:
    platform = await start(auto_thread=True)
    asked = world.say("Ana", "#launch", "<@BOT> what is left to do before Tuesday?")
    event = await core.message()
    reply = platform.reply(event, FakeOutbox())
    await reply.show("Two")
    await reply.finish("Two things.")
    assert [message["content"] for message in world.messages(asked)][-1] == "Two things."
    assert len(world.messages("#launch")) == 1
    world.say("Ana", asked, "which?")
    assert (await core.until(2))[-1].address == event.address  # type: ignore[union-attr]  # a message has one


async def test_where_no_thread_can_be_made_the_channel_is_answered(
    start: Start, world: DiscordService, core: FakeCore, faults: FaultPlan
) -> None:
    platform = await start(auto_thread=True)
    faults.add(Fault("discord", THREAD, "error", times=9, with_={"status": 400, "code": 160006}))
    asked = world.say("Ana", "#launch", "<@BOT> hello")
    await platform.reply(await core.message(), FakeOutbox()).finish("Hello.")
    assert [(m["content"], m["reference"]) for m in world.messages("#launch")[1:]] == [("Hello.", asked)]


async def test_a_thread_that_exists_is_used(start: Start, world: DiscordService, core: FakeCore) -> None:
    platform = await start(auto_thread=True)
    asked = world.say("Ana", "#launch", "<@BOT> hello")
    event = await core.message()
    world.create_thread("Bao", "#launch", "mine", asked)
    await platform.reply(event, FakeOutbox()).finish("Hello.")
    assert world.messages(asked)[-1]["content"] == "Hello."


@pytest.mark.parametrize("threaded", [True, False])
async def test_after_a_restart_the_answer_goes_on_where_it_was(
    start: Start, world: DiscordService, core: FakeCore, faults: FaultPlan, threaded: bool
) -> None:
    platform = await start(auto_thread=True)
    if not threaded:
        faults.add(Fault("discord", THREAD, "error"))
    place = world.say("Ana", "#launch", "<@BOT> hello")
    event, outbox = await core.message(), FakeOutbox()
    await platform.reply(event, outbox).show("Hel")
    await platform.reply(event, outbox).finish("Hello.")
    said = [message["content"] for message in world.messages(place if threaded else "#launch")]
    assert said[-1] == "Hello."
    assert len(said) == 2


@pytest.mark.parametrize("where", ["thread", "reply", "direct"])
async def test_what_is_already_a_conversation_gets_no_thread(
    start: Start, world: DiscordService, core: FakeCore, where: str
) -> None:
    platform = await start(auto_thread=True)
    room, parent = "#launch", ""
    if where == "thread":
        room = world.create_thread("Ana", "#launch", "Tuesday")
    elif where == "direct":
        room = world.dm("Ana")
    else:
        parent = world.say("Bao", "#launch", "before")
        await core.until()
    world.say("Ana", room, "<@BOT> hello", parent)
    event = (await core.until(2 if parent else 1))[-1]
    await platform.reply(event, FakeOutbox()).finish("Hello.")  # type: ignore[arg-type]  # it is a message
    assert world.messages(room)[-1]["content"] == "Hello."


async def test_a_private_answer_to_a_message_is_a_direct_message(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore
) -> None:
    world.say("Ana", "#launch", "<@BOT> !usage")
    event = await core.message()
    await platform.reply(event, FakeOutbox(), private=True).finish("Three euros.")
    assert [message["content"] for message in world.messages(world.dm("Ana"))] == ["Three euros."]
    assert len(world.messages("#launch")) == 1


async def test_one_who_takes_no_direct_messages_is_told_what_to_do(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore
) -> None:
    world.accept_dms("Ana", accepted=False)
    world.say("Ana", "#launch", "<@BOT> !usage")
    event = await core.message()
    with pytest.raises(NotAllowed) as refused:
        await platform.reply(event, FakeOutbox(), private=True).finish("Three euros.")
    assert "use the slash command" in refused.value.notice


def test_a_thread_is_named_after_its_question() -> None:
    assert thread_name("what is\nleft?") == "what is left?"
    assert thread_name("word " * 30) == "word " * 10 + "word…"
    assert len(thread_name("x" * 200)) <= 100
