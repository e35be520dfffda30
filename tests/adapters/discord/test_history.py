import pytest

from adapters.discord.history import DEEP, HIDDEN, NO_ANSWER
from adapters.discord.platform import DiscordPlatform
from bot.core.values import History, MessageReceived
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.log import CallLog
from tests.adapters.discord.conftest import FakeCore, Start
from tests.fakes import FakeOutbox

LIST = "GET channels/messages"


def texts(history: History) -> list[str]:
    return [said.text for said in history.said]


async def asked(core: FakeCore, text: str) -> MessageReceived:
    found = await core.log.until(
        lambda: [each for each in core.said() if isinstance(each, MessageReceived) and each.said.text == text]
    )
    return found[0]


async def test_a_thread_is_read_whole_with_the_message_it_hangs_on(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore
) -> None:
    world.say("Dev", "#launch", "outside")
    starter = world.say("Ana", "#launch", "the plan")
    thread = world.create_thread("Ana", "#launch", "plan", starter)
    world.say("Bao", thread, "looks good")
    world.say("Chloé", thread, "<@BOT> what is open?")
    history = await platform.history(await asked(core, "what is open?"))
    assert [(said.author.name, said.text) for said in history.said] == [("Ana", "the plan"), ("Bao", "looks good")]
    assert history.complete
    assert history.note == ""


async def test_a_thread_of_its_own_needs_no_starter(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore
) -> None:
    thread = world.create_thread("Ana", "#launch", "alone")
    world.say("Bao", thread, "first")
    world.say("Chloé", thread, "<@BOT> and?")
    assert texts(await platform.history(await asked(core, "and?"))) == ["first"]


async def test_all_pages_are_read_up_to_the_limit(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, log: CallLog
) -> None:
    thread = world.create_thread("Ana", "#launch", "long")
    world.fill(thread, 250)
    world.say("Ana", thread, "<@BOT> and?")
    event = await asked(core, "and?")
    whole = await platform.history(event)
    assert (len(whole.said), whole.complete) == (250, True)
    newest = await platform.history(event, limit=120)
    assert (newest.said, newest.complete) == (whole.said[-120:], False)
    later = await platform.history(event, after=whole.said[199].message_id)
    assert (later.said, later.complete) == (whole.said[200:], True)


async def test_a_chain_of_replies_is_walked_to_its_root(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, log: CallLog
) -> None:
    root = world.say("Ana", "#launch", "root")
    world.say("Dev", "#launch", "something else")
    second = world.say("Bao", "#launch", "second", root)
    world.say("Chloé", "#launch", "<@BOT> third", second)
    event = await asked(core, "third")
    history = await platform.history(event)
    assert texts(history) == ["root", "second"]
    assert len(log.of("discord", LIST)) == 1
    assert texts(await platform.history(event, after=root)) == ["second"]


async def test_a_chain_goes_through_an_answer_of_several_messages(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore
) -> None:
    world.say("Ana", "#launch", "<@BOT> question")
    outbox = FakeOutbox()
    await platform.reply(await asked(core, "question"), outbox).finish("word " * 500, footer="small print")
    world.say("Bao", "#launch", "why?", outbox.parts[-1].message_id)
    history = await platform.history(await asked(core, "why?"))
    assert [said.author.kind for said in history.said] == ["person", "self", "self"]
    assert not any("small print" in said.text for said in history.said)


async def test_an_endless_chain_is_walked_as_far_as_is_sensible(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore
) -> None:
    last = world.say("Ana", "#launch", "0")
    for number in range(1, 40):
        last = world.say("Ana", "#launch", str(number), last)
    history = await platform.history(await asked(core, "39"))
    assert texts(history) == [str(number) for number in range(14, 39)]
    assert (history.complete, history.note) == (False, DEEP)


async def test_a_chain_ends_where_a_message_was_deleted(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore
) -> None:
    root = world.say("Ana", "#launch", "root")
    second = world.say("Bao", "#launch", "second", root)
    world.say("Chloé", "#launch", "third", second)
    world.delete("Ana", "#launch", root)
    assert texts(await platform.history(await asked(core, "third"))) == ["second"]


async def test_a_mention_in_a_channel_is_read_with_what_was_just_said(
    start: Start, world: DiscordService, core: FakeCore, log: CallLog
) -> None:
    platform = await start(channel_context=3)
    world.fill("#launch", 10)
    for word in ("a", "b", "c"):
        world.say("Ana", "#launch", word)
    world.say("Ana", "#launch", "<@BOT> and?")
    history = await platform.history(await asked(core, "and?"))
    assert ([heard.said.text for heard in history.before], history.complete) == (["a", "b", "c"], True)
    assert history.said == ()
    assert len(log.of("discord", LIST)) == 1


async def test_direct_messages_are_one_conversation(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore
) -> None:
    direct = world.dm("Ana")
    world.say("Ana", direct, "one")
    await platform.reply(await asked(core, "one"), FakeOutbox()).finish("Uno.")
    world.say("Ana", direct, "two")
    history = await platform.history(await asked(core, "two"))
    assert [(said.author.kind, said.text) for said in history.said] == [("person", "one"), ("self", "Uno.")]


async def test_without_the_intent_it_is_said_what_could_not_be_read(
    start: Start, world: DiscordService, core: FakeCore
) -> None:
    world.portal(message_content=False)
    platform = await start()
    world.say("Ana", "#launch", "secret")
    world.say("Ana", "#launch", "<@BOT> earlier")
    world.say("Ana", "#launch", "<@BOT> and?")
    history = await platform.history(await asked(core, "and?"))
    assert ([heard.said.text for heard in history.before], history.note) == (["earlier"], HIDDEN)


@pytest.mark.parametrize("where", ["channel", "reply", "thread"])
async def test_a_missing_permission_is_a_note(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, where: str
) -> None:
    before = world.say("Ana", "#launch", "before")
    room = world.create_thread("Ana", "#launch", "Tuesday") if where == "thread" else "#launch"
    world.permit("#launch", "read_message_history", allowed=False)
    world.say("Ana", room, "<@BOT> and?", before if where == "reply" else "")
    history = await platform.history(await asked(core, "and?"))
    assert (history.said, history.complete) == ((), False)
    assert "Read Message History" in history.note


async def test_a_history_that_discord_does_not_give_is_a_note(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, faults: FaultPlan
) -> None:
    world.say("Ana", "#launch", "<@BOT> and?")
    faults.add(Fault("discord", LIST, "error", with_={"status": 400, "code": 0}))
    history = await platform.history(await asked(core, "and?"))
    assert (history.said, history.complete, history.note) == ((), False, NO_ANSWER)


async def test_history_can_be_read_before_the_gateway_is_connected(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, config: object, clock: object, preferences: object
) -> None:
    world.say("Ana", "#launch", "<@BOT> first")
    outbox = FakeOutbox()
    await platform.reply(await asked(core, "first"), outbox).finish("Yes.")
    world.say("Ana", "#launch", "<@BOT> second")
    fresh = DiscordPlatform(config, clock, preferences)  # type: ignore[arg-type]  # fixtures
    history = await fresh.history(await asked(core, "second"))
    await fresh.close()
    assert [heard.said.author.kind for heard in history.before] == ["person", "self"]
